"""What people have to decide on a page, and how long a decision takes them."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from sqlalchemy import Connection, func, select

from pipeline.database.schema import flags, pages
from pipeline.planning.figures import Reviewing, spread

BREAK_SECONDS = 300.0
"""s: who decides nothing for longer does something else; such a gap is no time of a decision."""
LEAST_DECISIONS = 20
"""decisions of which the time has to be known: of fewer, mean and spread are chance."""
MOST_DECISIONS = 100_000
"""decisions that are looked at, the last ones."""
_GONE = "gone"
"""state of a flag that a later run does not raise any more."""


def reviewing(connection: Connection) -> Reviewing | None:
    """Flags a page and seconds a decision; ``None`` when no page is open for review."""
    taken = int(connection.scalar(select(func.count()).select_from(pages)) or 0)
    if not taken:
        return None
    real = flags.c.state != _GONE
    by_band = select(flags.c.queue, flags.c.band, func.count()).where(real).group_by(flags.c.queue, flags.c.band)
    counted = {f"{queue}, {band}": number / taken for queue, band, number in connection.execute(by_band)}
    by_page = list(connection.scalars(select(func.count()).where(real).group_by(flags.c.page)))
    a_page = spread([*map(float, by_page), *[0.0] * (taken - len(by_page))])
    assert a_page is not None
    gaps, settled, decisions = _decisions(connection)
    return Reviewing(
        flags=counted,
        all_flags=a_page,
        seconds=spread(gaps) if len(gaps) >= LEAST_DECISIONS else None,
        flags_a_decision=settled / decisions if decisions >= LEAST_DECISIONS else 1.0,
    )


def _decisions(connection: Connection) -> tuple[list[float], int, int]:
    """Seconds between decisions of one person, flags that were settled, and the decisions that settled them."""
    gaps: list[float] = []
    settled = decisions = 0
    before: tuple[str, datetime] | None = None
    for person, at, number in _by_person(connection):
        settled, decisions = settled + number, decisions + 1
        seconds = (at - before[1]).total_seconds() if before and before[0] == person else None
        if seconds is not None and 0 < seconds <= BREAK_SECONDS:
            gaps.append(seconds)
        before = person, at
    return gaps, settled, decisions


def _by_person(connection: Connection) -> Iterator[tuple[str, datetime, int]]:
    """Person, time and number of flags of each decision, in the order of persons and times."""
    last = (
        select(flags.c.decided_by, flags.c.batch, func.min(flags.c.decided).label("at"), func.count().label("number"))
        .where(flags.c.batch.is_not(None), flags.c.decided.is_not(None), flags.c.decided_by.is_not(None))
        .group_by(flags.c.decided_by, flags.c.batch)
        .order_by(func.min(flags.c.decided).desc())
        .limit(MOST_DECISIONS)
        .subquery()
    )
    for person, at, number in connection.execute(
        select(last.c.decided_by, last.c.at, last.c.number).order_by(last.c.decided_by, last.c.at)
    ):
        yield person, datetime.fromisoformat(at), number
