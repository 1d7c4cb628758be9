"""Decisions survive another run: applied again, found satisfied, or given back to the editor with both texts."""

from __future__ import annotations

import math

import pytest
from helpers.corpus import put, street_page
from helpers.made_pages import EM
from sqlalchemy import select

from pipeline.database.schema import blocks, events, flags, orphans, pages
from pipeline.editing.requests import Decision
from pipeline.editing.store import Editing
from pipeline.model.block import Block, Join
from pipeline.model.geometry import Matrix, quad_of
from pipeline.model.page import Page

pytestmark = pytest.mark.usefixtures("kept")


def texts(editing: Editing, page: int = 1) -> list[str]:
    with editing.database.read() as connection:
        query = select(blocks.c.text).where(blocks.c.page == page, blocks.c.position.is_not(None))
        return list(connection.scalars(query.order_by(blocks.c.position)))


def decide(editing: Editing, choice: str = "accept", nth: int = 0, band: str = "flagged") -> None:
    with editing.database.read() as connection:
        one = connection.execute(select(flags).where(flags.c.band == band).order_by(flags.c.id)).all()[nth]
    editing.decide("甲", [Decision(one.id, one.version, choice)])  # type: ignore[arg-type]


def again(editing: Editing, page: Page) -> int:
    """Another run wrote the first document; returns the number of orphans."""
    put(editing.results, "报一", [page])
    return editing.intake.run().orphans


def turned(page: Page, degrees: float = 2.0) -> Page:
    """The same scan straightened otherwise: turned, and its lines have other ids and cuts."""
    angle = math.radians(degrees)
    c, s = math.cos(angle), math.sin(angle)
    turn: Matrix = ((c, -s, 40.0), (s, c, 10.0), (0.0, 0.0, 1.0))

    def moved(x: float, y: float) -> tuple[float, float]:
        return c * x - s * y + 40.0, s * x + c * y + 10.0

    def quad(line: int) -> tuple[tuple[float, float], ...]:
        return tuple(moved(x, y) for x, y in page.line_by_id[line].quad)

    last = max(line.id for line in page.lines)
    lines = tuple(
        line.model_copy(update={"id": last - line.id, "quad": quad(line.id), "cuts": tuple(x + 2 for x in line.cuts)})
        for line in page.lines
    )
    new = {f"{line.id}": f"{last - line.id}" for line in page.lines}
    records = tuple(
        record.model_copy(update={"characters": tuple(_renamed(one, new) for one in record.characters)})
        for record in page.corrections
    )
    made = tuple(block.model_copy(update={"lines": tuple(last - n for n in block.lines)}) for block in page.blocks)
    return page.changed(lines=lines, corrections=records, blocks=made, transform=turn)


def _renamed(one: str, new: dict[str, str]) -> str:
    line, _, offset = one.partition(".")
    return f"{new[line]}.{offset}"


def test_the_same_text_straightened_otherwise_keeps_all_decisions(editing: Editing) -> None:
    decide(editing)
    decide(editing, "reject", band="applied")
    before = texts(editing)
    assert again(editing, turned(street_page())) == 0
    assert texts(editing) == before
    with editing.database.read() as connection:
        query = select(flags.c.state).where(flags.c.page == 1, flags.c.queue == "names").order_by(flags.c.id)
        assert list(connection.scalars(query)) == ["accepted", "open", "rejected"]


def test_a_run_that_corrects_it_itself_satisfies_the_decision(editing: Editing) -> None:
    decide(editing)
    page = street_page()
    records = tuple(r.model_copy(update={"status": "applied"}) if r.id == 0 else r for r in page.corrections)
    assert again(editing, page.changed(corrections=records)) == 0
    assert texts(editing)[1].startswith("今天虹仙居委会")


def test_a_place_that_now_reads_otherwise_is_given_back_with_both_texts(editing: Editing) -> None:
    decide(editing)
    page = street_page()
    lines = tuple(
        line.model_copy(update={"text": line.text.replace("虹山居", "红出居")}) if line.id == 1 else line
        for line in page.lines
    )
    records = tuple(record for record in page.corrections if record.id != 0)
    assert again(editing, page.changed(lines=lines, corrections=records)) == 1
    assert "红出居委会" in texts(editing)[1]
    with editing.database.read() as connection:
        orphan = connection.execute(select(orphans)).one()
        event = connection.execute(select(events).where(events.c.id == orphan.event)).one()
    assert (orphan.now, orphan.cause) == ("红出", "other text")
    assert (event.before, event.after) == ("虹山", "虹仙")


def test_a_place_where_nothing_is_read_any_more_is_given_back(editing: Editing) -> None:
    decide(editing)
    page = street_page()
    kept = page.blocks[:1]
    assert again(editing, page.changed(lines=page.lines[:1], blocks=kept, corrections=())) == 1
    with editing.database.read() as connection:
        assert connection.execute(select(orphans.c.cause, orphans.c.now)).one() == ("not found", None)


def test_an_orphan_that_finds_its_place_again_is_no_orphan_any_more(editing: Editing) -> None:
    decide(editing)
    page = street_page()
    again(editing, page.changed(lines=page.lines[:1], blocks=page.blocks[:1], corrections=()))
    assert again(editing, turned(page)) == 0
    assert texts(editing)[1].startswith("今天虹仙居委会")
    with editing.database.read() as connection:
        assert connection.execute(select(orphans)).all() == []


def test_an_edit_beside_it_and_cuts_that_moved_do_not_lose_the_place(editing: Editing) -> None:
    """One character more is read before the place, and every cut stands a character further."""
    decide(editing)
    page = street_page()
    line = page.lines[1]
    wider = line.model_copy(
        update={
            "text": "，" + line.text,
            "quad": quad_of((70.0, line.quad[0][1], 100.0 + EM * len(line.text), line.quad[0][1] + EM)),
            "cuts": tuple(EM * k for k in range(len(line.text) + 2)),
            "confidences": (97, *line.confidences),
        }
    )
    lines = tuple(wider if one.id == 1 else one for one in page.lines)
    assert again(editing, page.changed(lines=lines, corrections=())) == 0
    assert texts(editing)[1].startswith("，今天虹仙居委会")


def test_structure_that_people_made_is_made_again_on_new_blocks(editing: Editing) -> None:
    editing.structure.join("甲", 1, 1, 2, (1, 1))
    editing.structure.kind("甲", 1, 1, 2, "caption")
    editing.structure.order("甲", 1, (0, 1), (1, 0))
    before = texts(editing)
    assert again(editing, turned(street_page())) == 0
    assert texts(editing) == before
    with editing.database.read() as connection:
        kinds = select(blocks.c.kind).where(blocks.c.page == 1, blocks.c.position.is_not(None))
        assert list(connection.scalars(kinds.order_by(blocks.c.position))) == ["caption", "title"]


def test_a_split_finds_its_line_and_is_needless_where_the_layout_splits_itself(editing: Editing) -> None:
    editing.structure.split("甲", 1, 1, 1, 2)
    before = texts(editing)
    assert again(editing, turned(street_page())) == 0
    assert texts(editing) == before
    page = street_page()
    first, second = page.blocks[1], page.blocks[2]
    halves = (
        first.model_copy(update={"lines": (1,), "joins": ()}),
        Block(id=2, kind="paragraph", article=0, lines=(2,), boxes=(page.lines[2].box,)),
        second.model_copy(update={"id": 3}),
    )
    records = tuple(r.model_copy(update={"block": 3}) if r.block == 2 else r for r in page.corrections)
    assert again(editing, page.changed(blocks=(page.blocks[0], *halves), corrections=records)) == 0
    assert texts(editing) == before


def test_blocks_that_the_layout_joins_itself_need_no_join(editing: Editing) -> None:
    editing.structure.join("甲", 1, 1, 2, (1, 1))
    page = street_page()
    whole = page.blocks[1].model_copy(
        update={"lines": (1, 2, 3, 4), "joins": (Join(kind="line"), Join(kind="line"), Join(kind="line"))}
    )
    records = tuple(record.model_copy(update={"block": 1}) for record in page.corrections)
    assert again(editing, page.changed(blocks=(page.blocks[0], whole), corrections=records)) == 0
    assert len(texts(editing)) == 2


def test_a_drawn_block_moves_with_the_scan_and_keeps_its_edits(editing: Editing) -> None:
    line = street_page().lines[0]
    there = line.model_copy(update={"text": "补上的字", "quad": quad_of((100.0, 900.0, 220.0, 930.0))})
    editing.structure.draw("甲", 1, [there], after=2)
    editing.edit_block("乙", 1, 10_000, 1, "补上的文字")
    before = texts(editing)
    assert before[3] == "补上的文字"
    assert again(editing, turned(street_page())) == 0
    assert texts(editing) == before


def test_a_block_that_the_engine_now_reads_itself_is_not_drawn_twice(editing: Editing) -> None:
    editing.structure.draw("甲", 1, [street_page().lines[2].model_copy(update={"id": 0})], after=2)
    again(editing, turned(street_page()))
    assert len(texts(editing)) == 3


@pytest.mark.parametrize("state", ["reviewed", "validated"])
def test_a_page_whose_reviewed_text_changes_is_in_review_again(editing: Editing, state: str) -> None:
    editing.structure.set_state("甲", 1, "machine", "reviewed")
    if state == "validated":
        editing.structure.set_state("乙", 1, "reviewed", "validated")
    again(editing, turned(street_page()))
    with editing.database.read() as connection:
        assert connection.scalar(select(pages.c.state).where(pages.c.id == 1)) == state
    page = street_page()
    again(editing, page.changed(corrections=page.corrections[:2]))
    with editing.database.read() as connection:
        assert connection.scalar(select(pages.c.state).where(pages.c.id == 1)) == "in review"


def test_an_action_is_taken_back_after_another_run(editing: Editing) -> None:
    machine = texts(editing)
    decide(editing)
    with editing.database.read() as connection:
        batch = connection.scalar(select(events.c.batch))
    again(editing, turned(street_page()))
    editing.undo("甲", str(batch))
    assert texts(editing) == machine
