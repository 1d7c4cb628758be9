"""From judgements to rates and verdicts, and on to more lines."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from sampled_results import NAME, TERMS, drawn_sample, made_page, opened, sampling_of, source_of, write_results

from pipeline.database import Database
from pipeline.errors import SettingsError
from pipeline.export.interchange import page_json
from pipeline.sampling.judging import Said
from pipeline.sampling.records import Sample, SampleLine
from pipeline.sampling.report import result_text
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


def judge(room: Sampling, sample: Sample, judge: str, text: Callable[[SampleLine], str | None]) -> None:
    room.judging.enter(judge, [Said(line.id, text(line)) for line in room.judging.waiting(sample.id, judge)])


def as_drawn(line: SampleLine) -> str:
    return line.drawn.text


def first_wrong(line: SampleLine) -> str:
    return "误" + line.drawn.text[1:] if line.position == 0 else line.drawn.text


def test_there_is_no_verdict_while_a_line_waits_however_good_the_others_are(room: Sampling) -> None:
    sample = drawn_sample(room, 123, replace(TERMS, limit=5000))
    lines = room.judging.waiting(sample.id, "anna")
    room.judging.enter("anna", [Said(line.id, line.drawn.text) for line in lines[:-1]])
    assert room.result(sample).verdict == "judging"
    judge(room, sample, "anna", as_drawn)
    assert room.result(sample).verdict == "passed"


def test_a_lot_that_was_read_as_a_whole_has_its_rate_and_no_doubt(room: Sampling) -> None:
    sample = drawn_sample(room, 999)
    judge(room, sample, "anna", first_wrong)
    found = room.result(sample)
    assert found.lines == sample.lot.lines
    assert found.errors.rate == pytest.approx(1 / sample.lot.characters)
    assert found.errors.low == pytest.approx(found.errors.high) == pytest.approx(found.errors.rate)
    assert found.verdict == "failed"  # 1 in 1,700 characters is more than 3 in 10,000
    assert [fault.printed[0] for fault in found.faults] == ["误"]


@pytest.mark.parametrize(("limit", "verdict"), [(2000.0, "passed"), (1.0, "undecided")])
def test_the_verdict_asks_whether_the_whole_interval_lies_within_the_limit(
    room: Sampling, limit: float, verdict: str
) -> None:
    sample = drawn_sample(room, 30, replace(TERMS, limit=limit))
    judge(room, sample, "anna", as_drawn)
    found = room.result(sample)
    assert found.verdict == verdict
    assert found.errors.low == 0.0
    assert (found.more > 0) == (verdict == "undecided")


def test_text_that_is_wrong_everywhere_fails_on_a_few_lines(room: Sampling) -> None:
    sample = drawn_sample(room, 12)
    judge(room, sample, "anna", lambda line: "误" + line.drawn.text[1:])
    assert room.result(sample).verdict == "failed"


def test_unreadable_lines_are_counted_apart_and_lines_without_print_are_all_errors(room: Sampling) -> None:
    sample = drawn_sample(room, 10)
    judge(room, sample, "anna", lambda line: {0: None, 1: ""}.get(line.position, line.drawn.text))
    found = room.result(sample)
    first, second, *rest = room.samples.lines(sample.id)
    assert found.unreadable == 1
    assert found.errors.errors == len(second.drawn.text)
    assert found.errors.size == sum(len(line.drawn.text) for line in (second, *rest))
    assert first.drawn.text not in [fault.line.drawn.text for fault in found.faults]


def test_names_have_a_rate_of_their_own(room: Sampling) -> None:
    sample = drawn_sample(room, 123)
    named = [line for line in room.samples.lines(sample.id) if NAME in line.drawn.text]
    wrong = {named[0].id: "天仙路", named[1].id: ""}
    judge(room, sample, "anna", lambda line: line.drawn.text.replace(NAME, wrong.get(line.id, NAME)))
    found = room.result(sample)
    assert (found.names.errors, found.names.size) == (2, len(named))
    assert found.errors.errors == 1 + len(NAME)
    assert 0 < found.names.low < 2 / len(named) < found.names.high < 1


def test_a_name_that_only_the_judged_text_has_counts_as_misread(room: Sampling) -> None:
    sample = drawn_sample(room, 123)
    plain = next(line for line in room.samples.lines(sample.id) if NAME not in line.drawn.text)
    names = room.result(sample).names.size
    judge(room, sample, "anna", lambda line: NAME + line.drawn.text[3:] if line.id == plain.id else line.drawn.text)
    named = sum(NAME in line.drawn.text for line in room.samples.lines(sample.id))
    assert (names, room.result(sample).names.errors, room.result(sample).names.size) == (0, 1, named + 1)


def test_errors_that_come_in_clumps_make_the_interval_wider_than_as_many_single_ones(room: Sampling) -> None:
    def result(spoil: Callable[[int], int]) -> float:
        sample = drawn_sample(room, 60)
        judge(room, sample, "anna", lambda line: "误" * (n := spoil(line.position)) + line.drawn.text[n:])
        assert room.result(sample).errors.errors == 14
        return room.result(sample).errors.high

    assert result(lambda place: 7 * (place < 2)) > 1.3 * result(lambda place: int(place < 14))


def test_what_two_people_overlook_is_estimated_from_what_each_noticed(room: Sampling) -> None:
    sample = drawn_sample(room, 60, TWO)

    def noticing(first: int, last: int) -> Callable[[SampleLine], str]:
        return lambda line: "误" + line.drawn.text[1:] if first <= line.position < last else line.drawn.text

    judge(room, sample, "anna", noticing(0, 15))
    judge(room, sample, "bo", noticing(5, 20))
    disputed = room.judging.waiting(sample.id, "carl", settle=True)
    room.judging.enter("carl", [Said(line.id, noticing(0, 20)(line), True) for line in disputed])
    found = room.result(sample)
    assert found.overlooked is not None
    assert (found.overlooked.faulty, found.overlooked.both) == (20, 10)
    assert found.overlooked.missed == pytest.approx(16 * 16 / 11 - 1 - 20)
    assert [(one.judge, one.lines, one.corrected, one.settled) for one in found.progress] == [
        ("anna", 60, 15, 0),
        ("bo", 60, 15, 0),
        ("carl", 0, 0, 10),
    ]


def test_an_undecided_sample_grows_by_what_it_asks_for_until_the_whole_lot_decides(room: Sampling) -> None:
    sample = drawn_sample(room, 40)
    for _ in range(10):
        judge(room, sample, "anna", as_drawn)
        found = room.result(sample)
        if found.verdict != "undecided":
            break
        assert room.draw_more(sample, seed=1) == found.more
        sample = room.samples.get(sample.id)
    assert found.verdict == "passed"
    assert [line.position for line in room.samples.lines(sample.id)] == list(range(found.lines))
    with pytest.raises(SettingsError, match="has passed"):
        room.draw_more(sample)


def test_no_lines_are_added_once_the_text_of_the_lot_has_changed(room: Sampling) -> None:
    sample = drawn_sample(room, 10)
    page = made_page(5, 20, 1, source_of("d0"))
    (room.results / "d0" / "page-0001.json").write_text(page_json(page), encoding="utf-8")
    with pytest.raises(SettingsError, match="Draw a new sample"):
        room.draw_more(sample, 5)


def test_a_draw_that_another_person_overtook_is_refused(room: Sampling) -> None:
    sample = drawn_sample(room, 10)
    room.draw_more(sample, 5)
    with pytest.raises(SettingsError, match="Somebody else"):
        room.samples.extend(sample, room.count(sample.scope), 1, [])


def test_the_report_names_limit_interval_and_faults(room: Sampling) -> None:
    sample = drawn_sample(room, 123)
    judge(room, sample, "anna", first_wrong)
    text = result_text(room.result(sample), faults=True)
    assert "failed: at 95% confidence" in text
    assert "误" in text
