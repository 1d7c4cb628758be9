"""``baokan status``: how a results folder stands, while a run works on it and afterwards.  Reads only.

Counts are made by the database from its indexes; no row of a frame that is done is ever read.
"""

from __future__ import annotations

import socket
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import psutil
from sqlalchemy import Connection, case, exists, func, select

from pipeline.address import NO_SERVER, DatabaseUrl
from pipeline.batch.failures import ProblemSource, problem_sources
from pipeline.batch.ledger import DONE, FAILED, OPEN, QUARANTINED, REPLACED, WAITING, WORKING
from pipeline.batch.ledger.leases import alive
from pipeline.batch.lock import NAME, Owner, read_owner
from pipeline.database.reading import open_results
from pipeline.database.schema import frames, runs, sources

STATES = (DONE, FAILED, QUARANTINED, WAITING, WORKING)
PACE_MINUTES = 5.0
"""minutes: the pace is that of the last ones, so that it follows when the pages become denser."""
MOST_RUNS = 5
CLOCK_SLACK_SECONDS = 60.0
"""s: how far a clock may have been put right since a process began, before it is held to be another one."""


@dataclass(frozen=True, slots=True)
class AtWork:
    """A page that a worker is at."""

    worker: str
    """``host:pid``."""
    file: str
    page: int
    """number of the image in the file."""
    seconds: float
    tries: int


@dataclass(frozen=True, slots=True)
class RunLine:
    """A run, in short."""

    number: int
    started: str
    """ISO 8601, UTC."""
    ended: str | None
    """``None``: it works, or was killed."""
    todo: int | None
    """pages that it had to do when it began; a file that it had never opened counts as one until it is opened."""
    done: int | None
    failed: int | None
    skipped: int | None
    held: int | None
    """finished pages that a changed gazetteer could not touch."""
    exit_code: int | None
    message: str | None
    version: str
    host: str
    pid: int
    command: str
    working: bool = False
    """It is known to be at work."""


@dataclass(frozen=True, slots=True)
class Status:
    """How a results folder stands."""

    output: str
    working: bool | None
    """Whether a run works here; ``None``: it would be on another machine, which cannot be seen from here."""
    owner: Owner | None
    """who holds the lock, or held it until he was killed; of several runs on one database the youngest."""
    pages: Mapping[str, int]
    """state -> frames, without those of replaced scans; all of ``STATES``."""
    unopened: int
    """files that were never opened: how many pages they have is not known."""
    files: int
    replaced: int
    """files whose scan has another content now."""
    pace: float | None
    """pages a minute over the last ``PACE_MINUTES``; ``None``: no run works."""
    finished: int | None
    """pages done or failed since the run began, finished ones that it did again included; ``None``: no run works."""
    todo: int | None
    """pages that the run has to do, those that are ``finished`` included; ``None``: no run works, or it does not know
    yet."""
    seconds_left: float | None
    """for what the run has still to do."""
    at_work: Sequence[AtWork]
    problems: Sequence[ProblemSource]
    """the worst ``failures.MOST_SOURCES``."""
    problem_files: int
    runs: Sequence[RunLine]
    """the last ``MOST_RUNS`` and all that work, the last one first."""

    @property
    def interrupted(self) -> int:
        """Pages that a run was at when it was killed; the next one does them again."""
        return 0 if self.working or self.working is None else self.pages[WORKING]


def status(output: Path, server: DatabaseUrl = NO_SERVER) -> Status:
    """See the module.  Raises ``NoInputError`` (no database), ``DatabaseError``, ``OutputError``."""
    now = datetime.now(UTC)
    with open_results(output, server) as database, database.read() as connection:
        owner = living(connection) if database.on_server else read_owner(output / NAME)
        working = owner is not None if database.on_server else is_working(owner)
        pages, replaced = _pages(connection), _replaced(connection)
        unopened = _unopened(connection)
        lines = _runs(connection, _alive(connection, on_server=database.on_server) if working else frozenset())
        finished, pace = _progress(connection, lines, now) if working is not False else (None, None)
        todo = lines[0].todo if lines and working is not False else None
        left = pages[WAITING] + pages[WORKING] + unopened if todo is None else max(0, todo - (finished or 0))
        problems, problem_files = problem_sources(connection)
        return Status(
            output=str(output),
            working=working,
            owner=owner,
            pages=pages,
            unopened=unopened,
            files=int(connection.scalar(select(func.count()).select_from(sources)) or 0) - replaced,
            replaced=replaced,
            pace=pace,
            finished=finished,
            todo=todo,
            seconds_left=60 * left / pace if pace and left else None,
            at_work=_at_work(connection, now) if working is not False else (),
            problems=problems,
            problem_files=problem_files,
            runs=lines,
        )


def living(connection: Connection) -> Owner | None:
    """One of the runs that work, where several may; the youngest."""
    row = connection.execute(select(runs).where(runs.c.id.in_(alive())).order_by(runs.c.id.desc()).limit(1)).first()
    return Owner(row.pid, row.host, row.started, row.command) if row else None


def is_working(owner: Owner | None) -> bool | None:
    """Whether the process that a lock names is still there; ``None``: on another machine.

    The lock itself is not tried: a run that starts at that moment would be refused.
    """
    if owner is None:
        return False
    if owner.host != socket.gethostname():
        return None
    try:
        process = psutil.Process(owner.pid)
        if process.status() == psutil.STATUS_ZOMBIE:
            return False
        begun = float(process.create_time())
        return begun <= datetime.fromisoformat(owner.since).timestamp() + CLOCK_SLACK_SECONDS
    except psutil.NoSuchProcess:
        return False
    except psutil.AccessDenied:
        return True


def _pages(connection: Connection) -> dict[str, int]:
    counts = dict.fromkeys(STATES, 0)
    for state, number in connection.execute(select(frames.c.state, func.count()).group_by(frames.c.state)):
        counts[state] = number
    gone = (
        select(frames.c.state, func.count())
        .join(sources, frames.c.source == sources.c.id)
        .where(sources.c.state == REPLACED)
        .group_by(frames.c.state)
    )
    for state, number in connection.execute(gone):
        counts[state] -= number
    return counts


def _replaced(connection: Connection) -> int:
    return int(connection.scalar(select(func.count()).where(sources.c.state == REPLACED)) or 0)


def _unopened(connection: Connection) -> int:
    known = exists(select(frames.c.id).where(frames.c.source == sources.c.id))
    wanted = select(func.count()).where(sources.c.state == OPEN, sources.c.frames.is_(None), ~known)
    return int(connection.scalar(wanted) or 0)


def _alive(connection: Connection, *, on_server: bool) -> frozenset[int]:
    """Row ids of the runs that work, where one does: in a file it is the last one."""
    last = select(runs.c.id).order_by(runs.c.id.desc()).limit(1)
    return frozenset(connection.scalars(alive() if on_server else last))


def _runs(connection: Connection, working: frozenset[int]) -> list[RunLine]:
    """``working``: row ids of the runs that work."""
    last = connection.scalars(select(runs.c.id).order_by(runs.c.id.desc()).limit(MOST_RUNS))
    wanted = select(runs).where(runs.c.id.in_({*last, *working})).order_by(runs.c.id.desc())
    return [run_line(row, working=row.id in working) for row in connection.execute(wanted)]


def run_line(row: Any, *, working: bool = False) -> RunLine:
    """A row of ``runs`` in short."""
    return RunLine(
        number=row.id,
        started=row.started,
        ended=row.ended,
        todo=row.todo,
        done=row.done,
        failed=row.failed,
        skipped=row.skipped,
        held=row.held,
        exit_code=row.exit_code,
        message=row.message,
        version=row.version,
        host=row.host,
        pid=row.pid,
        command=row.command,
        working=working,
    )


def _progress(connection: Connection, lines: Sequence[RunLine], now: datetime) -> tuple[int | None, float | None]:
    """Pages finished since the last run began, and pages a minute of late."""
    if not lines:
        return None, None
    started = datetime.fromisoformat(lines[0].started)
    begun = max(now - timedelta(minutes=PACE_MINUTES), started)
    minutes = (now - begun).total_seconds() / 60
    return _finished(connection, started), _finished(connection, begun) / minutes if minutes > 0 else None


def _finished(connection: Connection, since: datetime) -> int:
    # the state is no condition: SQLite would rather go through all rows of those states
    final = case((frames.c.state.in_((DONE, FAILED, QUARANTINED)), 1), else_=0)
    wanted = select(func.sum(final)).where(frames.c.changed >= since.isoformat(timespec="milliseconds"))
    return int(connection.scalar(wanted) or 0)


def _at_work(connection: Connection, now: datetime) -> list[AtWork]:
    wanted = (
        select(frames.c.worker, frames.c.number, frames.c.changed, frames.c.tries, sources.c.path)
        .join(sources, frames.c.source == sources.c.id)
        .where(frames.c.state == WORKING)
        .order_by(frames.c.changed)
    )
    return [
        AtWork(
            worker=row.worker or "",
            file=row.path,
            page=row.number,
            seconds=max(0.0, (now - datetime.fromisoformat(row.changed)).total_seconds()) if row.changed else 0.0,
            tries=row.tries,
        )
        for row in connection.execute(wanted)
    ]
