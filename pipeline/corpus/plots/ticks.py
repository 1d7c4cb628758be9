"""Where the axes have marks, and what stands there."""

from __future__ import annotations

from collections.abc import Sequence
from math import ceil, floor, log10

from pipeline.corpus.counting import Period
from pipeline.corpus.plots.svg import fit, measure

WANTED = 4
"""steps between zero and the largest value, about."""
YEAR_STEPS = (1, 2, 5, 10, 20, 50, 100, 200, 500, 1000)
MONTH_STEPS = (1, 2, 3, 6)
BETWEEN = 14
"""px between two labels, at least."""
LONGEST = 110
"""px of the label of an issue; what is longer is cut."""


def value_ticks(top: float, *, whole: bool, wanted: int = WANTED) -> list[float]:
    """Round values from 0 to the first one that is not below ``top``."""
    if top <= 0:
        return [0, 1]
    raw = top / wanted
    power = 10.0 ** floor(log10(raw))
    step = next(factor * power for factor in (1, 2, 5, 10) if factor * power >= raw * (1 - 1e-9))
    if whole:
        step = max(1.0, step)
    return [round(step * k, 10) for k in range(ceil(top / step * (1 - 1e-9)) + 1)]


def value_labels(ticks: Sequence[float]) -> list[str]:
    """All with the same number of decimals, as few as tell them apart."""
    step = ticks[1] - ticks[0]
    decimals = max(0, -floor(log10(step) + 1e-9))
    return [f"{tick:,.{decimals}f}" for tick in ticks]


def period_ticks(periods: Sequence[str], by: Period, slot: float, size: float) -> list[tuple[int, str]]:
    """Numbers of the periods that get a label, with it.  ``slot``: px of a period; ``size``: px of the letters."""
    if by is Period.issue:
        labels = [fit(one, size, LONGEST) for one in periods]
        every = ceil((max(map(lambda one: measure(one, size), labels), default=0) + BETWEEN) / slot)
        return [(n, label) for n, label in enumerate(labels) if n % every == 0]
    if by is Period.month:
        room = measure("2021-03", size) + BETWEEN
        for step in MONTH_STEPS:
            if slot * step >= room:
                return _some(periods, [(n, one) for n, one in enumerate(periods) if (int(one[5:]) - 1) % step == 0])
        years = [(n, one[:4]) for n, one in enumerate(periods) if one.endswith("-01")]
        return _some(periods, _spaced(years, 12 * slot, size))
    return _some(periods, _spaced(list(enumerate(periods)), slot, size))


def _spaced(years: list[tuple[int, str]], slot: float, size: float) -> list[tuple[int, str]]:
    """Years of a round distance that have room."""
    room = measure("2021", size) + BETWEEN
    step = next((one for one in YEAR_STEPS if one * slot >= room), YEAR_STEPS[-1])
    return [(n, year) for n, year in years if int(year) % step == 0]


def _some(periods: Sequence[str], labels: list[tuple[int, str]]) -> list[tuple[int, str]]:
    """At least one label."""
    return labels or [(0, periods[0])]
