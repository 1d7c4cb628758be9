"""The index of the names that the text mentions, a page of it at a time."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from sqlalchemy import Connection, Row

from pipeline.corpus.counting import Period, key
from pipeline.database.corpus_views import HIDDEN
from pipeline.database.plain import marks, plain
from pipeline.gazetteer import TERMS

PLACES = "places"
"""in the place of a kind: all that are no organisations, titles and phrases."""
SHOWN = f"m.page NOT IN (SELECT id FROM pages WHERE source IN ({HIDDEN}))"
"""SQL over ``m`` (mentions): what is in the corpus."""
_AT_ONCE = 500
"""row ids in one statement."""
_TERMS = ", ".join(repr(kind) for kind in sorted(TERMS))


class Order(StrEnum):
    """Orders of the index."""

    mentions = "mentions"
    pages = "pages"
    name = "name"
    first = "first"
    """the oldest mention first; what has no date last."""
    last = "last"
    """the newest mention first."""


_ORDERS = {
    Order.mentions: "mentions DESC, e.name",
    Order.pages: "pages DESC, mentions DESC, e.name",
    Order.name: "e.name",
    Order.first: "min(p.date) IS NULL, min(p.date), e.name",
    Order.last: "max(p.date) IS NULL, max(p.date) DESC, e.name",
}


@dataclass(frozen=True, slots=True)
class Wanted:
    """What of the index is asked for."""

    kind: str = PLACES
    """of the gazetteer, or ``PLACES``; empty: all."""
    part: str = ""
    """of the name, of what it belongs to, or of a spelling."""
    order: Order = Order.mentions


@dataclass(frozen=True, slots=True)
class Listed:
    """One entry of the index."""

    id: int
    """row id."""
    name: str
    kind: str
    parent: str
    mentions: int
    pages: int
    """that mention it."""
    first: str | None
    """date of the oldest mention."""
    last: str | None
    printed: dict[str, int] = field(default_factory=dict)
    """spelling -> mentions, the most frequent first."""
    over_time: dict[str, int] = field(default_factory=dict)
    """year, month or issue -> mentions; what has none is left out."""


def index(
    connection: Connection, wanted: Wanted, offset: int, limit: int, by: Period = Period.year
) -> tuple[list[Listed], int]:
    """Some entries, counted over time by ``by``, and the number of all that are meant."""
    where, values = _where(wanted)
    order = f"ORDER BY {_ORDERS[wanted.order]}, e.kind, e.parent, e.id LIMIT ? OFFSET ?"
    rows = plain(connection, _ranked(where, order), (*values, limit, offset)).all()
    if not rows and offset:  # behind the end: nothing says how many there are
        return [], index(connection, wanted, 0, 1, by)[1]
    some = (rows[at : at + _AT_ONCE] for at in range(0, len(rows), _AT_ONCE))
    return [one for part in some for one in _filled(connection, part, by)], rows[0].number if rows else 0


def listed(connection: Connection, place: int) -> Listed | None:
    """One entry; ``None``: there is none, or it is mentioned nowhere."""
    rows = plain(connection, _ranked("m.place = ?"), (place,)).all()
    return next(iter(_filled(connection, rows, Period.year)), None)


def kinds(connection: Connection) -> list[tuple[str, int]]:
    """Kinds that are mentioned, with the number of their entries, the most frequent first."""
    statement = (
        "SELECT e.kind, count(*) FROM places e WHERE EXISTS "
        f"(SELECT 1 FROM mentions m WHERE m.place = e.id AND {SHOWN}) GROUP BY 1 ORDER BY 2 DESC, 1"
    )
    return [(kind, number) for kind, number in plain(connection, statement)]


def ids(connection: Connection, name: str) -> list[int]:
    """Row ids of the entries that have a name, or are spelled so somewhere."""
    statement = "SELECT id FROM places WHERE name = ? UNION SELECT place FROM mentions WHERE printed = ? ORDER BY 1"
    return [id for (id,) in plain(connection, statement, (name, name))]


def _ranked(where: str, order: str = "") -> str:
    """Entries with their counts.  Mentions are first counted by page, for which the index of the table is enough."""
    dated = " JOIN pages p ON p.id = page" if "p.date" in order else ""
    by_page = f"SELECT m.place, m.page, count(*) AS n FROM mentions m WHERE {where} AND {SHOWN} GROUP BY 1, 2"
    return (
        "SELECT e.id, e.name, e.kind, e.parent, CAST(sum(n) AS BIGINT) AS mentions, count(*) AS pages, "
        "count(*) OVER () AS number "
        f"FROM ({by_page}) AS counted JOIN places e ON e.id = place{dated} GROUP BY e.id {order}"
    )


def _where(wanted: Wanted) -> tuple[str, list[object]]:
    where, values = list[str](), list[object]()
    if wanted.kind == PLACES:
        where.append(f"kind NOT IN ({_TERMS})")
    elif wanted.kind:
        where.append("kind = ?")
        values.append(wanted.kind)
    if wanted.part:
        spelled = "SELECT place FROM mentions WHERE instr(printed, ?) > 0"
        where.append(f"(instr(name, ?) > 0 OR instr(parent, ?) > 0 OR id IN ({spelled}))")
        values += [wanted.part] * 3
    return (f"m.place IN (SELECT id FROM places WHERE {' AND '.join(where)})" if where else "1 = 1"), values


def _filled(connection: Connection, rows: Sequence[Row[Any]], by: Period) -> list[Listed]:
    """Entries with their spellings, and when they are mentioned."""
    ids = tuple(row.id for row in rows)
    meant = f"m.place IN ({marks(ids)}) AND {SHOWN}"
    printed, time = defaultdict[int, dict[str, int]](dict), defaultdict[int, dict[str, int]](dict)
    dates = defaultdict[int, list[str]](list)
    spellings = f"SELECT m.place, m.printed, count(*) FROM mentions m WHERE {meant} GROUP BY 1, 2 ORDER BY 3 DESC, 2"
    for id, text, number in plain(connection, spellings, ids):
        printed[id][text] = number
    by_page = f"SELECT m.place, m.page, count(*) AS n FROM mentions m WHERE {meant} GROUP BY 1, 2"
    periods = (
        f"SELECT place, {key(by)}, CAST(sum(n) AS BIGINT), min(p.date), max(p.date) "
        f"FROM ({by_page}) AS counted JOIN pages p ON p.id = page "
        "WHERE p.date IS NOT NULL GROUP BY 1, 2 ORDER BY min(p.date), 2"
    )
    for id, period, number, first, last in plain(connection, periods, ids):
        dates[id] += [first, last]
        if period:
            time[id][period] = number
    return [
        Listed(
            *(row.id, row.name, row.kind, row.parent, row.mentions, row.pages),
            first=min(dates[row.id], default=None),
            last=max(dates[row.id], default=None),
            printed=printed[row.id],
            over_time=time[row.id],
        )
        for row in rows
    ]
