"""The corpus follows what people do to the text, and what runs do to the pages."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from pathlib import Path
from threading import Event
from typing import Any

import pytest
from helpers.corpus import corpus, put, street_page
from helpers.made_pages import PageMaker
from sqlalchemy import delete, select, update

from pipeline.corpus import Corpus
from pipeline.database.corpus_views import VIEWS
from pipeline.database.schema import articles, blocks, corpus_columns, files, indexed, mentions, readings
from pipeline.editing.requests import SpanEdit
from pipeline.editing.store import Editing, open_editing
from pipeline.following import followers
from pipeline.settings import Settings


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return corpus(tmp_path / "out", {"报一": [street_page()], "报二": [street_page()]})


def editing_of(folder: Path) -> Editing:
    return open_editing(folder, followers=followers(folder, Settings()))


def retype(folder: Path, ids: tuple[str, ...], before: str, after: str, number: int) -> str:
    editing = editing_of(folder)
    with editing.database:
        with editing.database.read() as connection:
            row = connection.execute(select(blocks).where(blocks.c.page == 1, blocks.c.number == number)).one()
        done = editing.edit_spans(
            "李", [SpanEdit(page=1, block=number, ids=ids, before=before, after=after, version=row.version)]
        )
        return done.batch


def test_an_edit_changes_text_names_title_and_version_at_once(folder: Path) -> None:
    with Corpus(folder) as asked:
        before = asked.version
        assert asked.search("天山支路").total == 2
    batch = retype(folder, ("3.5", "3.6", "3.7"), "天山支路", "仙霞路", 2)
    retype(folder, ("0.0", "0.1"), "社区", "街道", 0)
    with Corpus(folder) as asked:
        assert asked.version >= before + 2
        assert asked.search("天山支路").total == 1
        assert [hit.title for hit in asked.search("仙霞路").hits] == ["街道新闻"]
        assert [one.mentions for one in asked.places(["仙霞路"])] == [1]
        assert [one.mentions for one in asked.places(["天山支路"])] == [1]
    editing = editing_of(folder)
    with editing.database:
        editing.undo("李", batch)
    with Corpus(folder) as asked:
        assert asked.search("天山支路").total == 2
        assert asked.places(["仙霞路"]) == []


def test_a_page_that_a_run_made_anew_is_taken_anew(folder: Path) -> None:
    make = PageMaker()
    make.block("title", "新闻")
    make.block("paragraph", "今天大家都在仙霞路上。")
    with Corpus(folder) as asked:
        assert asked.search("虹山").total == 4
    put(folder, "报一", [make.page()])
    with Corpus(folder) as asked:
        assert asked.search("虹山").total == 2
        assert asked.search("仙霞路").total == 1
        assert [one.mentions for one in asked.places(["仙霞路"])] == [1]


def rows_of(folder: Path) -> list[list[Any]]:
    editing = editing_of(folder)
    with editing.database, editing.database.read() as connection:
        found = select(mentions.c.page, mentions.c.block, mentions.c.start, mentions.c.printed)
        kept = [found, select(articles), select(readings)]
        return [sorted(map(tuple, connection.execute(query))) for query in kept]


def test_pages_of_an_older_version_are_indexed_when_something_is_asked(folder: Path) -> None:
    with Corpus(folder):
        whole = rows_of(folder)
    assert all(whole)
    editing = editing_of(folder)
    with editing.database, editing.database.write() as connection:
        for table in (mentions, articles, readings, indexed):
            connection.execute(delete(table))
    with Corpus(folder):
        assert rows_of(folder) == whole


def test_other_lists_of_names_give_other_mentions(folder: Path, tmp_path: Path) -> None:
    names = tmp_path / "names.csv"
    names.write_text("name,kind,aliases\n虹山花园,estate,虹山\n", encoding="utf-8")
    with Corpus(folder) as asked:
        assert asked.places(["虹山花园"]) == []
    settings = Settings.model_validate({"gazetteer": {"files": [names]}})
    with Corpus(folder, settings) as asked:
        found = asked.places(["虹山花园"])[0]
        assert (found.mentions, found.printed) == (4, {"虹山": 4})
        assert asked.search("alias:虹山花园").total == 4


def test_every_view_can_be_read_and_every_column_is_described(folder: Path) -> None:
    with Corpus(folder) as asked:
        assert all(asked.table(view.name) for view in VIEWS if view.name != "corpus_decisions")
        assert asked.table("corpus_decisions") == []
        with asked.database.read() as connection:
            said = {(row.view, row.column): row.description for row in connection.execute(select(corpus_columns))}
    for view in VIEWS:
        assert all(said[view.name, column] for column in ("", *view.columns))


def test_a_folder_that_cannot_be_written_is_read_as_it_is(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with Corpus(folder) as asked:
        version = asked.version
    monkeypatch.setattr("os.access", lambda path, mode: False)
    with Corpus(folder) as asked:
        assert (asked.search("虹山").total, asked.version) == (4, version)


def test_readers_are_not_disturbed_by_an_editor(folder: Path) -> None:
    editing = editing_of(folder)
    with Corpus(folder) as asked, editing.database:
        seen, done = set[tuple[int, int]](), Event()

        def read() -> None:
            while not done.is_set():
                with asked.found("天山支路 OR 仙霞路") as (connection, found):
                    named = connection.execute(
                        select(mentions).where(mentions.c.printed.in_(("天山支路", "仙霞路")))
                    ).all()
                seen.add((found.total, len(named)))

        with ThreadPoolExecutor(4) as pool:
            readers = [pool.submit(read) for _ in range(4)]
            text = "天山支路"
            for _ in range(10):
                other = "仙霞路" if text == "天山支路" else "天山支路"
                editing.edit_spans("李", [SpanEdit(1, 2, ("3.5", "3.6", "3.7"), text, other)])
                text = other
            done.set()
            for reader in readers:
                reader.result()
    assert seen == {(2, 2)}


def test_pages_taken_before_their_document_was_finished_get_its_date_and_issue(folder: Path) -> None:
    document = folder / "报一" / "document.json"
    finished = document.read_bytes()
    document.unlink()
    with Corpus(folder) as asked:
        assert [hit.date for hit in asked.search("虹山 document:报一").hits] == [None, None]
        version = asked.version
    document.write_bytes(finished)
    editing = editing_of(folder)
    with editing.database, editing.database.write() as connection:
        late = (datetime.now(UTC) + timedelta(seconds=5)).isoformat(timespec="seconds")
        connection.execute(update(files).where(files.c.path == "报一/document.json").values(written=late))
    with Corpus(folder) as asked:
        found = asked.search("虹山 document:报一").hits
        assert [(hit.date, hit.issue) for hit in found] == [("2021-01-22", "虹桥报 5")] * 2
        assert asked.version == version + 1
