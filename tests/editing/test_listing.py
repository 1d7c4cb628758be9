"""The list of pages: what it filters by, how far things have come, and the way from page to page."""

from __future__ import annotations

from pathlib import Path

import pytest
from helpers.corpus import corpus, street_page
from sqlalchemy import select

from pipeline.database.schema import flags
from pipeline.editing.listing import Wanted, beside, listed, of_documents, together
from pipeline.editing.requests import Decision
from pipeline.editing.store import Editing, open_editing

pytestmark = pytest.mark.usefixtures("kept")


@pytest.fixture
def three(tmp_path: Path) -> Editing:
    """``甲报`` with two pages, ``乙_报`` with one."""
    second = street_page().changed(frame=2)
    folder = corpus(tmp_path / "out", {"甲报": [street_page(), second], "乙_报": [street_page()]})
    opened = open_editing(folder)
    opened.intake.run()
    return opened


def names(editing: Editing, wanted: Wanted, **more: int) -> list[tuple[str, str]]:
    with editing.database.read() as connection:
        return [(row.document, row.name) for row in listed(connection, wanted, **more)]


def test_pages_come_by_document_and_number_a_screen_at_a_time(three: Editing) -> None:
    everything = [("乙_报", "page-0001"), ("甲报", "page-0001"), ("甲报", "page-0002")]
    assert names(three, Wanted()) == everything
    assert names(three, Wanted(), offset=1, limit=1) == everything[1:2]


def test_a_part_of_the_name_finds_a_document_and_no_wildcard_does(three: Editing) -> None:
    assert len(names(three, Wanted(document="甲"))) == 2
    assert len(names(three, Wanted(document="_"))) == 1
    assert names(three, Wanted(document="%")) == []


def test_open_and_settled_flags_are_counted_and_states_filtered(three: Editing) -> None:
    with three.database.read() as connection:
        flag = connection.execute(select(flags).where(flags.c.band == "flagged", flags.c.page == 2)).first()
        before = listed(connection, Wanted(document="甲"))[0]
    assert flag is not None
    assert (before.open, before.settled) == (3, 0)
    three.decide("甲", [Decision(flag.id, flag.version, "accept")])
    with three.database.read() as connection:
        (found,) = listed(connection, Wanted(state="in review"))
        assert (found.id, found.open, found.settled) == (2, 2, 1)
        (whole, characters), of = together(connection, Wanted()), of_documents(connection, [found.source])
    assert whole.pages == {"machine": 2, "in review": 1, "reviewed": 0, "validated": 0}
    assert characters == found.characters + 2 * before.characters
    assert of[found.source].number == 2
    assert of[found.source].pages["in review"] == 1


def test_a_part_of_its_key_finds_an_issue(three: Editing) -> None:
    assert len(names(three, Wanted(issue="虹桥报 5"))) == 3
    assert len(names(three, Wanted(issue="桥报"))) == 3
    assert names(three, Wanted(issue="虹桥报 6")) == []


def test_from_page_to_page_and_no_further(three: Editing) -> None:
    with three.database.read() as connection:
        rows = listed(connection, Wanted())
        assert [beside(connection, row, forward=True) for row in rows] == [rows[1].id, rows[2].id, None]
        assert [beside(connection, row, forward=False) for row in rows] == [None, rows[0].id, rows[1].id]
