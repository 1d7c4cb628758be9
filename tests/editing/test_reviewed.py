"""The reviewed layer that is exported reads as the pages that people left."""

from __future__ import annotations

from pathlib import Path

from helpers.corpus import corpus, street_page
from helpers.made_pages import bulletin_page
from sqlalchemy import select

from pipeline.database.schema import flags, pages
from pipeline.editing import rows
from pipeline.editing.current import replayed_row
from pipeline.editing.requests import Decision
from pipeline.editing.reviewed import reviewed_page
from pipeline.editing.store import Editing, open_editing
from pipeline.formats import format_named
from pipeline.formats.results import export_results
from pipeline.model.page import Page


def reviewed(editing: Editing, page: int = 1) -> Page:
    with editing.database.read() as connection:
        row = rows.page_row(connection, page)
        assert row is not None
        return reviewed_page(replayed_row(connection, row, editing.files))


def assert_same(editing: Editing) -> None:
    with editing.database.read() as connection:
        ids = list(connection.scalars(select(pages.c.id)))
    for page in ids:
        made = reviewed(editing, page)
        with editing.database.read() as connection:
            state = rows.page_state(connection, page)
        assert [made.text(block, "reviewed").text for block in made.blocks] == [
            state.blocks[number].text.text for number in state.order
        ]
        assert [block.id for block in made.blocks] == list(range(len(state.order)))
        assert [block.kind for block in made.blocks] == [state.blocks[number].kind for number in state.order]
        Page.model_validate_json(made.to_json())


def decide(editing: Editing, choice: str, band: str = "flagged", text: str | None = None) -> None:
    with editing.database.read() as connection:
        open_ = (flags.c.band == band, flags.c.state == "open")
        one = connection.execute(select(flags).where(*open_).order_by(flags.c.id)).first()
    assert one is not None
    editing.decide("甲", [Decision(one.id, one.version, choice, text)], "看图")  # type: ignore[arg-type]


def test_untouched_pages_are_the_machine_s(editing: Editing) -> None:
    assert_same(editing)
    assert reviewed(editing).corrections[0].machine is None


def test_decisions_become_states_of_the_records_and_leave_the_corrected_layer_alone(editing: Editing) -> None:
    decide(editing, "accept")
    decide(editing, "reject", band="applied")
    page = reviewed(editing)
    assert_same(editing)
    assert [(r.status, r.machine) for r in page.corrections[:3]] == [
        ("accepted", "flagged"),
        ("flagged", None),
        ("rejected", "applied"),
    ]
    assert page.text(page.blocks[1], "corrected").text.startswith("今天虹山")
    assert "天山支路" in page.text(page.blocks[2], "corrected").text
    assert page.corrections[3].reasons[0].zh == "甲 审定：看图"


def test_structure_and_edits_are_in_the_page(editing: Editing) -> None:
    decide(editing, "accept", text="虹霞")
    editing.structure.join("甲", 1, 1, 2, (2, 1))
    editing.structure.split("甲", 1, 1, 3, 4)
    line = street_page().lines[0].model_copy(update={"text": "补上的字", "id": 0})
    editing.structure.draw("甲", 1, [line], after=0)
    editing.structure.order("甲", 1, (0, 10_001, 1, 10_000), (1, 0, 10_001, 10_000))
    editing.edit_block("乙", 1, 10_000, 1, "大家都很开心。")
    editing.edit_block("乙", 2, 0, 1, "Community news")
    assert_same(editing)


def test_every_block_of_a_rich_page_survives(tmp_path: Path) -> None:
    folder = corpus(tmp_path / "out", {"报": [bulletin_page()]})
    editing = open_editing(folder)
    editing.intake.run()
    with editing.database.read() as connection:
        state = rows.page_state(connection, 1)
    for number in state.order:
        text = state.blocks[number].text.text
        if text:
            editing.edit_block("甲", 1, number, 1, text[:-1] + "变")
    assert_same(editing)
    assert reviewed(editing).blocks[8].cells
    editing.database.close()


def test_export_writes_the_reviewed_text(editing: Editing, tmp_path: Path) -> None:
    decide(editing, "accept")
    formats = [format_named("txt"), format_named("tei"), format_named("page")]
    export_results(editing.results, tmp_path / "out2", formats, "reviewed")
    assert "今天虹仙居委会" in (tmp_path / "out2/报一/page-0001.txt").read_text(encoding="utf-8")
    assert "今天虹山居委会" in (tmp_path / "out2/报二/page-0001.txt").read_text(encoding="utf-8")
    export_results(editing.results, tmp_path / "out3", formats, "corrected")
    assert "今天虹山居委会" in (tmp_path / "out3/报一/page-0001.txt").read_text(encoding="utf-8")
