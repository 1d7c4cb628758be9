"""What was done: actions of all editors, the last ones first, and the history of one paragraph."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Row, and_, func, select

from pipeline.database.schema import events as table
from pipeline.database.schema import pages, sources
from pipeline.editing import events as log
from pipeline.editing.changes import Kind
from pipeline.editing.current import replayed_row
from pipeline.editing.events import Event
from pipeline.editing.pagefiles import PageFiles

PAGE = 50
"""actions that are listed at a time."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which actions; ``None``: any."""

    editor: str | None = None
    document: str | None = None
    kind: str | None = None


@dataclass(frozen=True, slots=True)
class Place:
    """A page that events are about, as it is now."""

    page: int
    """row id."""
    document: str
    label: str
    """page label as printed, else the page's name."""


@dataclass(frozen=True, slots=True)
class Action:
    """What somebody did at one stroke."""

    first: Event
    number: int
    """of its events."""
    kinds: tuple[str, ...]
    same: bool
    """whether all its events change the same text into the same."""
    place: Place | None
    """of the first event; ``None``: its page is gone, or it is about no page."""
    undone: tuple[str, str] | None = None
    """who took it back and when; it does not hold."""


@dataclass(frozen=True, slots=True)
class Actions:
    """One screen of actions, the last one first."""

    actions: tuple[Action, ...]
    older: int | None
    """what to ask for those before these."""


def actions(connection: Connection, wanted: Wanted, before: int | None = None, limit: int = PAGE) -> Actions:
    """Actions that meet a filter.  ``before``: the last one's ``older``."""
    e = table.c
    conditions = _conditions(wanted)
    found: list[Row[Any]] = []
    cursor = before
    # the events of an action stand together: from each one it is one step to the action before it
    while len(found) < limit:
        query = select(table).where(*conditions, *([e.id < cursor] if cursor is not None else []))
        row = connection.execute(query.order_by(e.id.desc()).limit(1)).first()
        if row is None:
            cursor = None
            break
        found.append(row)
        cursor = connection.scalar(select(func.min(e.id)).where(e.batch == row.batch))
    more = cursor is not None and connection.execute(select(e.id).where(*conditions, e.id < cursor).limit(1)).first()
    return Actions(tuple(_actions(connection, [row.batch for row in found])), cursor if more else None)


def action(connection: Connection, batch: str) -> Action | None:
    """One action; ``None``: there is none of this name."""
    return next(iter(_actions(connection, [batch])), None)


def events_of(connection: Connection, batch: str, offset: int, limit: int) -> list[tuple[Event, Place | None]]:
    """Events of one action, in order, each with its page."""
    query = select(table).where(table.c.batch == batch).order_by(table.c.id).offset(offset).limit(limit)
    found = [log.event(row) for row in connection.execute(query)]
    places = _places(connection, found)
    return [(one, places.get(_key(one))) for one in found]


def of_block(connection: Connection, files: PageFiles, page: Row[Any], number: int) -> list[tuple[Event, bool]]:
    """Events of one block (``page``: row of ``rows.page_row``), the last one first, each with whether it holds.

    Those that were made on an earlier reading of the page count where they were found again.  Raises ``PageError``.
    """
    placed = {one.id: one for one in replayed_row(connection, page, files).placed}
    history = log.of_frame(connection, page.sha256, page.frame)
    dead = log.undone(connection, (one.batch for one in history))
    found = []
    for one in history:
        now = placed.get(one.id)
        here = one.where is not None and (one.where.name, one.where.content) == (page.name, page.content)
        if now is not None:
            mine = number in _blocks(now)
        else:
            mine = here and number in _blocks(one)
        if mine:
            found.append((one, one.batch not in dead))
    return found[::-1]


def _blocks(event: Event) -> set[int]:
    """Numbers of the blocks that an event is about."""
    data = event.change.data
    return {event.change.block, *(data[key] for key in ("other", "new") if key in data)}


def _conditions(wanted: Wanted) -> list[Any]:
    e = table.c
    found = [
        column == value for column, value in ((e.editor, wanted.editor), (e.kind, wanted.kind)) if value is not None
    ]
    if wanted.document is not None:
        found.append(
            e.sha256 == select(sources.c.sha256).where(sources.c.document == wanted.document).scalar_subquery()
        )
    return found


def _actions(connection: Connection, batches: Sequence[str]) -> Iterable[Action]:
    e = table.c
    query = (
        select(
            e.batch,
            func.min(e.id).label("first"),
            func.count().label("number"),
            and_(func.min(e.before) == func.max(e.before), func.min(e.after) == func.max(e.after)).label("same"),
        )
        .where(e.batch.in_(batches))
        .group_by(e.batch)
    )
    sums = {row.batch: row for row in connection.execute(query)}
    kinds: dict[str, list[str]] = {}
    for batch, kind in connection.execute(select(e.batch, e.kind).where(e.batch.in_(batches)).distinct()):
        kinds.setdefault(batch, []).append(kind)
    rows = connection.execute(select(table).where(e.id.in_([row.first for row in sums.values()])))
    firsts = {row.batch: log.event(row) for row in rows}
    places, undone = _places(connection, firsts.values()), _undone(connection, batches)
    for batch in batches:
        if batch in sums:
            first, about = firsts[batch], sums[batch]
            sorts = tuple(sorted(kinds[batch]))
            yield Action(first, about.number, sorts, bool(about.same), places.get(_key(first)), undone.get(batch))


def _undone(connection: Connection, batches: Sequence[str]) -> dict[str, tuple[str, str]]:
    dead = log.undone(connection, batches)
    query = select(table.c.undoes, table.c.editor, table.c.at).where(table.c.undoes.in_(dead)).order_by(table.c.id)
    return {undoes: (editor, at) for undoes, editor, at in connection.execute(query)}


def _key(event: Event) -> tuple[str, str] | None:
    return (event.where.sha256, event.where.name) if event.where else None


def _places(connection: Connection, found: Iterable[Event]) -> Mapping[tuple[str, str] | None, Place]:
    """Pages that events are about: (checksum of the source, name) -> page."""
    hashes = {key[0] for one in found if (key := _key(one)) is not None}
    query = (
        select(sources.c.sha256, pages.c.name, pages.c.id, sources.c.document, pages.c.label)
        .join(sources, sources.c.id == pages.c.source)
        .where(sources.c.sha256.in_(hashes))
    )
    return {
        (sha256, name): Place(id, document, label or name)
        for sha256, name, id, document, label in connection.execute(query)
    }


KINDS = tuple(kind.value for kind in Kind)
"""All kinds of events."""
