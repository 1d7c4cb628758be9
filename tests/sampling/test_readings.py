"""Lines are drawn from what people made of a page, where they worked on it."""

from __future__ import annotations

from pathlib import Path

import pytest
from helpers.corpus import corpus, put, street_page
from sampled_results import drawn_sample, sampling_of
from sqlalchemy import select

from pipeline.database.schema import blocks, flags
from pipeline.editing.requests import Decision
from pipeline.editing.store import Editing, open_editing
from pipeline.errors import PageError
from pipeline.sampling.lot import Scope


@pytest.fixture
def results(tmp_path: Path) -> Path:
    return corpus(tmp_path / "out", {"报一": [street_page()], "报二": [street_page()]})


def drawn(editing: Editing) -> dict[tuple[str, int], str]:
    room = sampling_of(editing.results, editing.database)
    return {
        (one.drawn.document, one.drawn.line): one.drawn.text for one in room.samples.lines(drawn_sample(room, 99).id)
    }


def test_pages_that_nobody_worked_on_are_read_from_their_files(results: Path) -> None:
    editing = open_editing(results)
    with editing.database:
        found = drawn(editing)
    assert found["报一", 1] == "今天虹山居委会里大家"
    assert found["报一", 3] == "虹山小区在天山支路边上"
    assert len(found) == 10


def test_what_a_person_decided_and_typed_is_what_is_drawn(results: Path) -> None:
    editing = open_editing(results)
    with editing.database as database:
        editing.intake.run()
        before = drawn(editing)
        with database.read() as connection:
            flag = connection.execute(select(flags).where(flags.c.band == "flagged").order_by(flags.c.id)).first()
            block = connection.execute(select(blocks).where(blocks.c.page == 2, blocks.c.number == 2)).one()
        assert flag is not None
        editing.decide("甲", [Decision(flag.id, flag.version, "accept")])
        editing.edit_block("甲", 2, 2, block.version, block.text.replace("高兴", "高高兴兴"))
        after = drawn(editing)
    changed = {key: text for key, text in after.items() if before[key] != text}
    assert set(after) == set(before)
    assert sorted(changed.values()) == ["今天虹仙居委会里大家", "大家都很高高兴兴。"]


def test_a_page_that_was_run_again_and_not_taken_in_yet_is_named(results: Path) -> None:
    editing = open_editing(results)
    with editing.database as database:
        editing.intake.run()
        put(results, "报一", [street_page().changed(dpi=200.0)])
        with pytest.raises(PageError, match="baokan review"):
            sampling_of(results, database).count(Scope())
        editing.intake.run()
        assert sampling_of(results, database).count(Scope()).lines == 10
