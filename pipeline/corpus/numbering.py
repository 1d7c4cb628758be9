"""Numbers of issues: what the key of an issue says, and where the numbers of a title have gaps."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

_KEY = re.compile(
    r"(?:(?P<title>.*?)\s*)??(?:(?P<date>\d{4}(?:-\d{2}){0,2}))?\s*(?P<total>总)?(?:第(?P<issue>\d+)期|\b(?P<bare>\d{1,5}))?"
)
MOST_MISSING = 60
"""numbers in a row that may be missing; with more of them one of the two was misread, or the counting began anew."""


@dataclass(frozen=True, slots=True)
class Key:
    """What a key says."""

    title: str
    """empty: not known."""
    number: int | None
    running: bool
    """the number counts on from year to year (总第…期)."""


@dataclass(frozen=True, slots=True)
class Numbered:
    """One issue among those of its title."""

    key: str
    title: str
    number: int
    running: bool
    date: str
    """ISO 8601, as exact as it is known; empty: not known."""


@dataclass(frozen=True, slots=True)
class Gap:
    """Something about the numbers of a title that does not fit."""

    title: str
    year: str
    """within which the numbers count; empty: they count on."""
    why: str
    """``missing``: no issue has these numbers; ``twice``: several issues have one number; ``order``: the later number
    has the earlier date, so that one of them was misread."""
    first: int
    last: int
    """numbers, both included."""
    keys: tuple[str, ...]
    """the issues before and behind, or those that have the number."""


def parts(key: str) -> Key:
    """Title and number of a key such as 仙霞社区报 2021-04-09 第7期."""
    found = _KEY.fullmatch(key.strip())
    if found is None:
        return Key(key.strip(), None, False)
    number = found["issue"] or found["bare"]
    return Key((found["title"] or "").strip(), int(number) if number else None, bool(found["total"]))


def gaps(issues: Sequence[Numbered]) -> list[Gap]:
    """What does not fit, by title and year.

    Before the first and behind the last number nothing is known, nor of issues without a title.
    """
    series = defaultdict[tuple[str, str], list[Numbered]](list)
    for one in issues:
        if one.title and (one.running or one.date):
            series[one.title, "" if one.running else one.date[:4]].append(one)
    found = []
    for (title, year), listed in sorted(series.items()):
        listed.sort(key=lambda one: (one.number, one.date, one.key))
        found += _of_series(title, year, listed)
    return found


def _of_series(title: str, year: str, listed: Sequence[Numbered]) -> list[Gap]:
    found = []
    for one, other in pairwise(listed):
        keys = (one.key, other.key)
        between = other.number - one.number - 1
        if one.number == other.number:
            found.append(Gap(title, year, "twice", one.number, one.number, keys))
        elif _earlier(other.date, one.date):
            found.append(Gap(title, year, "order", one.number, other.number, keys))
        elif 0 < between <= MOST_MISSING:
            found.append(Gap(title, year, "missing", one.number + 1, other.number - 1, keys))
    return found


def _earlier(one: str, other: str) -> bool:
    """Whether a date is before another, as far as both are known."""
    size = min(len(one), len(other))
    return bool(size) and one[:size] < other[:size]
