"""The places of a group, one flag, and the way from each to the next."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, Select, and_, bindparam, func, or_, select, tuple_

from pipeline.database.schema import flag_groups, flags, pages, sources
from pipeline.editing.queue import PAGE, Filter, conditions, counted
from pipeline.model.text import CharacterId


def places(
    connection: Connection, group: int, wanted: Filter, offset: int = 0, limit: int = PAGE
) -> Sequence[Row[Any]]:
    """Places of a group that meet a filter, in the order of documents and pages: rows of ``flags`` with ``document``,
    ``page_name``, ``page_label``, ``page_version``, ``content``."""
    query = _places().where(flags.c.grouped == group, *conditions(wanted))
    return connection.execute(query.order_by(flags.c.page, flags.c.id).offset(offset).limit(limit)).all()


def versions(connection: Connection, group: int, wanted: Filter) -> list[tuple[int, int]]:
    """``(row id, version)`` of all flags of a group that meet a filter, in the same order."""
    query = select(flags.c.id, flags.c.version).where(flags.c.grouped == group, *conditions(wanted))
    return [(id, version) for id, version in connection.execute(query.order_by(flags.c.page, flags.c.id))]


def spread(connection: Connection, group: int, wanted: Filter) -> tuple[int, int]:
    """Number of places of a group that meet a filter, and of pages that they are on."""
    query = select(func.count(), func.count(flags.c.page.distinct()))
    places, on = connection.execute(query.where(flags.c.grouped == group, *conditions(wanted))).one()
    return places, on


def group(connection: Connection, id: int) -> Row[Any] | None:
    """A row of ``flag_groups``."""
    return connection.execute(select(flag_groups).where(flag_groups.c.id == id)).first()


def place(connection: Connection, flag: int) -> Row[Any] | None:
    """One flag, with the same columns as ``places`` and ``group_score``, the score of its group."""
    return connection.execute(_PLACE, {"which": flag}).first()


def _places() -> Select[Any]:
    return (
        select(
            flags,
            pages.c.name.label("page_name"),
            pages.c.label.label("page_label"),
            pages.c.version.label("page_version"),
            pages.c.content,
            sources.c.document,
        )
        .join(pages, pages.c.id == flags.c.page)
        .join(sources, sources.c.id == pages.c.source)
    )


_PLACE = (
    _places()
    .add_columns(flag_groups.c.score.label("group_score"))
    .join(flag_groups, flag_groups.c.id == flags.c.grouped)
    .where(flags.c.id == bindparam("which"))
)
"""Put together once."""


def record(flag: Row[Any]) -> dict[str, Any]:
    """What the machine says of a flag: ``candidates``, ``reasons``, ``evidence``, ``polygons`` (px, scan frame)."""
    found: dict[str, Any] = json.loads(flag.record)
    return found


def characters(flag: Row[Any]) -> tuple[CharacterId, ...]:
    """The characters of the ocr layer that a flag is about."""
    return tuple(json.loads(flag.ids))


@dataclass(frozen=True, slots=True)
class Step:
    """Where one comes to in the queue."""

    group: int
    score: float
    """of the group now: where one is in the queue, whatever is decided there."""
    flag: int = 0


def beside(
    connection: Connection, flag: Row[Any], wanted: Filter, *, forward: bool = True, score: float | None = None
) -> Step | None:
    """The flag that comes next (or before), through the groups in the order of the queue.

    ``flag``: a row of ``place``.  ``score``: that the flag's group had when one came to it; a group sinks while its
    flags are decided, and nothing is to be skipped for that.  Behind the last flag comes the first one that still
    waits.  ``None``: there is no other.
    """
    here = score_here(connection, flag, wanted) if score is None else score
    f = flags.c
    mine, row = tuple_(f.page, f.id), (flag.page, flag.id)
    same = select(f.id).where(f.grouped == flag.grouped, mine > row if forward else mine < row, *conditions(wanted))
    found = connection.scalar(same.order_by(*_order(forward)).limit(1))
    if found is not None:
        return Step(flag.grouped, here, found)
    for step in [
        *steps(connection, wanted, Step(flag.grouped, here), forward=forward),
        *_again(connection, wanted, forward),
    ]:
        query = select(f.id).where(f.grouped == step.group, f.id != flag.id, *conditions(wanted))
        found = connection.scalar(query.order_by(*_order(forward)).limit(1))
        if found is not None:
            return Step(step.group, step.score, found)
    return None


def _again(connection: Connection, wanted: Filter, forward: bool) -> list[Step]:
    """Where the queue begins: what was skipped.  Two, since the first may hold nothing but where one is."""
    return steps(connection, wanted, None, limit=2) if forward else []


def steps(
    connection: Connection, wanted: Filter, after: Step | None, *, forward: bool = True, limit: int = 1
) -> list[Step]:
    """The groups behind (or before) one, in the order of the queue; from its beginning: ``None``."""
    id: ColumnElement[Any]
    score: ColumnElement[Any]
    if wanted.plain:
        id, score = flag_groups.c.id, flag_groups.c.score
        query = select(id, score).where(flag_groups.c.queue == wanted.queue, score > 0)
    else:
        found = counted(wanted).subquery().c
        id, score = found.grouped, found.score
        query = select(id, score)
    if after is not None and forward:
        query = query.where(or_(score < after.score, and_(score == after.score, id > after.group)))
    elif after is not None:
        query = query.where(or_(score > after.score, and_(score == after.score, id < after.group)))
    order = (score.desc(), id) if forward else (score, id.desc())
    return [Step(*row) for row in connection.execute(query.order_by(*order).limit(limit))]


def score_here(connection: Connection, flag: Row[Any], wanted: Filter) -> float:
    """The score of a flag's group in the queue.  ``flag``: a row of ``place``."""
    return flag.group_score if wanted.plain else score_of(connection, flag.grouped, wanted)


def score_of(connection: Connection, group: int, wanted: Filter) -> float:
    """The score of a group in the queue; 0: it has no flag there."""
    if wanted.plain:
        return connection.scalar(select(flag_groups.c.score).where(flag_groups.c.id == group)) or 0.0
    query = counted(wanted).where(flags.c.grouped == group)
    return connection.scalar(select(query.subquery().c.score)) or 0.0


def _order(forward: bool) -> tuple[Any, ...]:
    return (flags.c.page, flags.c.id) if forward else (flags.c.page.desc(), flags.c.id.desc())
