"""The index of names, a page of it at a time, and what stands around one of them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from sqlalchemy import Connection

from pipeline.corpus.counting import Period, key
from pipeline.database.corpus_views import HIDDEN
from pipeline.editing.packing import unpack
from pipeline.gazetteer import TERMS
from pipeline.model.text import CharacterId

PLACES = "places"
"""in the place of a kind: all that are no organisations, titles and phrases."""
_SHOWN = f"m.page NOT IN (SELECT id FROM pages WHERE source IN ({HIDDEN}))"
_TABLES = "places e JOIN mentions m ON m.place = e.id JOIN pages p ON p.id = m.page"
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
    Order.first: "first IS NULL, first, e.name",
    Order.last: "last IS NULL, last DESC, e.name",
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


@dataclass(frozen=True, slots=True)
class Passage:
    """One mention with what stands around it."""

    document: str
    page: int
    """row id."""
    label: str | None
    """page label as printed."""
    name: str
    """stem of the page's files."""
    issue: str | None
    date: str | None
    block: int
    """name of the block on its page."""
    kind: str
    """of the block."""
    left: str
    text: str
    right: str
    characters: tuple[CharacterId, ...]
    """of the ocr layer, behind the name."""


@dataclass(frozen=True, slots=True)
class Beside:
    """An entry that is mentioned in the same blocks as another."""

    id: int
    name: str
    kind: str
    parent: str
    blocks: int
    """that mention both."""


def index(
    connection: Connection, wanted: Wanted, offset: int, limit: int, by: Period = Period.year
) -> tuple[list[Listed], int]:
    """Some entries, counted over time by ``by``, and the number of all that are meant."""
    where, values = _where(wanted)
    counted = f"SELECT count(DISTINCT m.place) FROM {_TABLES} WHERE {where}"
    number = connection.exec_driver_sql(counted, tuple(values)).scalar() or 0
    order = f"{_ORDERS[wanted.order]}, e.kind, e.parent, e.id"
    page = f"ORDER BY {order} LIMIT ? OFFSET ?"
    return _entries(connection, where, page, (*values, limit, offset), by), number


def listed(connection: Connection, place: int) -> Listed | None:
    """One entry; ``None``: there is none, or it is mentioned nowhere."""
    return next(iter(_entries(connection, f"e.id = ? AND {_SHOWN}", "", (place,), Period.year)), None)


def kinds(connection: Connection) -> list[tuple[str, int]]:
    """Kinds that are mentioned, with the number of their entries, the most frequent first."""
    statement = (
        "SELECT e.kind, count(*) FROM places e WHERE EXISTS "
        f"(SELECT 1 FROM mentions m WHERE m.place = e.id AND {_SHOWN}) GROUP BY 1 ORDER BY 2 DESC, 1"
    )
    return [(kind, number) for kind, number in connection.exec_driver_sql(statement)]


def ids(connection: Connection, name: str) -> list[int]:
    """Row ids of the entries that have a name, or are spelled so somewhere."""
    statement = "SELECT id FROM places WHERE name = ? UNION SELECT place FROM mentions WHERE printed = ? ORDER BY 1"
    return [id for (id,) in connection.exec_driver_sql(statement, (name, name))]


def passages(
    connection: Connection, place: int, offset: int, limit: int, *, printed: str = "", context: int = 24
) -> tuple[list[Passage], int]:
    """Some mentions of an entry by date, and the number of all.  ``printed``: only this spelling; empty: any."""
    where = f"m.place = ? AND {_SHOWN}" + (" AND m.printed = ?" if printed else "")
    values: tuple[object, ...] = (place, printed) if printed else (place,)
    number = connection.exec_driver_sql(f"SELECT count(*) FROM mentions m WHERE {where}", values).scalar() or 0
    statement = (
        "SELECT s.document, p.id, p.label, p.name, p.issue, p.date, b.number, b.kind, b.text, b.cells, m.start, "
        'm."end" FROM mentions m JOIN pages p ON p.id = m.page JOIN sources s ON s.id = p.source '
        f"JOIN blocks b ON b.page = m.page AND b.number = m.block WHERE {where} "
        "ORDER BY p.date IS NULL, p.date, s.document, p.frame, p.name, b.position, m.start LIMIT ? OFFSET ?"
    )
    rows = connection.exec_driver_sql(statement, (*values, limit, offset)).all()
    return [_passage(row, context) for row in rows], number


def beside(connection: Connection, places: Sequence[int], limit: int | None = None) -> list[Beside]:
    """Other entries that stand in the same blocks as some, by the number of these blocks."""
    marks = ", ".join("?" * len(places))
    statement = (
        "SELECT e.id, e.name, e.kind, e.parent, count(*) AS blocks FROM "
        "(SELECT DISTINCT o.place, m.page, m.block FROM mentions m JOIN mentions o ON o.page = m.page "
        f"AND o.block = m.block AND o.place NOT IN ({marks}) WHERE m.place IN ({marks}) AND {_SHOWN}) "
        "JOIN places e ON e.id = place GROUP BY e.id ORDER BY blocks DESC, e.name, e.id LIMIT ?"
    )
    return [
        Beside(*row)
        for row in connection.exec_driver_sql(statement, (*places, *places, -1 if limit is None else limit))
    ]


def _entries(connection: Connection, where: str, order: str, values: tuple[object, ...], by: Period) -> list[Listed]:
    statement = (
        "SELECT e.id, e.name, e.kind, e.parent, count(*) AS mentions, count(DISTINCT m.page) AS pages, "
        f"min(p.date) AS first, max(p.date) AS last FROM {_TABLES} WHERE {where} GROUP BY e.id {order}"
    )
    some = connection.exec_driver_sql(statement, values).all()
    printed, time = _details(connection, [row.id for row in some], by)
    return [Listed(**row._mapping, printed=printed[row.id], over_time=time[row.id]) for row in some]


def _where(wanted: Wanted) -> tuple[str, list[object]]:
    where, values = [_SHOWN], list[object]()
    if wanted.kind == PLACES:
        where.append(f"e.kind NOT IN ({_TERMS})")
    elif wanted.kind:
        where.append("e.kind = ?")
        values.append(wanted.kind)
    if wanted.part:
        spelled = "SELECT place FROM mentions WHERE instr(printed, ?) > 0"
        where.append(f"(instr(e.name, ?) > 0 OR instr(e.parent, ?) > 0 OR e.id IN ({spelled}))")
        values += [wanted.part] * 3
    return " AND ".join(where), values


def _details(
    connection: Connection, ids: Sequence[int], by: Period
) -> tuple[defaultdict[int, dict[str, int]], defaultdict[int, dict[str, int]]]:
    """Spellings and periods of some entries."""
    marks = ", ".join("?" * len(ids))
    printed, time = defaultdict[int, dict[str, int]](dict), defaultdict[int, dict[str, int]](dict)
    each = f"FROM mentions m JOIN pages p ON p.id = m.page WHERE m.place IN ({marks}) AND {_SHOWN} GROUP BY 1, 2"
    for id, text, number in connection.exec_driver_sql(
        f"SELECT m.place, m.printed, count(*) {each} ORDER BY 3 DESC, 2", tuple(ids)
    ):
        printed[id][text] = number
    for id, period, number in connection.exec_driver_sql(
        f"SELECT m.place, {key(by)}, count(*) {each} ORDER BY min(p.date), 2", tuple(ids)
    ):
        if period:
            time[id][period] = number
    return printed, time


def _passage(row: Any, context: int) -> Passage:
    start, end = row.start, row.end
    return Passage(
        document=row.document,
        page=row.id,
        label=row.label,
        name=row.name,
        issue=row.issue,
        date=row.date,
        block=row.number,
        kind=row.kind,
        left=row.text[max(0, start - context) : start],
        text=row.text[start:end],
        right=row.text[end : end + context],
        characters=unpack(row.cells).ids(start, end),
    )
