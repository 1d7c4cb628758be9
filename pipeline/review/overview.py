"""How far the work has come, for the start page: counts that indexes answer, also with 10,000 pages."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, func, select

from pipeline.database.schema import events, flag_groups, orphans, pages
from pipeline.review.clock import written

STATES = ("machine", "in review", "reviewed", "validated")
"""States of a page, in the order of the work."""
_WIDTH = 1000
"""Units of a bar."""


@dataclass(frozen=True, slots=True)
class Part:
    """One state in the bar."""

    state: str
    pages: int
    left: float
    """where it begins, 0..1000."""
    width: float


@dataclass(frozen=True, slots=True)
class Overview:
    """Pages, open questions, one's own work."""

    pages: int
    bar: tuple[Part, ...]
    names: int
    """places in question in the queue of names."""
    text: int
    """uncertain places of ordinary text."""
    orphans: int
    """decisions that a re-run left without their place."""
    mine: int
    """what the person decided since ``since``."""


def overview(connection: Connection, person: str, since: datetime) -> Overview:
    """The counts for one person; ``since``: the beginning of their day."""
    found = connection.execute(select(pages.c.state, func.count()).group_by(pages.c.state))
    of_state: dict[str, int] = {state: count for state, count in found}
    waiting = select(flag_groups.c.queue, func.sum(flag_groups.c.open)).where(flag_groups.c.score > 0)
    of_queue: dict[str, int] = {q: count for q, count in connection.execute(waiting.group_by(flag_groups.c.queue))}
    left = select(func.count()).select_from(orphans).where(orphans.c.settled.is_(None))
    own = select(func.count()).select_from(events).where(events.c.editor == person, events.c.at >= written(since))
    return Overview(
        pages=sum(of_state.values()),
        bar=bar(of_state),
        names=of_queue.get("names", 0),
        text=of_queue.get("text", 0),
        orphans=connection.scalar(left) or 0,
        mine=connection.scalar(own) or 0,
    )


def bar(of_state: dict[str, int]) -> tuple[Part, ...]:
    """States side by side, as wide as they have pages."""
    total, left, parts = sum(of_state.values()), 0.0, []
    for state in STATES:
        count = of_state.get(state, 0)
        width = _WIDTH * count / total if total else 0.0
        parts.append(Part(state, count, left, width))
        left += width
    return tuple(parts)
