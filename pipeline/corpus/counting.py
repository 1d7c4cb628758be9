"""Counts over time, always beside how much text there is to count in."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from enum import StrEnum

from sqlalchemy import Connection

from pipeline.corpus.found import Found
from pipeline.corpus.searching import Options
from pipeline.database.corpus_views import HIDDEN
from pipeline.database.plain import plain

PER = 10_000
"""characters that a relative count is for."""


class Period(StrEnum):
    """What is counted by."""

    year = "year"
    month = "month"
    issue = "issue"


@dataclass(frozen=True, slots=True)
class Counted:
    """One period."""

    period: str
    """2021, 2021-03, or the key of the issue; empty: what has no date."""
    hits: int
    pages_with: int
    """pages that have a hit."""
    pages: int
    """that are there: the coverage."""
    characters: int
    """of the text of these pages."""
    per_10000: float | None
    """hits for 10,000 characters; empty: there is no text."""


_SIZES = {Period.year: 4, Period.month: 7}


@dataclass(frozen=True, slots=True)
class Coverage:
    """What there is to count in."""

    pages: int
    characters: int
    """of their text."""


@dataclass(frozen=True, slots=True)
class Frequency:
    """How often queries are found over time, all counted at one version of the corpus."""

    queries: tuple[str, ...]
    options: Options
    by: Period
    counted: tuple[tuple[Counted, ...], ...]
    """of each query; all with the same periods."""
    version: int
    """of the corpus."""
    also: tuple[tuple[str, str], ...] = ()
    """fields and values that had to hold beside them."""

    @property
    def hits(self) -> int:
        """Of all queries, those without a date included."""
        return sum(one.hits for rows in self.counted for one in rows)


def key(period: Period) -> str:
    """SQL over ``p`` (pages) that gives the period of a page; NULL: it has none."""
    return "p.issue" if period is Period.issue else f"substr(p.date, 1, {_SIZES[period]})"


def coverage(connection: Connection, period: Period) -> dict[str, Coverage]:
    """Period -> what there is, in the order of time; empty: without a date, at the end."""
    # by whole dates there is an index; of issues there are few
    each = "p.issue" if period is Period.issue else "p.date"
    statement = (
        f"SELECT {each}, count(*), coalesce(sum(p.characters), 0) FROM pages p "
        f"WHERE p.source NOT IN ({HIDDEN}) GROUP BY 1 ORDER BY {each} IS NULL, min(p.date), 1"
    )
    found: dict[str, Coverage] = {}
    for name, pages, characters in plain(connection, statement):
        name = (name or "")[: _SIZES.get(period)]
        before = found.get(name, Coverage(0, 0))
        found[name] = Coverage(before.pages + pages, before.characters + characters)
    return found


def counted(period: str, hits: int, pages_with: int, there: Coverage) -> Counted:
    """One period."""
    relative = round(PER * hits / there.characters, 4) if there.characters else None
    return Counted(period, hits, pages_with, there.pages, there.characters, relative)


def over_time(connection: Connection, found: Found, period: Period) -> list[Counted]:
    """Hits by period, periods without hits and pages without a date included, in the order of time."""
    names = found.of_pages(f"coalesce({key(period)}, '')")
    numbers = defaultdict[str, list[int]](list)
    for page, number in found.in_pages.items():
        numbers[names[page]].append(number)
    hits = {name: (sum(some), len(some)) for name, some in numbers.items()}
    there = coverage(connection, period)
    return [counted(name, *hits.get(name, (0, 0)), one) for name, one in there.items()]
