"""From judged lines to a rate and its confidence interval (docs/sampling.md has the formulas and how they were tried).

Lines are drawn from all pages alike.  The pages of a lot are strata where lines of each were drawn, and clusters where
they were not; the two-stage variance turns from the one into the other (Cochran, Sampling Techniques, chapter 11).
Errors come in clumps: their variance over that of single errors is the design effect, and the interval is the exact one
for that many fewer errors in that many fewer characters (Korn and Graubard 1998).  So it holds without any error, too,
and for a lot that was read to a large part.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from statistics import NormalDist

from pipeline.sampling.distributions import beta_quantile, least, most, student_quantile

BORROWED = 5.0
"""Lines with errors: with so many, the design effect that they show counts as much as the one assumed beforehand, where
that is larger.  With 5 the simulated coverage (``benchmarks/sampling_coverage.py``) of 95 % is 94.3 % at the least."""


@dataclass(frozen=True, slots=True)
class Judged:
    """One line that was judged: ``errors`` wrong of ``size`` characters (or names)."""

    page: Hashable
    errors: int
    size: int


@dataclass(frozen=True, slots=True)
class Lot:
    """What was drawn from."""

    pages: int
    characters: int


@dataclass(frozen=True, slots=True)
class Rate:
    """A share of wrong characters (or names), 0..1, with the ends of its confidence interval."""

    errors: int
    size: int
    rate: float
    low: float
    high: float
    effect: float
    """design effect: variance of the errors over that of as many single ones; at least 1."""


@dataclass(frozen=True, slots=True)
class _Spread:
    """Variance of the number of errors seen, and how well it is known."""

    variance: float
    freedom: float
    """degrees of freedom."""


def error_rate(lines: Sequence[Judged], lot: Lot, confidence: float, assumed_effect: float) -> Rate:
    """Errors per character of the lot: ratio of the sums, interval at ``confidence`` (0..1, both sides together).

    ``assumed_effect``: design effect while few errors were seen.  Without any characters the interval is 0..1.
    """
    errors, size = sum(line.errors for line in lines), sum(line.size for line in lines)
    if not size:
        return Rate(errors, size, 0.0, 0.0, 1.0, assumed_effect)
    effect, clump = _effects(lines, lot, confidence, assumed_effect)
    share, risk = min(1.0, size / lot.characters), (1 - confidence) / 2
    per_clump = clump * share / size
    low, high = (bound(errors / clump, share, risk) * per_clump for bound in (least, most))
    return Rate(errors, size, errors / size, low, high, effect)


def share_wrong(lines: Sequence[Judged], lot: Lot, confidence: float, assumed_effect: float) -> Rate:
    """Wrong ones of ``size`` names, each right or wrong: Clopper and Pearson's interval for the effective number."""
    errors, size = sum(line.errors for line in lines), sum(line.size for line in lines)
    if not size:
        return Rate(errors, size, 0.0, 0.0, 1.0, assumed_effect)
    effect, clump = _effects(lines, lot, confidence, assumed_effect)
    wrong, names, risk = errors / clump, size / clump, (1 - confidence) / 2
    low = beta_quantile(wrong, names - wrong + 1, risk) if wrong else 0.0
    high = beta_quantile(wrong + 1, names - wrong, 1 - risk) if wrong < names else 1.0
    return Rate(errors, size, errors / size, low, high, effect)


def _effects(lines: Sequence[Judged], lot: Lot, confidence: float, assumed: float) -> tuple[float, float]:
    """(design effect, the same widened for what the sample does not know of it)."""
    errors = sum(line.errors for line in lines)
    spread = _spread(lines, lot)
    faulty = sum(line.errors > 0 for line in lines)
    seen = spread.variance / errors if errors else assumed
    effect = max(1.0, (faulty * seen + BORROWED * max(seen, assumed)) / (faulty + BORROWED))
    tail = (1 + confidence) / 2
    wider = student_quantile(spread.freedom, tail) / NormalDist().inv_cdf(tail)
    return effect, effect * wider**2


def _spread(lines: Sequence[Judged], lot: Lot) -> _Spread:
    """Variance of the errors around the common rate."""
    rate = sum(line.errors for line in lines) / sum(line.size for line in lines)
    pages: dict[Hashable, list[float]] = defaultdict(list)
    for line in lines:
        pages[line.page].append(line.errors - rate * line.size)
    drawn = min(1.0, len(pages) / lot.pages)
    between = _around_mean([sum(rests) for rests in pages.values()])
    alone = [rests[0] for rests in pages.values() if len(rests) == 1]
    groups = [rests for rests in pages.values() if len(rests) > 1] + ([alone] if len(alone) > 1 else [])
    parts = [_around_mean(rests) for rests in groups]
    within = _Spread(sum(part.variance for part in parts), sum(part.freedom for part in parts))
    return _mixed(between, within, drawn)


def _around_mean(values: Sequence[float]) -> _Spread:
    """Variance of the sum of independent values."""
    if len(values) < 2:
        return _Spread(0.0, 0.0)
    mean = sum(values) / len(values)
    return _Spread(len(values) / (len(values) - 1) * sum((value - mean) ** 2 for value in values), len(values) - 1.0)


def _mixed(between: _Spread, within: _Spread, drawn: float) -> _Spread:
    """Pages as clusters (none of ``drawn``) to pages as strata (all); degrees of freedom by Satterthwaite (1946)."""
    if not between.freedom or not within.freedom:
        return _Spread(max(between.variance, within.variance), max(1.0, between.freedom, within.freedom))
    parts = [(between.variance * (1 - drawn), between.freedom), (within.variance * drawn, within.freedom)]
    variance = sum(part for part, _ in parts)
    if not variance:
        return _Spread(0.0, between.freedom + within.freedom)
    return _Spread(variance, variance**2 / sum(part**2 / freedom for part, freedom in parts))
