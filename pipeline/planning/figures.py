"""What is measured, how it spreads, and where each figure comes from."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

HEAVY = 0.9
"""share of the pages that are no heavier than the upper end of a range: one page in ten is."""


@dataclass(frozen=True, slots=True)
class Range:
    """An amount for many pages: what it would be if all were like some of those that were measured."""

    low: float
    """as the median page; the mean one where that is lower."""
    expected: float
    """as the mean page: what a total comes to when the measured pages stand for all."""
    high: float
    """as the page that nine in ten do not exceed; the mean one where that is higher."""

    def times(self, factor: float) -> Range:
        """So many times as much; ``factor``: not negative."""
        return Range(self.low * factor, self.expected * factor, self.high * factor)

    def plus(self, other: Range) -> Range:
        """Both together."""
        return Range(self.low + other.low, self.expected + other.expected, self.high + other.high)


NOTHING = Range(0.0, 0.0, 0.0)


@dataclass(frozen=True, slots=True)
class Spread:
    """How a figure is distributed over the pages on which it was measured."""

    number: int
    """pages."""
    mean: float
    median: float
    p90: float

    @property
    def range(self) -> Range:
        """For one page."""
        return Range(min(self.median, self.mean), self.mean, max(self.p90, self.mean))


def spread(values: Sequence[float]) -> Spread | None:
    """How values are distributed; ``None`` when there are none."""
    if not values:
        return None
    ordered = sorted(values)
    return Spread(len(ordered), math.fsum(ordered) / len(ordered), _quantile(ordered, 0.5), _quantile(ordered, HEAVY))


def _quantile(ordered: Sequence[float], share: float) -> float:
    """Between the two values that lie nearest."""
    place = share * (len(ordered) - 1)
    below = math.floor(place)
    above = min(below + 1, len(ordered) - 1)
    return ordered[below] + (ordered[above] - ordered[below]) * (place - below)


@dataclass(frozen=True, slots=True)
class Pace:
    """How fast the measured machine was."""

    seconds: Spread
    """of one worker for a page, all stages."""
    stages: Mapping[str, float]
    """stage -> mean seconds a page, in the order of the flow."""
    workers: float | None
    """that were at work at the same time, on average over the measured runs; ``None``: no run tells."""
    hosts: tuple[str, ...]
    """machines that the pages were done on."""


@dataclass(frozen=True, slots=True)
class Storage:
    """What a page takes on the disk."""

    bytes: Spread
    """of all files of a page, as whole blocks of the file system."""
    kinds: Mapping[str, float]
    """kind of file -> mean bytes a page."""
    files: float
    """number of files a page."""
    scans: Spread | None
    """bytes of the scans, a page."""
    formats: Mapping[str, float] = field(default_factory=dict)
    """format -> bytes a page, measured by writing some pages."""


@dataclass(frozen=True, slots=True)
class Tables:
    """What a page takes in the database."""

    engine: str
    """'sqlite' or 'postgresql'."""
    rooms: Mapping[str, float]
    """what it is kept for -> bytes a page."""
    taken: int
    """pages that are open for review and search; 0: what these take is not known."""

    @property
    def bytes(self) -> float:
        """All together, a page."""
        return math.fsum(self.rooms.values())


@dataclass(frozen=True, slots=True)
class Reviewing:
    """What people have to do with a page."""

    flags: Mapping[str, float]
    """queue and band -> flags a page."""
    all_flags: Spread
    """a page."""
    seconds: Spread | None
    """between two decisions of one person, breaks left out; ``None``: too few were made."""
    flags_a_decision: float
    """settled by one decision; more than 1 where groups are decided together."""


@dataclass(frozen=True, slots=True)
class Measured:
    """Everything that is known."""

    source: str
    """where and on what it was measured, for people."""
    frames: int
    """pages of scans that were done."""
    failed: float
    """share of the pages that failed or are in quarantine."""
    characters: Spread
    """a page."""
    pace: Pace
    storage: Storage
    tables: Tables
    reviewing: Reviewing | None
    """``None``: no page is open for review."""
    worker_bytes: float | None = None
    """memory of the largest worker; ``None``: not measured."""
    notes: tuple[str, ...] = ()
    """what a person should know of the figures."""
