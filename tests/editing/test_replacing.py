"""Find and replace: all ticked places and no other, as one action, never over somebody else's text."""

from __future__ import annotations

import pytest
from helpers.corpus import put
from helpers.made_pages import PageMaker
from sqlalchemy import func, select

from pipeline.database.schema import blocks, events, flags
from pipeline.editing import replacing
from pipeline.editing.conflict import Conflict
from pipeline.editing.finding import Scope
from pipeline.editing.replacing import Spot, find
from pipeline.editing.store import Editing


def spots(editing: Editing, wanted: str, **scope: str) -> list[Spot]:
    with editing.database.read() as connection:
        return [one.spot for one in find(connection, wanted, Scope(**scope)).occurrences]


def text(editing: Editing, page: int, block: int) -> str:
    with editing.database.read() as connection:
        query = select(blocks.c.text).where(blocks.c.page == page, blocks.c.number == block)
        return str(connection.scalar(query))


def replace(editing: Editing, wanted: str, after: str, places: list[Spot] | None = None) -> replacing.Replaced:
    return editing.replacing.replace("甲", wanted, after, spots(editing, wanted) if places is None else places)


def test_every_place_is_listed_with_what_is_around_it(editing: Editing) -> None:
    with editing.database.read() as connection:
        found = find(connection, "虹山")
    assert [(one.document, one.spot.block, one.spot.start) for one in found.occurrences] == [
        ("报一", 1, 2), ("报一", 2, 0), ("报二", 1, 2), ("报二", 2, 0),
    ]  # fmt: skip
    assert (found.occurrences[0].left, found.occurrences[0].right[:3]) == ("今天", "居委会")
    assert (found.pages, found.more) == (2, False)


def test_more_than_can_be_listed_is_said(editing: Editing, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(replacing, "MOST", 3)
    with editing.database.read() as connection:
        found = find(connection, "虹山")
    assert (len(found.occurrences), found.more) == (3, True)


def test_ticked_places_are_replaced_as_one_action_and_the_others_stay(editing: Editing) -> None:
    all_places = spots(editing, "虹山")
    done = replace(editing, "虹山", "虹仙村", [all_places[0], all_places[3]]).done
    assert (done.changed, done.clashes) == (2, ())
    assert text(editing, 1, 1).startswith("今天虹仙村居委会")
    assert text(editing, 1, 2).startswith("虹山")
    assert text(editing, 2, 2).startswith("虹仙村小区")
    with editing.database.read() as connection:
        query = select(events.c.batch, events.c.before, events.c.after)
        assert {tuple(row) for row in connection.execute(query)} == {(done.batch, "虹山", "虹仙村")}
        assert connection.scalar(select(func.count()).select_from(events)) == 2


def test_one_undo_takes_all_of_it_back(editing: Editing) -> None:
    before = [text(editing, page, block) for page in (1, 2) for block in (1, 2)]
    done = replace(editing, "大家", "邻居们").done
    assert done.changed == 4
    editing.undo("乙", done.batch)
    assert [text(editing, page, block) for page in (1, 2) for block in (1, 2)] == before


def test_flags_on_replaced_characters_are_settled(editing: Editing) -> None:
    replace(editing, "虹山", "虹桥")
    with editing.database.read() as connection:
        query = select(flags.c.state).where(flags.c.before == "虹山")
        assert set(connection.scalars(query)) == {"edited"}


def test_places_that_others_changed_are_told_and_the_rest_is_done(editing: Editing) -> None:
    seen = spots(editing, "虹山")
    editing.replacing.replace("乙", "虹山", "虹桥", [seen[0]])
    done = replace(editing, "虹山", "虹仙", seen).done
    assert done.changed == 3
    assert [(one.page, one.block, one.by) for one in done.clashes] == [(1, 1, "乙")]
    assert done.clashes[0].now.startswith("今天虹桥")
    assert text(editing, 1, 1).startswith("今天虹桥")


def test_when_all_were_changed_nothing_is_done(editing: Editing) -> None:
    seen = spots(editing, "虹山", document="报一")
    replace(editing, "大家", "邻居")
    with pytest.raises(Conflict) as caught:
        replace(editing, "虹山", "虹仙", seen)
    assert len(caught.value.clashes) == 2


def test_several_places_in_one_word_of_another_length_are_replaced_together(editing: Editing) -> None:
    """天山支路 stands for the three characters 天山路: what is put in its place keeps them as one."""
    assert replace(editing, "山", "水").done.changed >= 2
    assert "天水支路" in text(editing, 1, 2)
    assert text(editing, 1, 2).startswith("虹水小区")
    assert replace(editing, "支", "").done.changed == 2
    assert "天水路" in text(editing, 1, 2)


def test_text_is_deleted_and_comes_back(editing: Editing) -> None:
    done = replace(editing, "居委会", "").done
    assert text(editing, 1, 1).startswith("今天虹山里大家")
    editing.undo("甲", done.batch)
    assert text(editing, 1, 1).startswith("今天虹山居委会里大家")


def test_a_place_without_characters_of_the_scan_stays_and_is_counted(editing: Editing) -> None:
    """Tabs between the cells of a table stand for nothing on the scan."""
    make = PageMaker()
    make.table([["", "甲"], ["", ""]])
    make.block("paragraph", "没有制表符")
    put(editing.results, "表", [make.page()])
    editing.intake.run()
    found = spots(editing, "\t", document="表")
    assert len(found) == 1
    replaced = replace(editing, "\t", "、", found)
    assert (replaced.done.changed, replaced.unplaced) == (0, 1)


def test_a_place_that_is_named_twice_is_replaced_once(editing: Editing) -> None:
    first = spots(editing, "虹山")[0]
    assert replace(editing, "虹山", "虹仙", [first, first]).done.changed == 1
