"""What was seen on a sheet is counted once, for the one who saw it first."""

from __future__ import annotations

from helpers.corpus import put, street_page

from pipeline.editing.requests import SpanEdit
from pipeline.editing.store import Editing
from pipeline.sheets import work
from pipeline.sheets.sheet import contents, sheet
from pipeline.sheets.work import Spot


def spots(editing: Editing, character: str) -> list[Spot]:
    with editing.database.read() as connection:
        found = sheet(connection, character)
    return list(zip(found.pages.tolist(), found.places["line"].tolist(), found.places["offset"].tolist(), strict=True))


def see(editing: Editing, character: str, which: list[Spot], editor: str) -> int:
    with editing.database.write() as connection:
        return work.mark_seen(connection, character, which, editor)


def test_a_place_is_seen_once(editing: Editing) -> None:
    home = spots(editing, "家")
    assert see(editing, "家", home[:3], "wang") == 3
    assert see(editing, "家", home, "li") == 1
    assert see(editing, "家", home, "li") == 0
    with editing.database.read() as connection:
        assert sheet(connection, "家").seen == 4
        assert next(one for one in contents(connection) if one.character == "家").seen == 4
        assert [(one.editor, one.seen) for one in work.shares(connection)] == [("wang", 3), ("li", 1)]
        places, seen = work.progress(connection)
    assert seen == 4
    assert places > 50


def test_places_that_are_elsewhere_or_nowhere_are_passed_over(editing: Editing) -> None:
    assert see(editing, "家", [(1, 999, 0), (77, 1, 1), (1, 1, 0)], "wang") == 0
    assert see(editing, "不", [(1, 1, 0)], "wang") == 0
    with editing.database.read() as connection:
        assert work.shares(connection) == []


def test_a_retyped_place_is_to_be_seen_on_its_new_sheet(editing: Editing) -> None:
    see(editing, "家", spots(editing, "家"), "wang")
    editing.edit_spans("wang", [SpanEdit(1, 1, ("1.9",), "家", "象")])
    with editing.database.write() as connection:
        work.note_retyped(connection, "家", 1, "wang")
        assert (sheet(connection, "象").seen, sheet(connection, "家").seen) == (0, 3)
        assert [(one.seen, one.retyped) for one in work.shares(connection)] == [(4, 1)]


def test_a_character_with_other_neighbours_is_to_be_seen_again(editing: Editing) -> None:
    see(editing, "家", spots(editing, "家"), "wang")
    page = street_page()
    other = page.lines[4].model_copy(update={"text": "小家都很高兴"})
    put(editing.results, "报一", [page.changed(lines=(*page.lines[:4], other))], pictures=True)
    editing.intake.run()
    with editing.database.read() as connection:
        assert (len(sheet(connection, "家")), sheet(connection, "家").seen) == (4, 3)
