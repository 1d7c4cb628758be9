"""What is to be decided: groups of the same change, what helps most first; filters."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any, Literal, get_args

from sqlalchemy import ColumnElement, Connection, Select, func, or_, select

from pipeline.database.schema import flag_groups, flags, sources
from pipeline.editing.groups import DECIMALS

Queue = Literal["names", "text"]
Band = Literal["usual", "flagged", "applied", "unsure", "any"]
State = Literal["open", "accepted", "rejected", "edited", "refused", "gone"]
STATES: tuple[State, ...] = get_args(State)
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
    first: int
    """row id of one of the flags …"""
    left: str = ""
    """… and the text around it."""
    right: str = ""


@dataclass(frozen=True, slots=True)
class Groups:
    """One screen of groups."""

    groups: tuple[Group, ...]
    total: int
    places: int


def groups(connection: Connection, wanted: Filter, offset: int = 0, limit: int = PAGE) -> Groups:
    """Groups of flags that meet a filter, what helps most first."""
    if wanted.plain:
        found = _kept(connection, wanted.queue, offset, limit)
    else:
        found = _counted(connection, wanted, offset, limit)
    firsts = [group.first for group in found.groups]
    query = select(flags.c.id, flags.c.left, flags.c.right).where(flags.c.id.in_(firsts))
    around = {row.id: (row.left, row.right) for row in connection.execute(query)}
    with_text = (replace(group, left=around[group.first][0], right=around[group.first][1]) for group in found.groups)
    return replace(found, groups=tuple(with_text))


def _counted(connection: Connection, wanted: Filter, offset: int, limit: int) -> Groups:
    g, found = flag_groups.c, counted(wanted).subquery()
    query = (
        select(
            g.id, g.before, g.after, g.kind, found.c.places, found.c.pages, found.c.score, found.c.first,
            func.count().over().label("number"), func.sum(found.c.places).over().label("together"),
        )
        .join(found, found.c.grouped == g.id)
        .order_by(found.c.score.desc(), g.id)
        .offset(offset)
        .limit(limit)
    )  # fmt: skip
    listed = connection.execute(query).all()
    number, together = (listed[0].number, listed[0].together) if listed else (0, 0)
    return Groups(tuple(Group(*row[:8]) for row in listed), number, together)


def counted(wanted: Filter) -> Select[Any]:
    """``grouped``, ``places``, ``pages``, ``score``, ``first`` of all groups with flags that meet a filter."""
    # "+ 0": all columns come from the index that begins with queue and state, none from the one that has the groups in
    # order, which would cost a look into every row (SQLite, 100,000 flags: 15 ms and not 250)
    grouped = flags.c.grouped + 0
    return (
        select(
            grouped.label("grouped"),
            func.count().label("places"),
            func.count(flags.c.page.distinct()).label("pages"),
            (func.round(func.sum(flags.c.weight) * DECIMALS) / DECIMALS).label("score"),
            func.min(flags.c.id).label("first"),
        )
        .where(*conditions(wanted))
        .group_by(grouped)
    )


def _kept(connection: Connection, queue: str, offset: int, limit: int) -> Groups:
    """All open flags: their numbers are kept with the groups."""
    g = flag_groups.c
    here = (g.queue == queue, g.score > 0)
    number, places = connection.execute(select(func.count(), func.sum(g.open)).where(*here)).one()
    query = select(g.id, g.before, g.after, g.kind, g.open, g.score).where(*here)
    shown = connection.execute(query.order_by(g.score.desc(), g.id).offset(offset).limit(limit)).all()
    on = (
        select(flags.c.grouped, func.count(flags.c.page.distinct()), func.min(flags.c.id))
        .where(flags.c.grouped.in_([row.id for row in shown]), flags.c.state == "open", flags.c.band != "applied")
        .group_by(flags.c.grouped)
    )
    spread: dict[int, tuple[int, int]] = {row[0]: (row[1], row[2]) for row in connection.execute(on)}
    listed = (Group(r.id, r.before, r.after, r.kind, r.open, spread[r.id][0], r.score, spread[r.id][1]) for r in shown)
    return Groups(tuple(listed), number, places or 0)


def waiting(connection: Connection, wanted: Filter) -> int:
    """Number of flags that meet a filter."""
    if wanted.plain:
        g = flag_groups.c
        return connection.scalar(select(func.sum(g.open)).where(g.queue == wanted.queue, g.score > 0)) or 0
    return connection.scalar(select(func.count()).select_from(flags).where(*conditions(wanted))) or 0


def conditions(wanted: Filter) -> list[ColumnElement[bool]]:
    """What a filter asks of rows of ``flags``."""
    f = flags.c
    exact: list[tuple[Any, Any]] = [
        (f.issue, wanted.issue),
        (f.kind, wanted.kind),
        (f.decided_by, wanted.editor),
        (f.page, wanted.page),
    ]
    found = [f.queue == wanted.queue, *(column == value for column, value in exact if value is not None)]
    found.append(f.state.in_(STATES) if wanted.state is None else f.state == wanted.state)
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
        named = or_(g.before.icontains(wanted.name, autoescape=True), g.after.icontains(wanted.name, autoescape=True))
        found.append(f.grouped.in_(select(g.id).where(named)))
    return found
