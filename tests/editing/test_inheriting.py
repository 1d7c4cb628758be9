"""A better scan of the same page takes decisions over; nothing is taken over where the text is another one."""

from __future__ import annotations

from pathlib import Path

import pytest
from helpers.corpus import put, sha_of, street_page
from sqlalchemy import select

from pipeline.correct.decisions import read
from pipeline.database.schema import blocks, events, flags, orphans
from pipeline.editing.conflict import NotPossible
from pipeline.editing.decisions import write_decisions
from pipeline.editing.requests import Decision
from pipeline.editing.store import Editing

pytestmark = pytest.mark.usefixtures("kept")

NEW = "cd" * 32


def decide(editing: Editing, choice: str, nth: int = 0, band: str = "flagged") -> None:
    with editing.database.read() as connection:
        one = connection.execute(select(flags).where(flags.c.band == band).order_by(flags.c.id)).all()[nth]
    editing.decide("甲", [Decision(one.id, one.version, choice)])  # type: ignore[arg-type]


def texts(editing: Editing) -> list[str]:
    with editing.database.read() as connection:
        return list(connection.scalars(select(blocks.c.text).where(blocks.c.page == 1).order_by(blocks.c.position)))


def scanned_again(editing: Editing, old: str = "", new: str = "") -> None:
    """The first document's scan was replaced by a better one."""
    page = street_page()
    lines = tuple(line.model_copy(update={"text": line.text.replace(old, new)}) for line in page.lines)
    records = () if old else page.corrections
    put(editing.results, "报一", [page.changed(lines=lines, corrections=records)], sha256=NEW)
    editing.intake.run()


def test_decisions_of_the_replaced_scan_are_offered_and_taken_over(editing: Editing) -> None:
    decide(editing, "accept")
    decide(editing, "reject", band="applied")
    before = texts(editing)
    scanned_again(editing)
    assert texts(editing) != before
    assert editing.inheriting.predecessors(1) == [(sha_of("报一"), 1, "page-0001", 2)]
    taken = editing.inheriting.inherit("乙", 1, sha_of("报一"), 1)
    assert (taken.done.changed, taken.satisfied, taken.orphans) == (2, 0, 0)
    assert texts(editing) == before
    editing.undo("乙", taken.done.batch)
    assert texts(editing) != before


def test_a_scan_that_reads_right_satisfies_the_decision(editing: Editing) -> None:
    decide(editing, "accept")
    scanned_again(editing, "虹山居", "虹仙居")
    taken = editing.inheriting.inherit("乙", 1, sha_of("报一"), 1)
    assert (taken.done.changed, taken.satisfied, taken.orphans) == (0, 1, 0)


def test_what_reads_otherwise_now_is_listed_with_both_texts(editing: Editing) -> None:
    decide(editing, "accept")
    scanned_again(editing, "虹山居", "红霞居")
    taken = editing.inheriting.inherit("乙", 1, sha_of("报一"), 1)
    assert taken.orphans == 1
    with editing.database.read() as connection:
        row = connection.execute(select(orphans.c.now, events.c.after).join(events)).one()
    assert tuple(row) == ("红霞", "虹仙")


def test_without_decisions_it_is_refused(editing: Editing) -> None:
    with pytest.raises(NotPossible, match="no decision"):
        editing.inheriting.inherit("乙", 1, NEW, 1)


def test_decisions_are_a_table_that_the_corrector_learns_from(editing: Editing, tmp_path: Path) -> None:
    decide(editing, "accept")
    decide(editing, "reject", nth=1)
    assert write_decisions(editing.database, tmp_path / "decisions.csv") == 2
    found = read(tmp_path / "decisions.csv")
    assert [(one.before, one.after, one.decision, one.page) for one in found] == [
        ("虹山", "虹仙", "accepted", "报一/page-0001"),
        ("虹山", "虹仙", "rejected", "报一/page-0001"),
    ]
