"""A plan keeps what it promises, and asks for more the closer the text is to the limit."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.sampling.distributions import gamma_quantile
from pipeline.sampling.estimate import Judged, Lot, error_rate
from pipeline.sampling.planning import Aim, characters_needed, lines_needed

AIM = Aim(limit=3e-4, confidence=0.95, effect=1.5, chance=0.8)


def test_faultless_text_of_an_endless_lot_needs_what_the_poisson_bound_says() -> None:
    needed = characters_needed(1e9, AIM)
    assert needed == pytest.approx(1.5 * gamma_quantile(1, 0.975) / 3e-4, rel=1e-3)


@settings(max_examples=40)
@given(lot=st.integers(20_000, 10**7), limit=st.floats(1e-4, 1e-2))
def test_faultless_text_passes_with_the_lines_of_the_plan_and_not_with_a_tenth_fewer(lot: int, limit: float) -> None:
    aim = Aim(limit, 0.95, 1.5, 0.8)
    needed = characters_needed(lot, aim)

    def high(share: float) -> float:
        lines = [Judged(page, 0, round(needed * share / 400)) for page in range(400)]
        return error_rate(lines, Lot(10**6, lot), 0.95, 1.5).high

    if needed < 0.8 * lot and needed > 40_000:  # lines long enough for rounding to say nothing
        assert high(1.03) <= limit < high(0.9)


def test_the_closer_to_the_limit_the_more_and_at_the_limit_everything() -> None:
    rates = (0.0, 0.5e-4, 1e-4, 2e-4, 2.9e-4)
    needed = [characters_needed(10**6, AIM, rate) for rate in rates]
    assert needed == sorted(needed)
    assert characters_needed(10**6, AIM, 3e-4) == 10**6
    beyond = [characters_needed(10**6, AIM, rate) for rate in (3.1e-4, 5e-4, 10e-4, 100e-4)]
    assert beyond == sorted(beyond, reverse=True)


@settings(max_examples=40)
@given(lot=st.integers(100, 10**7), rate=st.floats(0, 0.05), limit=st.floats(1e-4, 0.02))
def test_never_more_than_the_lot_and_always_something(lot: int, rate: float, limit: float) -> None:
    needed = characters_needed(lot, Aim(limit, 0.95, 1.5, 0.8), rate)
    assert 0 < needed <= lot
    assert 1 <= lines_needed(needed, lot, 1 + lot // 15) <= 1 + lot // 15
