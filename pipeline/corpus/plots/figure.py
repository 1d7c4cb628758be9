"""What is drawn: series over time, and the pages there are."""

from __future__ import annotations

from dataclasses import dataclass

from pipeline.corpus.counting import Period
from pipeline.corpus.plots.wording import Language

MOST_SERIES = 5
"""series that one figure tells apart: colours that people with any eyes tell apart, and patterns, are few."""


@dataclass(frozen=True, slots=True)
class Series:
    """One row of values."""

    name: str
    values: tuple[float | None, ...]
    """one a period; ``None``: there is no text that it could be counted in."""
    said: tuple[str, ...]
    """what is said of each value to who points at it."""
    to: tuple[str, ...] = ()
    """addresses that the values lead to, empty where to none; none at all in a file."""
    rest: bool = False
    """what is left over of other series: drawn in grey."""


@dataclass(frozen=True, slots=True)
class Figure:
    """One figure."""

    title: str
    about: str
    """the same in words, for who does not see it."""
    unit: str
    """of the values."""
    by: Period
    periods: tuple[str, ...]
    """in the order of time, those without pages included."""
    series: tuple[Series, ...]
    pages: tuple[int, ...]
    """in each period."""
    source: str
    """where the numbers come from, so that they can be counted again."""
    language: Language
    notes: tuple[str, ...] = ()
    whole: bool = True
    """the values are whole numbers."""
    stacked: bool = False
    """the values of a period add up."""

    @property
    def top(self) -> float:
        """The largest value to be shown."""
        if self.stacked:
            return max((sum(values) for values in self._columns()), default=0.0)
        return max((value for values in self._columns() for value in values), default=0.0)

    def _columns(self) -> list[list[float]]:
        return [[one.values[n] or 0.0 for one in self.series] for n in range(len(self.periods))]
