"""Frames that a run has in hand, where several runs share one database (PostgreSQL).

A frame belongs to the run in its column ``leased`` for as long as that run has not ended and gives signs of life, each
of which lasts for a while (``runs.until``).  Times are those of the server: the clocks of the machines may differ.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Collection
from dataclasses import dataclass
from types import TracebackType
from typing import Any, Self

from sqlalchemy import ColumnElement, Connection, Float, cast, func, or_, select, update

from pipeline.batch.ledger.rows import DONE, FAILED, QUARANTINED, FrameRow, frame_row
from pipeline.database import Database, Lock
from pipeline.database.schema import frames, runs
from pipeline.errors import BaokanError

SIGNS = 10
"""signs of life in the time after which a run counts as dead: some may be late."""
FINAL = (DONE, FAILED, QUARANTINED)
log = logging.getLogger("baokan.batch")


@dataclass(frozen=True, slots=True)
class Found:
    """How frames stand that a run would take."""

    rows: dict[int, FrameRow]
    """row id -> the frame as it is now"""
    done_by: dict[int, int | None]
    """row id -> the run that it was done in last"""
    held: frozenset[int]
    """those that another run has in hand"""


def server_now() -> ColumnElement[float]:
    """SQL: s since 1970 by the server's clock."""
    return cast(func.extract("epoch", func.clock_timestamp()), Float)


def alive() -> Any:
    """SQL: ids of the runs that have not ended and whose last sign of life still lasts."""
    return select(runs.c.id).where(runs.c.ended.is_(None), runs.c.until > server_now())


def is_free() -> ColumnElement[bool]:
    """SQL: whether no living run has a frame in hand."""
    return or_(frames.c.leased.is_(None), frames.c.leased.not_in(alive()))


class Leases:
    """Those of one run; a context manager, within which it gives signs of life and at whose end it has none."""

    def __init__(self, database: Database, run: int, seconds: float) -> None:
        """``seconds``: how long a sign of life lasts."""
        self._database, self._run, self._seconds = database, run, seconds
        self._ends = threading.Event()
        self._heart = threading.Thread(target=self._beat, name="baokan-lease", daemon=True)

    def __enter__(self) -> Self:
        self._heart.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._ends.set()
        self._heart.join()
        try:
            with self._database.write(Lock.ROWS) as connection:
                connection.execute(update(frames).where(frames.c.leased == self._run).values(leased=None))
                connection.execute(update(runs).where(runs.c.id == self._run).values(until=None))
        except BaokanError as said:
            if kind is None:
                raise
            log.warning("%s", said)  # they run out by themselves

    def look(self, ids: Collection[int]) -> Found:
        """How some frames stand."""
        with self._database.read() as connection:
            rows = connection.execute(select(frames).where(frames.c.id.in_(ids))).all()
            others = set(connection.scalars(alive())) - {self._run}
        return Found(
            {row.id: frame_row(row) for row in rows},
            {row.id: row.run for row in rows},
            frozenset(row.id for row in rows if row.leased in others),
        )

    def take(self, found: Found, ids: Collection[int], most: int) -> set[int]:
        """Take up to so many of these frames in hand, which nobody may have changed since they were ``found``."""
        free = (
            select(frames.c.id, frames.c.state, frames.c.fingerprint, frames.c.run)
            .where(frames.c.id.in_(ids), or_(is_free(), frames.c.leased == self._run))
            .order_by(frames.c.id)
            .limit(most)
            .with_for_update(skip_locked=True)
        )
        with self._database.write(Lock.ROWS) as connection:
            mine = {
                id
                for id, state, fingerprint, run in connection.execute(free)
                if (state, fingerprint, run) == (found.rows[id].state, found.rows[id].fingerprint, found.done_by[id])
            }
            connection.execute(update(frames).where(frames.c.id.in_(mine)).values(leased=self._run))
        return mine

    def confirm(self, frame: FrameRow) -> bool:
        """Whether a frame is still in hand; if so, it is for as long again, in which its files may be written."""
        with self._database.write(Lock.ROWS) as connection:
            self._sign(connection)
            return connection.scalar(select(frames.c.leased).where(frames.c.id == frame.id)) == self._run

    def _beat(self) -> None:
        while not self._ends.wait(self._seconds / SIGNS):
            try:
                with self._database.write(Lock.ROWS) as connection:
                    self._sign(connection)
            except BaokanError as error:  # the run itself says so when it stays
                log.warning("%s", error)

    def _sign(self, connection: Connection) -> None:
        connection.execute(update(runs).where(runs.c.id == self._run).values(until=server_now() + self._seconds))
