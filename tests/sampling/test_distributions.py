"""Quantiles against published tables, and bounds against the counts that they are defined by."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.sampling import distributions as d


@pytest.mark.parametrize(
    ("freedom", "value"), [(1, 12.7062047), (2, 4.3026527), (5, 2.5705818), (30, 2.0422725), (1e6, 1.9599664)]
)
def test_quantiles_of_student_are_those_of_the_tables(freedom: float, value: float) -> None:
    assert d.student_quantile(freedom, 0.975) == pytest.approx(value, rel=1e-6)


@pytest.mark.parametrize(
    ("seen", "low", "high"), [(0, 0.0, 3.6888795), (1, 0.0253178, 5.5716434), (3, 0.6186721, 8.7672731)]
)
def test_bounds_of_a_small_part_are_those_of_the_poisson_distribution(seen: int, low: float, high: float) -> None:
    part = 1e-7
    assert d.least(seen, part, 0.025) * part == pytest.approx(low, abs=1e-5)
    assert d.most(seen, part, 0.025) * part == pytest.approx(high, rel=1e-5)
    assert d.gamma_quantile(seen + 1, 0.975) == pytest.approx(high, rel=1e-6)


def binomial_upto(seen: int, there: int, part: float) -> float:
    return sum(math.comb(there, k) * part**k * (1 - part) ** (there - k) for k in range(seen + 1))


@given(seen=st.integers(0, 30), there=st.integers(0, 60), part=st.floats(0.05, 0.95))
def test_bounds_of_a_part_exclude_exactly_the_numbers_that_would_show_so_few_or_so_many_too_seldom(
    seen: int, there: int, part: float
) -> None:
    if there < seen:
        return
    so_few, so_many = binomial_upto(seen, there, part), 1 - (binomial_upto(seen - 1, there, part) if seen else 0.0)
    if abs(so_few - 0.025) > 1e-9 and there > seen:
        assert (there < d.most(seen, part, 0.025)) == (so_few > 0.025)
    if abs(so_many - 0.025) > 1e-9 and there > seen:
        assert (there > d.least(seen, part, 0.025)) == (so_many > 0.025)


def test_what_was_looked_at_as_a_whole_has_no_doubt_left() -> None:
    assert d.most(7, 1.0, 0.025) == d.least(7, 1.0, 0.025) == 7


@pytest.mark.parametrize(("a", "b", "value"), [(1, 10, 0.3084971), (3, 8, 0.5560954), (11, 1, 0.9977010)])
def test_quantiles_of_beta_are_those_of_clopper_and_pearson(a: float, b: float, value: float) -> None:
    assert d.beta_quantile(a, b, 0.975) == pytest.approx(value, abs=1e-4)


@given(a=st.floats(0.1, 500), b=st.floats(0.1, 500), share=st.floats(0.001, 0.999))
def test_a_quantile_of_beta_has_its_share_below_it(a: float, b: float, share: float) -> None:
    quantile = d.beta_quantile(a, b, share)
    if 1e-12 < quantile < 1 - 1e-12:
        assert d.beta_below(a, b, quantile) == pytest.approx(share, abs=1e-6)


@given(shape=st.floats(0.1, 2000), share=st.floats(0.001, 0.999))
def test_a_quantile_of_gamma_has_its_share_below_it(shape: float, share: float) -> None:
    quantile = d.gamma_quantile(shape, share)
    if quantile > 1e-12:
        assert d.gamma_below(shape, quantile) == pytest.approx(share, abs=1e-6)
