"""Pages that could not be done, and why, from the database."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, case, func, select

from pipeline.address import NO_SERVER, DatabaseUrl
from pipeline.batch.ledger import FAILED, QUARANTINED, REPLACED
from pipeline.database.reading import open_results
from pipeline.database.schema import frames, sources

MOST_SOURCES = 10
"""Sources with problems that are named; the others are counted."""


@dataclass(frozen=True, slots=True)
class ProblemSource:
    """A file with pages that could not be done."""

    file: str
    document: str
    pages: int | None
    """``None``: it could not be opened."""
    failed: int
    quarantined: int
    cause: str
    """of the first of them."""


@dataclass(frozen=True, slots=True)
class Problem:
    """A page that could not be done."""

    file: str
    document: str
    page: int
    state: str
    stage: str
    code: str
    cause: str
    remedy: str
    tries: int
    worker: str
    changed: str
    trace: str = ""


def failures(output: Path, server: DatabaseUrl = NO_SERVER, *, trace: bool = False) -> list[Problem]:
    """Every page that failed or is in quarantine, by file; ``trace``: with what was kept of the error.

    Raises as ``status.status`` does.
    """
    wanted = (
        select(frames, sources.c.path, sources.c.document)
        .join(sources, frames.c.source == sources.c.id)
        .where(frames.c.state.in_((FAILED, QUARANTINED)), sources.c.state != REPLACED)
        .order_by(sources.c.path, sources.c.document, frames.c.number)
    )
    with open_results(output, server) as database, database.read() as connection:
        return [_problem(row, trace=trace) for row in connection.execute(wanted)]


def problem_sources(connection: Connection) -> tuple[list[ProblemSource], int]:
    """The sources with the most problems, and how many there are in all."""
    counted = (
        select(
            frames.c.source,
            func.sum(case((frames.c.state == FAILED, 1), else_=0)).label("failed"),
            func.sum(case((frames.c.state == QUARANTINED, 1), else_=0)).label("quarantined"),
            func.min(frames.c.id).label("first"),
        )
        .where(frames.c.state.in_((FAILED, QUARANTINED)))
        .group_by(frames.c.source)
        .subquery()
    )
    joined = counted.join(sources, counted.c.source == sources.c.id)
    present = sources.c.state != REPLACED
    number = int(connection.scalar(select(func.count()).select_from(joined).where(present)) or 0)
    worst = (
        select(
            sources.c.path,
            sources.c.document,
            sources.c.frames,
            counted.c.failed,
            counted.c.quarantined,
            frames.c.error,
        )
        .select_from(joined.join(frames, counted.c.first == frames.c.id))
        .where(present)
        .order_by((counted.c.failed + counted.c.quarantined).desc(), sources.c.path)
        .limit(MOST_SOURCES)
    )
    found = [
        ProblemSource(
            file=row.path,
            document=row.document,
            pages=row.frames,
            failed=row.failed,
            quarantined=row.quarantined,
            cause=_said(row.error).get("cause", ""),
        )
        for row in connection.execute(worst)
    ]
    return found, number


def _problem(row: Any, *, trace: bool) -> Problem:
    error = _said(row.error)
    return Problem(
        file=row.path,
        document=row.document,
        page=row.number,
        state=row.state,
        stage=error.get("stage", ""),
        code=error.get("code", ""),
        cause=error.get("cause", ""),
        remedy=error.get("remedy", ""),
        tries=row.tries,
        worker=row.worker or "",
        changed=row.changed or "",
        trace=error.get("trace", "") if trace else "",
    )


def _said(error: str | None) -> dict[str, str]:
    """Stage, code, cause, remedy and trace, as the ledger keeps them."""
    return dict(json.loads(error)) if error else {}
