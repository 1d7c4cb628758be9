"""What is to be decided: groups of the same change, what helps most first; filters; the places of a group."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal

from sqlalchemy import ColumnElement, Connection, Row, Select, and_, func, or_, select

from pipeline.database.schema import events, flag_groups, flags, pages, sources

Queue = Literal["names", "text"]
Band = Literal["usual", "flagged", "applied", "unsure", "any"]
State = Literal["open", "accepted", "rejected", "edited", "refused", "gone"]
PAGE = 50
"""groups or places that are listed at a time."""


@dataclass(frozen=True, slots=True)
class Filter:
    """Which flags are meant; ``None`` and empty: any."""

    queue: Queue = "names"
    state: State | None = "open"
    document: str | None = None
    issue: str | None = None
    since: str | None = None
    """ISO 8601 date of issue, included."""
    until: str | None = None
    kind: str | None = None
    """of the records, for instance ``place-name``."""
    band: Band = "usual"
    """``usual``: what waits for a decision, without what the machine changed by itself."""
    name: str = ""
    """part of what was read, or of what is proposed."""
    editor: str | None = None
    """who decided."""
    page: int | None = None
    """row id."""

    @property
    def plain(self) -> bool:
        """Whether the counts that are kept for all groups answer it."""
        return self == Filter(queue=self.queue)


@dataclass(frozen=True, slots=True)
class Group:
    """The same change at several places."""

    id: int
    before: str
    after: str
    kind: str
    places: int
    """flags that meet the filter."""
    pages: int
    score: float
    """how much a decision helps."""


@dataclass(frozen=True, slots=True)
class Groups:
    """One screen of groups."""

    groups: tuple[Group, ...]
    total: int
    places: int


def groups(connection: Connection, wanted: Filter, offset: int = 0, limit: int = PAGE) -> Groups:
    """Groups of flags that meet a filter, what helps most first."""
    if wanted.plain:
        return _kept(connection, wanted.queue, offset, limit)
    g = flag_groups.c
    inner = (
        select(
            flags.c.grouped.label("grouped"),
            func.count().label("places"),
            func.count(flags.c.page.distinct()).label("pages"),
            func.sum(flags.c.weight).label("score"),
        )
        .where(*_conditions(wanted))
        .group_by(flags.c.grouped)
    )
    found = inner.subquery()
    number, places = connection.execute(select(func.count(), func.sum(found.c.places)).select_from(found)).one()
    query = (
        select(g.id, g.before, g.after, g.kind, found.c.places, found.c.pages, found.c.score)
        .join(found, found.c.grouped == g.id)
        .order_by(found.c.score.desc(), g.id)
        .offset(offset)
        .limit(limit)
    )
    return Groups(tuple(Group(*row) for row in connection.execute(query)), number, places or 0)


def _kept(connection: Connection, queue: str, offset: int, limit: int) -> Groups:
    """All open flags: their numbers are kept with the groups."""
    g = flag_groups.c
    here = (g.queue == queue, g.score > 0)
    number, places = connection.execute(select(func.count(), func.sum(g.open)).where(*here)).one()
    query = select(g.id, g.before, g.after, g.kind, g.open, g.score).where(*here)
    shown = connection.execute(query.order_by(g.score.desc(), g.id).offset(offset).limit(limit)).all()
    on = (
        select(flags.c.grouped, func.count(flags.c.page.distinct()))
        .where(flags.c.grouped.in_([row.id for row in shown]), flags.c.state == "open")
        .group_by(flags.c.grouped)
    )
    spread: dict[int, int] = {row[0]: row[1] for row in connection.execute(on)}
    listed = (Group(r.id, r.before, r.after, r.kind, r.open, spread.get(r.id, 0), r.score) for r in shown)
    return Groups(tuple(listed), number, places or 0)


def _conditions(wanted: Filter) -> list[ColumnElement[bool]]:
    f = flags.c
    exact: list[tuple[Any, Any]] = [
        (f.state, wanted.state),
        (f.issue, wanted.issue),
        (f.kind, wanted.kind),
        (f.decided_by, wanted.editor),
        (f.page, wanted.page),
    ]
    found = [f.queue == wanted.queue, *(column == value for column, value in exact if value is not None)]
    if wanted.band == "usual":
        found.append(f.band != "applied")
    elif wanted.band != "any":
        found.append(f.band == wanted.band)
    if wanted.document is not None:
        found.append(f.source == select(sources.c.id).where(sources.c.document == wanted.document).scalar_subquery())
    if wanted.since:
        found.append(f.date >= wanted.since)
    if wanted.until:
        found.append(f.date <= wanted.until + "~")  # '2021-03' is to include its days
    if wanted.name:
        g = flag_groups.c
        named = or_(g.before.contains(wanted.name, autoescape=True), g.after.contains(wanted.name, autoescape=True))
        found.append(f.grouped.in_(select(g.id).where(named)))
    return found


def _places() -> Select[Any]:
    return (
        select(
            flags,
            pages.c.name.label("page_name"),
            pages.c.label.label("page_label"),
            pages.c.version.label("page_version"),
            sources.c.document,
        )
        .join(pages, pages.c.id == flags.c.page)
        .join(sources, sources.c.id == pages.c.source)
    )


def places(
    connection: Connection, group: int, wanted: Filter, offset: int = 0, limit: int = PAGE
) -> Sequence[Row[Any]]:
    """Places of a group that meet a filter, in the order of documents and pages: rows of ``flags`` with ``document``,
    ``page_name``, ``page_label``, ``page_version``."""
    query = _places().where(flags.c.grouped == group, *_conditions(wanted))
    return connection.execute(query.order_by(flags.c.page, flags.c.id).offset(offset).limit(limit)).all()


def place(connection: Connection, flag: int) -> Row[Any] | None:
    """One flag, with the same columns."""
    return connection.execute(_places().where(flags.c.id == flag)).first()


def beside(connection: Connection, flag: Row[Any], wanted: Filter, *, forward: bool) -> int | None:
    """The flag that comes next (or before), going through the groups in the order of the queue; ``None`` at the end."""
    f, g = flags.c, flag_groups.c
    here = _conditions(wanted)
    later = f.id > flag.id if forward else f.id < flag.id
    same = select(f.id).where(f.grouped == flag.grouped, later, *here)
    found = connection.scalar(same.order_by(f.id if forward else f.id.desc()).limit(1))
    if found is not None:
        return int(found)
    score = connection.scalar(select(g.score).where(g.id == flag.grouped)) or 0.0
    if forward:
        after = or_(g.score < score, and_(g.score == score, g.id > flag.grouped))
        order: tuple[Any, ...] = (g.score.desc(), g.id)
    else:
        after = or_(g.score > score, and_(g.score == score, g.id < flag.grouped))
        order = (g.score, g.id.desc())
    holds = select(f.id).where(f.grouped == g.id, *here).exists()
    group = connection.scalar(select(g.id).where(g.queue == wanted.queue, after, holds).order_by(*order).limit(1))
    if group is None:
        return None
    query = select(f.id).where(f.grouped == group, *here).order_by(f.id if forward else f.id.desc()).limit(1)
    return connection.scalar(query)


@dataclass(frozen=True, slots=True)
class Choices:
    """What the filters can be set to."""

    documents: tuple[str, ...]
    issues: tuple[str, ...]
    kinds: tuple[str, ...]
    bands: tuple[str, ...]
    editors: tuple[str, ...]


def choices(connection: Connection, queue: Queue) -> Choices:
    """All values that occur, for the fields of a filter."""
    listed = select(sources.c.document).where(select(pages.c.id).where(pages.c.source == sources.c.id).exists())
    in_queue = flag_groups.c.queue == queue
    return Choices(
        tuple(connection.scalars(listed.order_by(sources.c.document))),
        tuple(
            connection.scalars(
                select(pages.c.issue).where(pages.c.issue.is_not(None)).distinct().order_by(pages.c.issue)
            )
        ),
        tuple(connection.scalars(select(flag_groups.c.kind).where(in_queue).distinct().order_by(flag_groups.c.kind))),
        ("flagged", "applied") if queue == "names" else ("unsure",),
        tuple(connection.scalars(select(events.c.editor).distinct().order_by(events.c.editor))),
    )


def record(flag: Row[Any]) -> dict[str, Any]:
    """What the machine says of a flag: ``candidates``, ``reasons``, ``evidence``, ``polygons`` (px, scan frame)."""
    found: dict[str, Any] = json.loads(flag.record)
    return found
