"""What somebody did last is found, so that one key takes it back, again and again."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Row

from pipeline.editing import rows
from pipeline.editing.latest import is_of, last_action
from pipeline.editing.store import Editing


def last(editing: Editing, editor: str, page: int = 1) -> Any:
    with editing.database.read() as connection:
        row = rows.page_row(connection, page)
        assert row is not None
        return last_action(connection, row, editor)


def block(editing: Editing, number: int) -> Row[Any]:
    with editing.database.read() as connection:
        found = rows.block_row(connection, 1, number)
        assert found is not None
        return found


def retype(editing: Editing, editor: str, number: int, text: str) -> str:
    return editing.edit_block(editor, 1, number, block(editing, number).version, text).batch


def test_undo_walks_back_over_ones_own_actions_and_nobody_elses(editing: Editing) -> None:
    first = retype(editing, "甲", 0, "社区新间")
    retype(editing, "乙", 1, "今天虹山居委会里大家都说一声好！")
    second = editing.structure.kind("甲", 1, 0, block(editing, 0).version, "heading").batch
    assert (last(editing, "甲").batch, last(editing, "甲").kind) == (second, "kind")
    editing.undo("甲", second)
    found = last(editing, "甲")
    assert (found.batch, found.kind, found.before, found.after, found.pages) == (first, "edit", "闻", "间", 1)
    editing.undo("甲", first)
    assert last(editing, "甲") is None
    assert last(editing, "乙").kind == "edit"


def test_what_was_taken_back_and_done_again_can_be_taken_back_once_more(editing: Editing) -> None:
    batch = retype(editing, "甲", 0, "社区新间")
    undone = editing.undo("甲", batch).batch
    editing.undo("甲", undone)
    assert last(editing, "甲").batch == batch


def test_an_action_on_another_page_is_none_of_this_one(editing: Editing) -> None:
    batch = retype(editing, "甲", 0, "社区新间")
    assert last(editing, "甲", page=2) is None
    with editing.database.read() as connection:
        one, two = rows.page_row(connection, 1), rows.page_row(connection, 2)
        assert one is not None
        assert two is not None
        assert is_of(connection, batch, one, "甲")
        assert not is_of(connection, batch, one, "乙")
        assert not is_of(connection, batch, two, "甲")
