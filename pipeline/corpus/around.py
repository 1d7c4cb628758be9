"""What stands around the mentions of a name: the text before and behind, and other names."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection

from pipeline.corpus.place_index import SHOWN
from pipeline.database.plain import marks, plain
from pipeline.editing.packing import unpack
from pipeline.model.text import CharacterId


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


def passages(
    connection: Connection, place: int, offset: int, limit: int, *, printed: str = "", context: int = 24
) -> tuple[list[Passage], int]:
    """Some mentions of an entry by date, and the number of all.  ``printed``: only this spelling; empty: any."""
    where = f"m.place = ? AND {SHOWN}" + (" AND m.printed = ?" if printed else "")
    values: tuple[object, ...] = (place, printed) if printed else (place,)
    number = plain(connection, f"SELECT count(*) FROM mentions m WHERE {where}", values).scalar() or 0
    statement = (
        "SELECT s.document, p.id, p.label, p.name, p.issue, p.date, b.number, b.kind, b.text, b.cells, m.start, "
        'm."end" FROM mentions m JOIN pages p ON p.id = m.page JOIN sources s ON s.id = p.source '
        f"JOIN blocks b ON b.page = m.page AND b.number = m.block WHERE {where} "
        "ORDER BY p.date IS NULL, p.date, s.document, p.frame, p.name, b.position, m.start LIMIT ? OFFSET ?"
    )
    rows = plain(connection, statement, (*values, limit, offset)).all()
    return [_passage(row, context) for row in rows], number


def beside(connection: Connection, places: Sequence[int], limit: int | None = None) -> list[Beside]:
    """Other entries that stand in the same blocks as some, by the number of these blocks."""
    these = marks(places)
    statement = (
        "SELECT e.id, e.name, e.kind, e.parent, count(*) AS blocks FROM "
        "(SELECT DISTINCT o.place, m.page, m.block FROM mentions m JOIN mentions o ON o.page = m.page "
        f"AND o.block = m.block AND o.place NOT IN ({these}) WHERE m.place IN ({these}) AND {SHOWN}) AS near "
        "JOIN places e ON e.id = near.place GROUP BY e.id ORDER BY blocks DESC, e.name, e.id"
    )
    values: tuple[int, ...] = (*places, *places)
    if limit is not None:
        statement, values = f"{statement} LIMIT ?", (*values, limit)
    return [Beside(*row) for row in plain(connection, statement, values)]


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
