"""Events: what was done to a page, by whom, when, and where on the scan.  Appended, never changed."""

from __future__ import annotations

import json
import secrets
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Connection, Row, insert, select

from pipeline.database.schema import events as table
from pipeline.editing.changes import Change, Kind

CONTEXT = 8
"""characters on either side that an event remembers (DESIGN: enough to tell one place from another)."""

Polygon = Sequence[Sequence[float]]
"""Corners, px, scan frame."""


@dataclass(frozen=True)
class Where:
    """The page that an event is about."""

    sha256: str
    """of the source."""
    frame: int
    name: str
    content: str
    """SHA-256 of the page file."""


@dataclass(frozen=True)
class Event:
    """One thing that was done."""

    batch: str
    editor: str
    change: Change
    where: Where | None
    at: str = ""
    """ISO 8601, UTC."""
    why: str = ""
    undoes: str = ""
    """batch that it takes back."""
    polygons: tuple[Polygon, ...] = ()
    """around the characters, one a line; of structure: around the line that the block begins with."""
    left: str = ""
    right: str = ""
    id: int = 0
    """row id; events of a page happened in the order of their ids."""
    marks: Mapping[str, Polygon] = field(default_factory=dict)
    """of structure: number of another block or line -> polygon around its first line."""


def new_batch() -> str:
    """Name of a new action."""
    return secrets.token_hex(8)


def now() -> str:
    """The time, as events have it."""
    return datetime.now(UTC).isoformat(timespec="microseconds")


def append(connection: Connection, events: Iterable[Event]) -> None:
    """Write events.  Who reads all of them sees them in the order of their ids (``Overall``)."""
    if values := [_row(one) for one in events]:
        connection.execute(insert(table), values)


def of_frame(connection: Connection, sha256: str, frame: int) -> list[Event]:
    """All events of one frame of a source, oldest first."""
    query = select(table).where(table.c.sha256 == sha256, table.c.frame == frame).order_by(table.c.id)
    return [event(row) for row in connection.execute(query)]


def with_id(connection: Connection, id: int) -> Event | None:
    """One event."""
    row = connection.execute(select(table).where(table.c.id == id)).first()
    return None if row is None else event(row)


def of_batch(connection: Connection, batch: str) -> list[Event]:
    """The events of one action, in order."""
    return [event(row) for row in connection.execute(select(table).where(table.c.batch == batch).order_by(table.c.id))]


def undone(connection: Connection, batches: Iterable[str]) -> set[str]:
    """Which of these actions do not hold: an undo took them back, and was not taken back itself."""
    asked = set(batches)
    takers: dict[str, set[str]] = {}
    level = asked
    while level:
        # without DISTINCT: for its sake SQLite would go through all events in the order of their batches
        query = select(table.c.undoes, table.c.batch).where(table.c.undoes.in_(level))
        for taken, taker in connection.execute(query):
            takers.setdefault(taken, set()).add(taker)
        level = {taker for taken in level for taker in takers.get(taken, ())} - takers.keys()

    def dead(batch: str) -> bool:
        return any(not dead(taker) for taker in takers.get(batch, ()))

    return {batch for batch in asked if dead(batch)}


def event(row: Row[Any]) -> Event:
    """A row of the table."""
    data = json.loads(row.data) if row.data else {}
    marks = data.pop("marks", {})
    change = Change(
        Kind(row.kind),
        -1 if row.block is None else row.block,
        tuple(json.loads(row.ids)) if row.ids else (),
        row.before or "",
        row.after or "",
        data,
    )
    where = Where(row.sha256, row.frame, row.name, row.content) if row.sha256 else None
    return Event(
        row.batch,
        row.editor,
        change,
        where,
        row.at,
        row.why or "",
        row.undoes or "",
        tuple(json.loads(row.polygon)) if row.polygon else (),
        row.left or "",
        row.right or "",
        row.id,
        marks,
    )


def _row(one: Event) -> dict[str, Any]:
    change, where = one.change, one.where
    data = {**change.data, **({"marks": one.marks} if one.marks else {})}
    return {
        "batch": one.batch,
        "at": one.at or now(),
        "editor": one.editor,
        "kind": change.kind.value,
        "why": one.why or None,
        "undoes": one.undoes or None,
        "sha256": where.sha256 if where else None,
        "frame": where.frame if where else None,
        "name": where.name if where else None,
        "content": where.content if where else None,
        "block": None if change.block < 0 else change.block,
        "ids": _json(change.ids) if change.ids else None,
        "polygon": _json(one.polygons) if one.polygons else None,
        "before": change.before,
        "after": change.after,
        "left": one.left,
        "right": one.right,
        "data": _json(data) if data else None,
    }


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def context(text: str, start: int, end: int) -> tuple[str, str]:
    """The characters on either side of ``text[start:end]``."""
    return text[max(0, start - CONTEXT) : start], text[end : end + CONTEXT]
