"""What filters can be set to."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

from sqlalchemy import Column, Connection, select

from pipeline.database.schema import events, flag_groups, pages, sources
from pipeline.editing.queue import Band, Queue

Field = Literal["document", "issue"]
SUGGESTED = 20
"""documents or issues that are proposed at a time."""
BANDS: dict[Queue, tuple[Band, ...]] = {"names": ("usual", "flagged", "applied", "any"), "text": ("usual",)}


@dataclass(frozen=True, slots=True)
class Choices:
    """Values that occur, few enough to be listed."""

    kinds: tuple[str, ...]
    bands: tuple[Band, ...]
    editors: tuple[str, ...]


def choices(connection: Connection, queue: Queue) -> Choices:
    """For the fields of a queue's filter."""
    kinds = select(flag_groups.c.kind).where(flag_groups.c.queue == queue).distinct().order_by(flag_groups.c.kind)
    return Choices(tuple(connection.scalars(kinds)), BANDS[queue], editors(connection))


def editors(connection: Connection) -> tuple[str, ...]:
    """Everybody who did anything."""
    found: list[str] = []
    name: str | None = ""
    while name is not None:  # one look into the index for each, instead of one for each event
        following = select(events.c.editor).where(events.c.editor > name).order_by(events.c.editor).limit(1)
        name = connection.scalar(following)
        found += [] if name is None else [name]
    return tuple(found)


def suggestions(connection: Connection, field: Field, part: str) -> list[str]:
    """Documents, or issues, that have a part in their name."""
    column: Column[Any] = sources.c.document if field == "document" else pages.c.issue
    joined = pages.join(sources, sources.c.id == pages.c.source)
    query = select(column).select_from(joined).where(column.icontains(part, autoescape=True))
    return list(connection.scalars(query.distinct().order_by(column).limit(SUGGESTED)))
