"""Judgements: blind, append-only, of one person the last holds, differences are settled by a third."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from sampled_results import TERMS, drawn_sample, opened, sampling_of, write_results
from sqlalchemy import delete, select, update
from sqlalchemy.exc import IntegrityError

from pipeline.database import Database
from pipeline.database.schema import judgements, sample_lines, samples
from pipeline.errors import NoInputError, SettingsError
from pipeline.sampling.judging import LONGEST, Said
from pipeline.sampling.records import Sample, SampleLine
from pipeline.sampling.service import Sampling

pytestmark = pytest.mark.usefixtures("kept")

TWO = replace(TERMS, judges=2)


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    with opened(write_results(tmp_path / "out")) as found:
        yield found


@pytest.fixture
def room(database: Database, tmp_path: Path) -> Sampling:
    return sampling_of(tmp_path / "out", database)


def right(line: SampleLine) -> Said:
    return Said(line.id, line.drawn.text)


def states(room: Sampling, sample: Sample) -> list[str]:
    return [one.state for one in room.judging.standing(sample)]


def test_a_sample_comes_back_from_the_database_as_it_was_drawn(room: Sampling) -> None:
    sample = drawn_sample(room)
    assert room.samples.get(sample.id) == sample == room.samples.all()[0]
    assert [line.position for line in room.samples.lines(sample.id)] == list(range(30))
    assert (sample.lot.lines, sample.lot.pages, sample.lot.documents) == (123, 6, 3)


@pytest.mark.parametrize("table", [samples, sample_lines, judgements])
def test_what_was_drawn_and_judged_can_be_neither_changed_nor_deleted(
    room: Sampling, database: Database, table: object
) -> None:
    sample = drawn_sample(room)
    room.judging.enter("anna", [right(line) for line in room.judging.waiting(sample.id, "anna")])
    for words in (update(table).values(id=999), delete(table)):  # type: ignore[arg-type]
        with pytest.raises(IntegrityError, match="append-only"), database.write() as connection:
            connection.execute(words)


def test_people_who_share_a_sample_of_one_judge_never_get_a_line_that_another_did(room: Sampling) -> None:
    sample = drawn_sample(room)
    first = room.judging.waiting(sample.id, "anna")[:10]
    room.judging.enter("anna", [right(line) for line in first])
    waiting = room.judging.waiting(sample.id, "bo")
    assert [line.position for line in waiting] == list(range(10, 30))


def test_with_two_judges_each_gets_every_line_and_sees_nothing_of_the_other(room: Sampling) -> None:
    sample = drawn_sample(room, terms=TWO)
    room.judging.enter("anna", [Said(line.id, "改") for line in room.judging.waiting(sample.id, "anna")])
    waiting = room.judging.waiting(sample.id, "bo")
    assert len(waiting) == 30
    assert all("改" not in line.drawn.text for line in waiting)
    assert not room.judging.waiting(sample.id, "anna")
    room.judging.enter("bo", [Said(line.id, "改") for line in waiting])
    assert not room.judging.waiting(sample.id, "carl")
    assert states(room, sample) == ["decided"] * 30


def test_of_one_person_the_last_judgement_holds_and_the_first_is_kept(room: Sampling, database: Database) -> None:
    sample = drawn_sample(room)
    line = room.judging.waiting(sample.id, "anna")[0]
    room.judging.enter("anna", [Said(line.id, "一"), Said(line.id, "二")])
    held = room.judging.standing(sample)[0].judgement
    assert held is not None
    assert held.text == "二"
    with database.read() as connection:
        assert list(connection.scalars(select(judgements.c.text))) == ["一", "二"]


def test_a_difference_waits_for_a_third_person_whose_word_holds(room: Sampling) -> None:
    sample = drawn_sample(room, terms=TWO)
    line = room.judging.waiting(sample.id, "anna")[0]
    room.judging.enter("anna", [right(line)])
    room.judging.enter("bo", [Said(line.id, "别的字")])
    assert states(room, sample)[0] == "disputed"
    assert [one.id for one in room.judging.waiting(sample.id, "carl", settle=True)] == [line.id]
    assert not room.judging.waiting(sample.id, "anna", settle=True)
    with pytest.raises(SettingsError, match="third person"):
        room.judging.enter("anna", [replace(right(line), settles=True)])
    room.judging.enter("carl", [replace(right(line), settles=True)])
    assert states(room, sample)[0] == "decided"


def test_nothing_can_be_settled_that_two_people_did_not_judge(room: Sampling) -> None:
    sample = drawn_sample(room, terms=TWO)
    line = room.judging.waiting(sample.id, "anna")[0]
    with pytest.raises(SettingsError, match="nothing to settle"):
        room.judging.enter("carl", [replace(right(line), settles=True)])


def test_width_of_forms_and_spaces_are_no_difference_but_unreadable_is(room: Sampling) -> None:
    sample = drawn_sample(room, terms=TWO)
    a, b = room.judging.waiting(sample.id, "anna")[:2]
    room.judging.enter("anna", [Said(a.id, "时间：8:30"), Said(b.id, "")])
    room.judging.enter("bo", [Said(a.id, "时间: 8:30"), Said(b.id, None)])
    assert states(room, sample)[:2] == ["decided", "disputed"]


@pytest.mark.parametrize("text", ["两\n行", "x\x00", "长" * (LONGEST + 1)])
def test_a_text_that_is_no_line_is_refused_and_nothing_of_the_lot_is_entered(room: Sampling, text: str) -> None:
    sample = drawn_sample(room)
    a, b = room.judging.waiting(sample.id, "anna")[:2]
    with pytest.raises(SettingsError):
        room.judging.enter("anna", [right(a), Said(b.id, text)])
    assert states(room, sample) == ["open"] * 30


def test_a_judgement_needs_a_person_and_a_line(room: Sampling) -> None:
    drawn_sample(room)
    with pytest.raises(NoInputError, match="no line 999"):
        room.judging.enter("anna", [Said(999, "")])
    with pytest.raises(SettingsError, match="name of the person"):
        room.judging.enter("  ", [Said(1, "")])
    with pytest.raises(NoInputError, match="no sample 7"):
        room.samples.get(7)
