"""Drawn blocks: corrected at once, typed where nothing could be read, and what cannot be split is said."""

from __future__ import annotations

from typing import Any

import pytest
from helpers.made_pages import line
from sqlalchemy import Row, select

from pipeline.database.schema import blocks, events
from pipeline.editing import rows
from pipeline.editing.conflict import Conflict, NotPossible
from pipeline.editing.current import replayed_row
from pipeline.editing.drawing import FIRST_BLOCK, typed
from pipeline.editing.requests import SpanEdit
from pipeline.editing.store import Editing


def block(editing: Editing, number: int) -> Row[Any]:
    with editing.database.read() as connection:
        found = rows.block_row(connection, 1, number)
        assert found is not None
        return found


def assert_replayed(editing: Editing) -> None:
    """What the tables say is what the events make of the page file."""
    with editing.database.read() as connection:
        row = rows.page_row(connection, 1)
        assert row is not None
        found, kept = replayed_row(connection, row, editing.files), rows.page_state(connection, 1)
    assert not found.orphans
    assert kept.order == found.state.order
    assert all(kept.blocks[n].text.text == found.state.blocks[n].text.text for n in kept.order)
    assert row.characters == found.state.characters


def test_what_was_read_wrongly_is_put_right_in_the_same_action(editing: Editing) -> None:
    read = [line(50, "号处快讯", top=900.0), line(51, "虹山开门", top=940.0)]
    done = editing.structure.draw("甲", 1, read, 0, "heading", text="号外快讯虹仙开门了")
    made = block(editing, FIRST_BLOCK)
    assert (made.text, made.kind, made.position) == ("号外快讯虹仙开门了", "heading", 1)
    with editing.database.read() as connection:
        kinds = connection.execute(select(events.c.kind, events.c.batch).order_by(events.c.id)).all()
    assert [kind for kind, _ in kinds] == ["draw", "edit", "edit", "edit"]
    assert {batch for _, batch in kinds} == {done.batch}
    assert_replayed(editing)
    editing.undo("甲", done.batch)
    assert block(editing, FIRST_BLOCK).position is None
    assert_replayed(editing)


def test_text_that_was_read_right_needs_no_edit(editing: Editing) -> None:
    editing.structure.draw("甲", 1, [line(50, "号外", top=900.0)], None, text="号外")
    with editing.database.read() as connection:
        assert list(connection.scalars(select(events.c.kind))) == ["draw"]


@pytest.mark.parametrize("vertical", [False, True])
def test_typed_lines_share_their_box(editing: Editing, vertical: bool) -> None:
    lines = typed((100.0, 900.0, 300.0, 980.0), ["第一行字", "二"], vertical=vertical)
    boxes = [one.box for one in lines]
    if vertical:  # the first one stands on the right
        assert boxes == [(200.0, 900.0, 300.0, 980.0), (100.0, 900.0, 200.0, 980.0)]
    else:
        assert boxes == [(100.0, 900.0, 300.0, 940.0), (100.0, 940.0, 300.0, 980.0)]
    assert [len(one.cuts) for one in lines] == [5, 2]
    assert lines[0].cuts[-1] == lines[0].length
    editing.structure.draw("甲", 1, lines, None)
    assert block(editing, FIRST_BLOCK).text == "第一行字二"
    assert_replayed(editing)


def test_a_line_whose_beginning_was_typed_over_begins_no_block(editing: Editing) -> None:
    was = block(editing, 1)
    with editing.database.read() as connection:
        state = rows.page_state(connection, 1)
    ids = [one for cell in state.blocks[1].text.cells for one in cell.ids]
    editing.edit_spans("甲", [SpanEdit(1, 1, tuple(ids[5:]), was.text[5:], "里")])
    with pytest.raises(NotPossible) as refused:
        editing.structure.split("甲", 1, 1, block(editing, 1).version, 2)
    assert refused.value.code == "split-line"


def test_a_conflict_tells_the_version_that_can_be_written_over(editing: Editing) -> None:
    seen = block(editing, 0).version
    editing.edit_block("乙", 1, 0, seen, "社区新问")
    with pytest.raises(Conflict) as refused:
        editing.edit_block("甲", 1, 0, seen, "社区新间")
    (clash,) = refused.value.clashes
    assert (clash.now, clash.by, clash.version) == ("社区新问", "乙", seen + 1)
    assert clash.version is not None
    editing.edit_block("甲", 1, 0, clash.version, "社区新间")
    assert block(editing, 0).text == "社区新间"


def test_a_block_is_one_line_of_text_unless_it_is_a_table(editing: Editing) -> None:
    with pytest.raises(NotPossible) as refused:
        editing.edit_block("甲", 1, 0, block(editing, 0).version, "社区\n新闻")
    assert refused.value.code == "line-end"
    done = editing.structure.kind("甲", 1, 0, block(editing, 0).version, "table")
    assert done.changed
    editing.edit_block("甲", 1, 0, block(editing, 0).version, "社区\n新闻")
    with editing.database.read() as connection:
        assert connection.scalar(select(blocks.c.text).where(blocks.c.page == 1, blocks.c.number == 0)) == "社区\n新闻"


def test_a_drawn_block_belongs_to_the_article_of_the_block_before_it(editing: Editing) -> None:
    editing.structure.draw("甲", 1, [line(50, "号外", top=900.0)], 2)
    editing.structure.draw("甲", 1, [line(50, "号外", top=60.0)], None)
    assert [block(editing, FIRST_BLOCK + n).article for n in (0, 1)] == [0, None]


def test_what_joined_two_lines_is_gone_when_they_part_and_back_when_that_is_undone(editing: Editing) -> None:
    editing.structure.draw("甲", 1, [line(50, "open", top=900.0)], 2)
    editing.structure.draw("甲", 1, [line(50, "day", top=940.0)], FIRST_BLOCK)
    one, two = block(editing, FIRST_BLOCK), block(editing, FIRST_BLOCK + 1)
    editing.structure.join("甲", 1, one.number, two.number, (one.version, two.version))
    whole = block(editing, FIRST_BLOCK)
    assert whole.text == "open day"
    line_of_day = int(whole.lines.strip("[]").split(", ")[1])
    done = editing.structure.split("甲", 1, FIRST_BLOCK, whole.version, line_of_day)
    assert [block(editing, FIRST_BLOCK + n).text for n in (0, 2)] == ["open", "day"]
    assert_replayed(editing)
    editing.undo("甲", done.batch)
    assert block(editing, FIRST_BLOCK).text == "open day"
    assert_replayed(editing)
