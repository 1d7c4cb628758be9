"""Rates and intervals: against hand counts, exact tables, and lots that are sampled again and again."""

from __future__ import annotations

import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.sampling.distributions import beta_quantile, gamma_quantile
from pipeline.sampling.estimate import Judged, Lot, error_rate, share_wrong

HUGE = Lot(pages=10**6, characters=10**12)


def lines_of(*errors: int, size: int = 15, per_page: int = 1) -> list[Judged]:
    return [Judged(place // per_page, wrong, size) for place, wrong in enumerate(errors)]


def test_without_errors_the_upper_end_is_that_of_poisson_times_the_assumed_effect() -> None:
    found = error_rate(lines_of(*[0] * 2000), HUGE, 0.95, 1.5)
    assert (found.rate, found.low) == (0.0, 0.0)
    assert found.high == pytest.approx(1.5 * gamma_quantile(1, 0.975) / 30_000, rel=5e-3)


def test_many_single_errors_have_the_interval_of_poisson() -> None:
    found = error_rate(lines_of(*[1] * 400, *[0] * 9600), HUGE, 0.95, 1.5)
    assert found.effect == pytest.approx(1.0, abs=0.05)
    assert found.low == pytest.approx(gamma_quantile(400, 0.025) / 150_000, rel=5e-3)
    assert found.high == pytest.approx(gamma_quantile(401, 0.975) / 150_000, rel=5e-3)


def test_errors_that_always_come_in_fours_have_a_design_effect_of_four() -> None:
    found = error_rate(lines_of(*[4] * 200, *[0] * 9800), HUGE, 0.95, 1.5)
    assert found.effect == pytest.approx(4.0, rel=0.05)


def test_pages_are_clusters_when_few_of_many_were_drawn_and_strata_when_all_were() -> None:
    lines = lines_of(*([1] * 10 + [0] * 90) * 5, per_page=10)  # on every tenth page every line has an error
    few = error_rate(lines, Lot(pages=10**6, characters=10**9), 0.95, 1.5)
    all_of_them = error_rate(lines, Lot(pages=50, characters=10**9), 0.95, 1.5)
    assert few.effect == pytest.approx(9.2, rel=0.15)  # ten errors a clump, less what the ratio takes away
    assert all_of_them.effect < 1.5


def test_the_rate_does_not_change_with_the_length_of_lines() -> None:
    short = [Judged(n, int(n % 20 == 0), 5) for n in range(400)]
    long = [Judged(n, 2 * int(n % 20 == 0), 10) for n in range(400)]
    assert error_rate(short, HUGE, 0.95, 1.5).rate == error_rate(long, HUGE, 0.95, 1.5).rate == 0.01


def test_names_have_the_interval_of_clopper_and_pearson() -> None:
    names = [Judged(n, int(n < 3), 1) for n in range(200)]
    found = share_wrong(names, HUGE, 0.95, 1.0)
    assert found.effect == pytest.approx(1.0, abs=0.02)
    assert found.low == pytest.approx(beta_quantile(3, 198, 0.025), rel=0.05)
    assert found.high == pytest.approx(beta_quantile(4, 197, 0.975), rel=0.02)
    none, every = (share_wrong([Judged(n, k, 1) for n in range(50)], HUGE, 0.95, 1.0) for k in (0, 1))
    assert (none.low, every.high) == (0.0, 1.0)


def test_without_anything_judged_nothing_is_known() -> None:
    for rate in (error_rate([], HUGE, 0.95, 1.5), share_wrong([], HUGE, 0.95, 1.5)):
        assert (rate.size, rate.low, rate.high) == (0, 0.0, 1.0)


judged = st.lists(
    st.builds(Judged, st.integers(0, 20), st.sampled_from([0, 0, 0, 0, 1, 1, 2, 7]), st.integers(1, 30)),
    min_size=1,
    max_size=120,
)


@settings(max_examples=60)
@given(judged, st.integers(21, 400), st.floats(1.0, 100.0))
def test_an_interval_is_in_order_and_grows_with_the_confidence(lines: list[Judged], pages: int, times: float) -> None:
    lot = Lot(pages, round(times * sum(line.size for line in lines)))
    wide, narrow = (error_rate(lines, lot, confidence, 1.5) for confidence in (0.99, 0.8))
    assert 0 <= wide.low <= narrow.low * (1 + 1e-9)
    assert narrow.low <= narrow.rate * (1 + 1e-9)
    assert narrow.rate <= narrow.high * (1 + 1e-9)
    assert narrow.high <= wide.high * (1 + 1e-9)


@settings(max_examples=60)
@given(judged)
def test_a_lot_that_was_read_as_a_whole_has_no_interval_left(lines: list[Judged]) -> None:
    lot = Lot(len({line.page for line in lines}), sum(line.size for line in lines))
    found = error_rate(lines, lot, 0.95, 1.5)
    assert found.low == pytest.approx(found.rate)
    assert found.high == pytest.approx(found.rate)


def test_the_interval_holds_the_truth_of_a_lot_with_clumps_about_as_often_as_it_says() -> None:
    chance = random.Random(4)
    pages = [
        [(chance.choice((1, 1, 2, 3)) if chance.random() < share else 0, chance.randint(5, 25)) for _ in range(60)]
        for share in (0.0, 0.0, 0.01, 0.01, 0.02, 0.1) * 5
    ]
    whole = [line for page in pages for line in page]
    lot = Lot(len(pages), sum(size for _, size in whole))
    truth = sum(wrong for wrong, _ in whole) / lot.characters
    held = 0
    for _ in range(150):
        drawn = [Judged(n, *line) for n, page in enumerate(pages) for line in chance.sample(page, 10)]
        found = error_rate(drawn, lot, 0.9, 1.5)
        held += found.low <= truth <= found.high
    assert held >= 0.87 * 150
