"""Orphans: nothing that somebody decided is dropped; an editor settles it, with both texts before their eyes."""

from __future__ import annotations

import pytest
from helpers.corpus import put
from helpers.made_pages import PageMaker
from sqlalchemy import select

from pipeline.database.schema import blocks, flags
from pipeline.editing import orphans
from pipeline.editing.conflict import Conflict, NotPossible
from pipeline.editing.orphans import Listed
from pipeline.editing.requests import Decision
from pipeline.editing.store import Editing
from pipeline.model.page import Page

pytestmark = pytest.mark.usefixtures("kept")


def other_reading(first: str = "今天红桥居委会里大家") -> Page:
    """The same page read otherwise at the place of the first flag."""
    make = PageMaker()
    make.block("title", "社区新闻")
    make.block("paragraph", first, "都说一声好。")
    make.block("paragraph", "虹山小区在天山路边上", "大家都很高兴。")
    return make.page()


@pytest.fixture
def lost(editing: Editing) -> Listed:
    """A decision for 虹仙 whose page now reads 红桥 there."""
    with editing.database.read() as connection:
        one = connection.execute(select(flags).where(flags.c.band == "flagged").order_by(flags.c.id)).first()
    assert one is not None
    editing.decide("甲", [Decision(one.id, one.version, "accept")], "见原件")
    put(editing.results, "报一", [other_reading()])
    editing.intake.run()
    return waiting(editing)[0]


def waiting(editing: Editing) -> list[Listed]:
    with editing.database.read() as connection:
        found = orphans.listed(connection, 0, 10)
        assert orphans.count(connection) == len(found)
        return found


def text(editing: Editing) -> str:
    with editing.database.read() as connection:
        return str(connection.scalar(select(blocks.c.text).where(blocks.c.page == 1, blocks.c.number == 1)))


def test_it_is_listed_with_both_texts_and_who_decided(editing: Editing, lost: Listed) -> None:
    change = lost.event.change
    assert (change.before, change.after, lost.now, lost.cause) == ("虹山", "虹仙", "红桥", "other text")
    assert (lost.event.editor, lost.event.why, lost.document, lost.label) == ("甲", "见原件", "报一", "page-0001")
    assert lost.can_apply


def test_what_stands_can_be_kept(editing: Editing, lost: Listed) -> None:
    editing.orphans.keep("乙", lost.event.id, lost.page)
    assert waiting(editing) == []
    assert text(editing).startswith("今天红桥")
    with pytest.raises(NotPossible):
        editing.orphans.keep("乙", lost.event.id, lost.page)


def test_it_stays_settled_when_the_page_is_read_again(editing: Editing, lost: Listed) -> None:
    editing.orphans.keep("乙", lost.event.id, lost.page)
    put(editing.results, "报一", [other_reading("今天红桥居委会里小家")])
    editing.intake.run()
    assert waiting(editing) == []


def test_the_decision_can_be_applied_and_taken_back(editing: Editing, lost: Listed) -> None:
    done = editing.orphans.apply("乙", lost.event.id, lost.page, "红桥", "")
    assert text(editing).startswith("今天虹仙居委会")
    assert waiting(editing) == []
    editing.undo("乙", done.batch)
    assert text(editing).startswith("今天红桥居委会")


def test_nothing_is_applied_over_a_text_that_was_not_seen(editing: Editing, lost: Listed) -> None:
    editing.edit_block("丙", 1, 1, _version(editing), "今天虹桥居委会里大家都说一声好。")
    with pytest.raises(Conflict) as caught:
        editing.orphans.apply("乙", lost.event.id, lost.page, "红桥", "")
    assert (caught.value.clashes[0].now, caught.value.clashes[0].by) == ("虹桥", "丙")
    assert text(editing).startswith("今天虹桥")
    assert len(waiting(editing)) == 1


def _version(editing: Editing) -> int:
    with editing.database.read() as connection:
        return int(connection.scalar(select(blocks.c.version).where(blocks.c.page == 1, blocks.c.number == 1)) or 0)


def test_without_any_characters_there_it_cannot_be_applied(editing: Editing, lost: Listed) -> None:
    make = PageMaker()
    make.block("title", "社区新闻")
    put(editing.results, "报一", [make.page()])
    editing.intake.run()
    found = waiting(editing)[0]
    assert (found.now, found.can_apply) == (None, False)
    with pytest.raises(NotPossible):
        editing.orphans.apply("乙", found.event.id, found.page, "", "")
