"""A saved set keeps its hits as they were and says what has changed since, and why."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path
from typing import Any

import pytest
from helpers.corpus import corpus, put, street_page
from helpers.made_pages import PageMaker
from sqlalchemy import select, update
from typer.testing import CliRunner

from pipeline.cli.main import app
from pipeline.corpus import Corpus, Options
from pipeline.corpus.saving import SavingError
from pipeline.database.schema import blocks, sources
from pipeline.editing.requests import SpanEdit
from pipeline.editing.store import open_editing
from pipeline.errors import ExitCode
from pipeline.following import followers
from pipeline.model.page import Page
from pipeline.settings import Settings


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = corpus(tmp_path / "out", {"报一": [street_page()], "报二": [street_page()]})
    with Corpus(made) as asked:
        asked.save("虹山", "虹山小区", note="为何写成虹山", by="研", sort="text")
    return made


def retype(folder: Path, ids: tuple[str, ...], before: str, after: str, number: int, page: int = 1) -> str:
    editing = open_editing(folder, followers=followers(folder, Settings()))
    with editing.database:
        with editing.database.read() as connection:
            row = connection.execute(select(blocks).where(blocks.c.page == page, blocks.c.number == number)).one()
        edit = SpanEdit(page=page, block=number, ids=ids, before=before, after=after, version=row.version)
        return editing.edit_spans("李", [edit]).batch


def undo(folder: Path, batch: str) -> None:
    editing = open_editing(folder, followers=followers(folder, Settings()))
    with editing.database:
        editing.undo("李", batch)


def changes(folder: Path, name: str = "虹山小区") -> Any:
    with Corpus(folder) as asked:
        return asked.changes(name)


def test_a_set_keeps_query_version_layer_and_every_hit_with_its_place(folder: Path) -> None:
    with Corpus(folder) as asked:
        (saved,) = asked.saved()
        hits = asked.saved_hits("虹山小区")
        found = asked.search("虹山", sort="text", context=40)
        assert (saved.name, saved.note, saved.by, saved.query) == ("虹山小区", "为何写成虹山", "研", "虹山")
        assert (saved.version, saved.total, saved.sort) == (asked.version, 4, "text")
        assert saved.layer.startswith("best")
    assert [one.hit for one in hits] == list(found.hits)
    assert all(one.place and one.content and one.sha256 for one in hits)


def test_without_a_change_everything_is_the_same(folder: Path) -> None:
    found = changes(folder)
    assert (found.same, found.altered, found.gone, found.new) == (4, [], [], [])


def test_a_hit_that_only_moved_in_its_text_is_the_same(folder: Path) -> None:
    # the heading before has one character more, and so has the paragraph, far before the hit
    long = PageMaker()
    long.block("paragraph", "甲" * 60 + "虹山" + "乙" * 60)
    put(folder, "报三", [long.page()])
    with Corpus(folder) as asked:
        asked.save("虹山 document:报三", "远")
    with Corpus(folder) as asked:
        page = asked.search("虹山 document:报三").hits[0]
        assert page.start == 60
    retype(folder, ("0.0",), "甲", "子丑", page.block, page=3)
    with Corpus(folder) as asked:
        assert asked.search("虹山 document:报三").hits[0].start == 61
    found = changes(folder, "远")
    assert (found.same, found.altered, found.gone, found.new) == (1, [], [], [])


def test_a_hit_that_a_decision_changed_is_gone_and_says_who_did_what(folder: Path) -> None:
    batch = retype(folder, ("1.2", "1.3"), "虹山", "虹仙", 1)
    found = changes(folder)
    assert (found.same, len(found.gone), found.new) == (3, 1, [])
    ((before, why),) = found.gone
    assert (before.hit.document, before.hit.block) == ("报一", 1)
    assert (why.cause, why.by, why.before, why.after) == ("decision", "李", "虹山", "虹仙")
    undo(folder, batch)
    assert changes(folder).same == 4


def test_text_beside_a_hit_that_changed_is_told_and_the_hit_stays(folder: Path) -> None:
    retype(folder, ("1.4", "1.5"), "居委", "社区", 1)
    found = changes(folder)
    assert (found.same, found.gone, found.new) == (3, [], [])
    (altered,) = found.altered
    assert not altered.text
    assert (altered.before.hit.right[:2], altered.now.hit.right[:2]) == ("居委", "社区")


def test_a_hit_that_reads_otherwise_and_is_still_found_is_told(folder: Path) -> None:
    with Corpus(folder) as asked:
        asked.save("虹?居", "通配")
    retype(folder, ("1.3",), "山", "仙", 1)
    found = changes(folder, "通配")
    (altered,) = found.altered
    assert altered.text
    assert (altered.before.hit.text, altered.now.hit.text) == ("虹山居", "虹仙居")


def test_new_hits_are_new(folder: Path) -> None:
    put(folder, "报三", [street_page()])
    retype(folder, ("3.5", "3.6", "3.7"), "天山支路", "虹山路", 2)
    found = changes(folder)
    assert found.same == 3
    assert [one.hit.document for one in found.new] == ["报一", "报三", "报三"]
    assert [one.text for one in found.altered] == [False]  # the other hit of that paragraph has other text beside it


def test_withdrawn_and_replaced_documents_say_so(folder: Path) -> None:
    with Corpus(folder) as asked:
        asked.withdraw("报二", "王", "权利人要求")
        with asked.database.write() as connection:
            connection.execute(update(sources).where(sources.c.document == "报一").values(state="replaced"))
    found = changes(folder)
    assert found.same == 0
    assert [(one.hit.document, why.cause, why.by, why.after) for one, why in found.gone] == [
        ("报一", "replaced", "", ""),
        ("报一", "replaced", "", ""),
        ("报二", "withdrawn", "王", "权利人要求"),
        ("报二", "withdrawn", "王", "权利人要求"),
    ]


def other_lines(first: str, second: str) -> Page:
    """The same places on the scan, read anew: each line has another number, since a line more was found above."""
    make = PageMaker()
    make.block("title", "社区新闻")
    make.block("paragraph", first, "都说一声好。")
    make.block("paragraph", second, "大家都很高兴。")
    page = make.page()
    number = {line.id: line.id + 10 for line in page.lines}
    return page.changed(
        lines=tuple(line.model_copy(update={"id": number[line.id]}) for line in page.lines),
        blocks=tuple(
            block.model_copy(update={"lines": tuple(number[line] for line in block.lines)}) for block in page.blocks
        ),
    )


def test_on_a_page_that_was_read_anew_hits_are_found_by_their_place(folder: Path) -> None:
    put(folder, "报一", [other_lines("今天虹山居委会里大家", "虹仙小区在天山支路边上")])
    found = changes(folder)
    ((before, why),) = found.gone
    assert (before.hit.block, why.cause, why.before, why.after) == (2, "reread", "虹山", "虹仙")
    assert found.new == []
    assert found.same + len(found.altered) == 3


def test_a_page_or_a_document_that_is_no_longer_there_is_told(folder: Path) -> None:
    with Corpus(folder) as asked, asked.database.write() as connection:
        connection.execute(update(sources).where(sources.c.document == "报一").values(sha256="f" * 64))
        connection.exec_driver_sql("UPDATE pages SET name = 'page-0009' WHERE id = 2")
    put(folder, "报二", [street_page().changed(half=1)])
    assert [why.cause for _, why in changes(folder).gone] == ["document", "document", "page", "page"]


def test_a_hit_that_reads_as_it_did_but_meets_the_query_no_more(folder: Path) -> None:
    with Corpus(folder) as asked:
        asked.save("虹山 state:machine", "未校")
    editing = open_editing(folder, followers=followers(folder, Settings()))
    with editing.database:
        editing.structure.set_state("李", 1, "machine", "in review")
    assert [why.cause for _, why in changes(folder, "未校").gone] == ["query", "query"]


def test_the_list_as_it_was_stays_whatever_happens(folder: Path) -> None:
    with Corpus(folder) as asked:
        before = [one.row() for one in asked.saved_hits("虹山小区")]
    retype(folder, ("1.2", "1.3"), "虹山", "虹仙", 1)
    put(folder, "报二", [PageMaker().page()])
    with Corpus(folder) as asked:
        assert [one.row() for one in asked.saved_hits("虹山小区")] == before


def test_names_are_taken_once_and_options_come_back(folder: Path) -> None:
    with Corpus(folder) as asked:
        asked.save("虹仙", "ＡＢ", Options(alternatives=True), sort="right")
        assert asked.named("ab").options == Options(alternatives=True)
        assert [one.hit.guessed for one in asked.saved_hits("ab")] == [True] * 4
        assert changes(folder, "ab").same == 4
        for name, code in (("Ab", "taken"), ("", "name"), ("x" * 81, "name")):
            with pytest.raises(SavingError) as caught:
                asked.save("虹山", name)
            assert caught.value.code == code
        asked.forget("ab")
        with pytest.raises(SavingError, match="no saved set"):
            asked.changes("ab")
        assert [one.name for one in asked.saved()] == ["虹山小区"]


def test_too_many_hits_are_refused(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("pipeline.corpus.taking.MOST", 3)
    with Corpus(folder) as asked, pytest.raises(SavingError, match="Narrow"):
        asked.save("虹山", "多")


def run(folder: Path, *arguments: str, code: int = ExitCode.DONE) -> Any:
    done = CliRunner().invoke(app, ["corpus", *arguments, "-o", str(folder)])
    assert done.exit_code == code, done.output
    return done


def test_the_command_line_saves_shows_compares_and_forgets(folder: Path) -> None:
    run(folder, "save", "天山支路", "--name", "路名", "--note", "一", "--by", "研")
    sets = json.loads(run(folder, "saved", "--json").stdout)["sets"]
    assert [(one["name"], one["total"]) for one in sets] == [("路名", 2), ("虹山小区", 4)]
    assert "路名" in run(folder, "saved").stdout
    retype(folder, ("3.5", "3.6", "3.7"), "天山支路", "仙霞路", 2)
    told = run(folder, "saved", "路名", "--changes").stdout
    assert "1 are as they were, 1 gone" in told
    assert "李 changed it" in told
    assert "'仙霞路'" in told
    as_json = json.loads(run(folder, "saved", "路名", "--changes", "--json").stdout)
    assert (as_json["same"], [one["cause"] for one in as_json["changes"]]) == (1, ["decision"])
    rows = list(csv.DictReader(io.StringIO(run(folder, "saved", "路名", "--csv").stdout.removeprefix("\ufeff"))))
    assert [row["text"] for row in rows] == ["天山支路"] * 2
    table = list(
        csv.DictReader(io.StringIO(run(folder, "saved", "路名", "--changes", "--csv").stdout.removeprefix("\ufeff")))
    )
    assert [(row["change"], row["after"]) for row in table] == [("gone", "仙霞路")]
    assert "[天山支路]" in run(folder, "saved", "路名").stdout
    run(folder, "forget", "路名")
    assert "no saved set" in run(folder, "saved", "路名", code=ExitCode.USAGE).stderr
    assert "of which set" in run(folder, "saved", "--changes", code=ExitCode.USAGE).stderr
