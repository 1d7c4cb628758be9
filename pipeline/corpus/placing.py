"""Names of the gazetteer in the corpus: how often, under which spellings, when."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field

from sqlalchemy import Connection

from pipeline.corpus.counting import Period, coverage, key
from pipeline.database.corpus_views import HIDDEN
from pipeline.database.plain import marks, plain
from pipeline.gazetteer import TERMS

Sql = tuple[str, list[object]]
_TABLES = "mentions m JOIN places e ON e.id = m.place JOIN pages p ON p.id = m.page"


@dataclass(frozen=True)
class Mentioned:
    """One entry."""

    name: str
    kind: str
    parent: str
    mentions: int
    pages: int
    """that mention it."""
    printed: dict[str, int] = field(default_factory=dict)
    """spelling as it stands in the text -> mentions, the most frequent first."""
    over_time: dict[str, int] = field(default_factory=dict)
    """year, month or issue -> mentions; empty: without a date."""


@dataclass(frozen=True, slots=True)
class Spelled:
    """One spelling of an entry in one period."""

    name: str
    """of the entry."""
    kind: str
    parent: str
    printed: str
    """the spelling, as it stands in the text."""
    role: str
    """what it is to the entry: 'name', 'alias', 'former', 'variant'."""
    period: str
    """2021, 2021-03, or the key of the issue; empty: without a date."""
    mentions: int
    pages_with: int
    """pages that have it."""
    pages: int
    """that are there in this period: the coverage."""


def mentioned(
    connection: Connection,
    names: Iterable[str] | None = None,
    *,
    kinds: Iterable[str] | None = None,
    by: Period = Period.year,
    limit: int | None = None,
) -> list[Mentioned]:
    """Entries by number of mentions.

    ``names``: spellings, in any role; ``None``: all.  ``kinds``: of the gazetteer; ``None``: all kinds of places,
    organisations, titles and phrases left out.
    """
    where, values = _meant(names, kinds)
    statement = (
        f"SELECT e.id, e.name, e.kind, e.parent, m.printed, coalesce({key(by)}, ''), count(*) "
        f"FROM {_TABLES} WHERE {where} GROUP BY 1, 2, 3, 4, 5, 6"
    )
    on = f"SELECT m.place, count(DISTINCT m.page) FROM {_TABLES} WHERE {where} GROUP BY 1"
    pages = {id: number for id, number in plain(connection, on, tuple(values))}
    entries: dict[int, tuple[str, str, str]] = {}
    printed, time = defaultdict[int, Counter[str]](Counter), defaultdict[int, Counter[str]](Counter)
    for id, name, kind, parent, spelling, period, number in plain(connection, statement, tuple(values)):
        entries[id] = (name, kind, parent)
        printed[id][spelling] += number
        time[id][period] += number
    found = [
        Mentioned(
            *entries[id],
            mentions=sum(printed[id].values()),
            pages=pages[id],
            printed=dict(sorted(printed[id].items(), key=lambda one: (-one[1], one[0]))),
            over_time=dict(sorted(time[id].items())),
        )
        for id in entries
    ]
    return sorted(found, key=lambda one: (-one.mentions, one.name, one.kind, one.parent))[:limit]


def spelled(
    connection: Connection,
    names: Iterable[str] | None = None,
    *,
    kinds: Iterable[str] | None = None,
    by: Period = Period.year,
) -> list[Spelled]:
    """How entries are spelled over time: a row for each spelling and period that has it, in the order of time.

    ``names`` and ``kinds`` as in ``mentioned``.
    """
    return _spelled(connection, _meant(names, kinds), by)


def spelled_of(connection: Connection, place: int, by: Period) -> list[Spelled]:
    """The same of one entry.  ``place``: its row id."""
    return _spelled(connection, (f"e.id = ? AND p.source NOT IN ({HIDDEN})", [place]), by)


def _spelled(connection: Connection, meant: Sql, by: Period) -> list[Spelled]:
    where, values = meant
    there = coverage(connection, by)
    order = {period: n for n, period in enumerate(there)}
    statement = (
        f"SELECT e.name, e.kind, e.parent, m.printed, min(m.role), coalesce({key(by)}, ''), count(*), "
        f"count(DISTINCT m.page) FROM {_TABLES} WHERE {where} GROUP BY 1, 2, 3, 4, 6"
    )
    rows = [
        Spelled(name, kind, parent, printed, role, period, mentions, pages, there[period].pages)
        for name, kind, parent, printed, role, period, mentions, pages in plain(connection, statement, tuple(values))
    ]
    often = Counter[tuple[str, ...]]()
    for one in rows:
        for name in ((one.name, one.kind, one.parent), (one.name, one.kind, one.parent, one.printed)):
            often[name] += one.mentions
    return sorted(
        rows,
        key=lambda one: (
            -often[one.name, one.kind, one.parent],
            (one.name, one.kind, one.parent),
            -often[one.name, one.kind, one.parent, one.printed],
            one.printed,
            order[one.period],
        ),
    )


def _meant(names: Iterable[str] | None, kinds: Iterable[str] | None) -> Sql:
    """Which mentions are meant."""
    where, values = [f"p.source NOT IN ({HIDDEN})"], list[object]()
    if kinds is not None:
        listed = list(kinds)
        where.append(f"e.kind IN ({marks(listed)})")
        values += listed
    elif names is None:
        where.append(f"e.kind NOT IN ({marks(sorted(TERMS))})")
        values += sorted(TERMS)
    if names is not None:
        listed = list(names)
        named = f"SELECT place FROM mentions WHERE printed IN ({marks(listed)})"
        where.append(f"(e.name IN ({marks(listed)}) OR e.id IN ({named}))")
        values += [*listed, *listed]
    return " AND ".join(where), values
