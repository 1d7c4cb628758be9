"""A name that an editor adds is in the list, in the log, and brings misread places of it before editors."""

from __future__ import annotations

from pathlib import Path

import pytest
from helpers.corpus import corpus, misread_page, put, street_page
from sqlalchemy import select

from pipeline.database.schema import events, flags, pages
from pipeline.editing.conflict import NotPossible
from pipeline.editing.requests import Decision
from pipeline.editing.store import Editing, open_editing
from pipeline.gazetteer import load

pytestmark = pytest.mark.usefixtures("kept")

NAME = "虹鲲新村"


@pytest.fixture
def town(tmp_path: Path) -> Editing:
    opened = open_editing(corpus(tmp_path / "out", {"报一": [misread_page()], "报二": [street_page()]}))
    opened.intake.run()
    return opened


def proposed(editing: Editing) -> list[tuple[str, str, str, str]]:
    with editing.database.read() as connection:
        query = select(pages.c.id, flags.c.before, flags.c.after, flags.c.state).join(pages, pages.c.id == flags.c.page)
        rows = connection.execute(query.where(flags.c.after == NAME)).all()
    return [(str(row.id), row.before, row.after, row.state) for row in rows]


def test_added_name_is_listed_logged_and_flagged_where_it_was_misread(town: Editing) -> None:
    assert proposed(town) == []
    town.names.add("甲", NAME, "estate", "仙霞新村街道", page=1)
    assert [(one.name, one.kind) for one in load([town.names.path]).entries] == [(NAME, "estate")]
    assert town.names.look_again() == 1
    assert proposed(town) == [("1", "虹鳃新村", NAME, "open")]
    with town.database.read() as connection:
        event = connection.execute(select(events).where(events.c.kind == "name")).one()
    assert (event.editor, event.after, event.name) == ("甲", NAME, "page-0001")


def test_looking_twice_proposes_nothing_twice_and_the_flag_can_be_decided(town: Editing) -> None:
    town.names.add("甲", NAME, "estate")
    town.names.look_again()
    assert town.names.look_again() == 0
    with town.database.read() as connection:
        one = connection.execute(select(flags).where(flags.c.after == NAME)).one()
    town.decide("甲", [Decision(one.id, one.version, "accept")])
    assert proposed(town)[0][3] == "accepted"


def test_pages_of_a_later_run_are_looked_at_too(town: Editing) -> None:
    town.names.add("甲", NAME, "estate")
    put(town.results, "报三", [misread_page()])
    town.intake.run()
    assert [one[0] for one in proposed(town)] == ["3"]


def test_a_name_that_is_there_or_is_none_is_refused_and_nothing_is_written(town: Editing) -> None:
    with pytest.raises(NotPossible, match="already"):
        town.names.add("甲", "仙霞新村街道", "street", "长宁区")
    with pytest.raises(NotPossible):
        town.names.add("甲", "  ")
    assert not town.names.path.exists()
