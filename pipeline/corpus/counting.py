"""Counts over time, always beside how much text there is to count in."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass
from enum import StrEnum

from sqlalchemy import Connection

from pipeline.corpus.searching import Found
from pipeline.database.corpus_views import HIDDEN

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


def over_time(connection: Connection, found: Found, period: Period) -> list[Counted]:
    """Hits by period, periods without hits and pages without a date included, in the order of time."""
    key = "p.issue" if period is Period.issue else f"substr(p.date, 1, {_SIZES[period]})"
    statement = (
        f"SELECT coalesce({key}, '') AS period, count(*), sum(p.characters), min(p.date) FROM pages p "
        f"WHERE p.source NOT IN ({HIDDEN}) GROUP BY 1 ORDER BY 1 = '', min(p.date), 1"
    )
    hits, pages = Counter[str](), defaultdict[str, set[int]](set)
    for place in found.places:
        block = found.blocks[place.block]
        name = (block.issue or "") if period is Period.issue else (block.date or "")[: _SIZES[period]]
        hits[name] += 1
        pages[name].add(block.page)
    return [
        Counted(
            name,
            hits[name],
            len(pages[name]),
            there,
            characters or 0,
            round(PER * hits[name] / characters, 4) if characters else None,
        )
        for name, there, characters, _ in connection.exec_driver_sql(statement)
    ]
