"""History: every action once, the last one first; undone ones said to be; each paragraph's own."""

from __future__ import annotations

from typing import Any

from helpers.corpus import put, street_page
from sqlalchemy import select

from pipeline.database.schema import flags
from pipeline.editing import history, rows
from pipeline.editing.history import Wanted
from pipeline.editing.replacing import find
from pipeline.editing.requests import Decision
from pipeline.editing.store import Editing
from pipeline.model.page import Page


def decide(editing: Editing, editor: str, nth: int, choice: str = "accept") -> str:
    with editing.database.read() as connection:
        query = select(flags).where(flags.c.band == "flagged").order_by(flags.c.page, flags.c.id)
        one = connection.execute(query).all()[nth]
    return editing.decide(editor, [Decision(one.id, one.version, choice)]).batch  # type: ignore[arg-type]


def replace_all(editing: Editing, editor: str, wanted: str, after: str) -> str:
    with editing.database.read() as connection:
        spots = [one.spot for one in find(connection, wanted).occurrences]
    return editing.replacing.replace(editor, wanted, after, spots).done.batch


def listed(editing: Editing, **wanted: Any) -> list[str]:
    with editing.database.read() as connection:
        return [one.first.batch for one in history.actions(connection, Wanted(**wanted)).actions]


def test_an_action_is_one_however_many_places_it_touches(editing: Editing) -> None:
    first, second = decide(editing, "甲", 0), replace_all(editing, "乙", "大家", "邻居")
    with editing.database.read() as connection:
        found = history.actions(connection, Wanted()).actions
        assert [(one.first.batch, one.number, one.same, one.first.editor) for one in found] == [
            (second, 4, True, "乙"),
            (first, 1, True, "甲"),
        ]
        assert found[0].place == history.Place(1, "报一", "page-0001")
        events = history.events_of(connection, second, 1, 2)
        told = [(one.change.after, place.document if place else "") for one, place in events]
        assert told == [("邻居", "报一"), ("邻居", "报二")]
        assert history.action(connection, "0" * 16) is None


def test_filters_leave_what_meets_them(editing: Editing) -> None:
    first, second = decide(editing, "甲", 0), decide(editing, "乙", 2, "reject")
    assert listed(editing) == [second, first]
    assert listed(editing, editor="甲") == [first]
    assert listed(editing, kind="reject") == [second]
    assert listed(editing, document="报二") == [second]
    assert listed(editing, document="报九") == []
    assert listed(editing, editor="乙", document="报一") == []


def test_a_long_history_is_given_a_screen_at_a_time(editing: Editing) -> None:
    batches = [decide(editing, "甲", 0), replace_all(editing, "甲", "大家", "邻居"), decide(editing, "甲", 2)]
    with editing.database.read() as connection:
        first = history.actions(connection, Wanted(), limit=2)
        second = history.actions(connection, Wanted(), first.older, limit=2)
    assert [one.first.batch for one in (*first.actions, *second.actions)] == batches[::-1]
    assert first.older is not None
    assert second.older is None


def test_what_was_undone_is_said_to_be_until_it_is_done_again(editing: Editing) -> None:
    batch = decide(editing, "甲", 0)
    undo = editing.undo("乙", batch).batch
    with editing.database.read() as connection:
        taken = history.action(connection, batch)
        assert taken is not None
        assert taken.undone is not None
        assert taken.undone[0] == "乙"
    editing.undo("丙", undo)
    with editing.database.read() as connection:
        again, undone = history.action(connection, batch), history.action(connection, undo)
    assert again is not None
    assert again.undone is None
    assert undone is not None
    assert undone.undone is not None
    assert undone.kinds == ("undo",)


def of_block(editing: Editing, page: int, number: int) -> list[tuple[str, str, bool]]:
    with editing.database.read() as connection:
        row = rows.page_row(connection, page)
        assert row is not None
        found = history.of_block(connection, editing.files, row, number)
        return [(one.change.kind.value, one.change.after, holds) for one, holds in found]


def test_a_paragraph_has_its_own_history(editing: Editing) -> None:
    batch = decide(editing, "甲", 0)
    replace_all(editing, "乙", "居委会", "社区")
    editing.undo("丙", batch)
    assert of_block(editing, 1, 1) == [("edit", "社区", True), ("accept", "虹仙", False)]
    assert of_block(editing, 1, 0) == []
    assert of_block(editing, 2, 1) == [("edit", "社区", True)]


def renumbered(page: Page) -> Page:
    """The same page from another run, which found the second paragraph to be the first block."""
    order = [2, 1, 0]
    made = tuple(page.blocks[old].model_copy(update={"id": new}) for new, old in enumerate(order))
    records = tuple(one.model_copy(update={"block": order.index(one.block)}) for one in page.corrections)
    return page.changed(blocks=made, corrections=records)


def test_a_history_follows_its_paragraph_to_another_number(editing: Editing) -> None:
    decide(editing, "甲", 1)
    assert of_block(editing, 1, 2) == [("accept", "虹仙", True)]
    put(editing.results, "报一", [renumbered(street_page())])
    editing.intake.run()
    assert of_block(editing, 1, 0) == [("accept", "虹仙", True)]
    assert of_block(editing, 1, 2) == []
