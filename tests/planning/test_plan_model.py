"""The arithmetic of a plan: what holds for any figures, and what a small case comes to by hand."""

from __future__ import annotations

import math
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from planned import figures, known

from pipeline.errors import SettingsError
from pipeline.planning.demand import Demand, days, number_of_pages
from pipeline.planning.figures import Range, spread
from pipeline.planning.model import plan

SECONDS = st.lists(st.floats(0.1, 500), min_size=1, max_size=20).map(known)
SIZES = st.lists(st.floats(1, 1e7), min_size=1, max_size=20).map(known)
PAGES = st.integers(1, 50_000_000)
WORKER = 2_000_000_000


def close(one: float, other: float) -> bool:
    return math.isclose(one, other, rel_tol=1e-9)


@given(SECONDS, SIZES, PAGES)
def test_twice_the_pages_take_twice_the_time_space_and_work(seconds, size, pages) -> None:  # type: ignore[no-untyped-def]
    measured = figures(seconds, size, decision=known([3.0, 5.0]))
    one, two = (plan(Demand(pages=number, copy_scans=True), measured, WORKER) for number in (pages, 2 * pages))
    for part in (
        lambda found: found.work.worker_hours.expected,
        lambda found: found.work.days.high,
        lambda found: found.space.here.low,
        lambda found: found.space.backups.expected,
        lambda found: found.space.files,
        lambda found: found.characters,
        lambda found: found.people.person_days.high,
    ):
        assert close(part(two), 2 * part(one))
    assert one.work.pages_an_hour == two.work.pages_an_hour
    assert one.memory == two.memory


@given(SECONDS, PAGES, st.floats(0.5, 3000), st.floats(0.5, 3000), st.floats(1, 24))
def test_a_nearer_deadline_never_needs_fewer_machines(seconds, pages, one, other, hours) -> None:  # type: ignore[no-untyped-def]
    measured = figures(seconds, known([1.0]))
    soon, late = (
        plan(Demand(pages=pages, within_days=span, hours_a_day=hours), measured, WORKER).work
        for span in sorted((one, other))
    )
    assert soon.machines is not None
    assert late.machines is not None
    assert soon.machines.expected >= late.machines.expected
    assert soon.machines.low <= soon.machines.expected <= soon.machines.high
    assert soon.days.expected <= min(one, other) * (1 + 1e-9), "so many machines keep the deadline"
    fewer = soon.machines.expected - 1
    assert not fewer or soon.days.expected * soon.machines.expected / fewer > min(one, other) * (1 - 1e-9)


@given(SECONDS, SIZES)
def test_a_range_is_in_order_and_holds_the_mean(seconds, size) -> None:  # type: ignore[no-untyped-def]
    for one in (seconds.range, size.range):
        assert one.low <= one.expected <= one.high
    work = plan(Demand(pages=1000), figures(seconds, size), WORKER).work
    assert work.pages_an_hour.low <= work.pages_an_hour.expected <= work.pages_an_hour.high


def test_a_small_case_comes_to_what_it_comes_to_by_hand() -> None:
    measured = figures(known([8.0, 10.0, 12.0]), known([100.0]), decision=known([6.0]))
    found = plan(Demand(pages=3600, hours_a_day=10, machines=2, copy_scans=True, backups=3), measured, WORKER)
    assert found.work.worker_hours == Range(10.0, 10.0, pytest.approx(11.6))
    assert found.work.pages_an_hour.expected == 720
    assert found.work.days.expected == pytest.approx(10 / 2 / 2 / 10), "two workers, two machines, ten hours a day"
    assert found.space.here.expected == 3600 * (100 + 70 + 50 + 500)
    assert found.space.backups.expected == 3 * 3600 * (100 + 70 + 50), "a backup does not hold the scans"
    assert found.people is not None
    assert found.people.flags.expected == 7200
    assert found.people.person_days is not None
    assert found.people.person_days.expected == pytest.approx(7200 * 6 / 3600 / 8)
    assert found.failed == pytest.approx(36)
    assert found.memory == 2 * WORKER


def test_more_workers_are_as_busy_as_those_that_were_measured() -> None:
    measured = figures(known([10.0]), known([1.0]), workers=1.8)
    assert plan(Demand(pages=1, workers=20), measured, WORKER).work.workers == pytest.approx(18)


def test_a_group_that_is_decided_at_once_is_one_decision() -> None:
    measured = figures(known([1.0]), known([1.0]), decision=known([6.0]))
    assert measured.reviewing is not None
    grouped = replace(measured, reviewing=replace(measured.reviewing, flags_a_decision=4.0))
    found = plan(Demand(pages=400), grouped, WORKER).people
    assert found is not None
    assert (found.flags.expected, found.decisions.expected) == (800, 200)


def test_without_a_measured_or_given_time_there_are_no_person_days() -> None:
    found = plan(Demand(pages=400), figures(known([1.0]), known([1.0])), WORKER).people
    assert found is not None
    assert found.person_days is None
    given_ = plan(Demand(pages=400, decision_seconds=36.0), figures(known([1.0]), known([1.0])), WORKER).people
    assert given_ is not None
    assert given_.person_days == Range(1.0, 1.0, 1.0)


def test_quantiles_lie_between_the_nearest_values() -> None:
    assert spread([]) is None
    found = known([1.0, 2.0, 3.0, 4.0])
    assert (found.median, found.mean, found.number) == (2.5, 2.5, 4)
    assert found.p90 == pytest.approx(3.7)


@pytest.mark.parametrize(
    ("text", "pages"),
    [("3000000", 3_000_000), ("3,000,000", 3_000_000), ("3M", 3_000_000), ("300万", 3_000_000), ("1.5k", 1500)],
)
def test_numbers_of_pages_are_read_as_people_write_them(text: str, pages: int) -> None:
    assert number_of_pages(text) == pages


@pytest.mark.parametrize("text", ["", "many", "-3", "0", "3x", "3 pages", "1e6"])
def test_what_is_no_number_of_pages_is_refused(text: str) -> None:
    with pytest.raises(SettingsError, match="page"):
        number_of_pages(text)


def test_spans_of_time_are_days() -> None:
    assert [days(text) for text in ("30d", "6w", "12h")] == [30, 42, 0.5]
    for wrong in ("30", "0d", "a month"):
        with pytest.raises(SettingsError, match="12h, 30d, 6w"):
            days(wrong)
