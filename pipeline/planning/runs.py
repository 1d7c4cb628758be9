"""What the runs of a results folder tell of a machine's pace."""

from __future__ import annotations

import json
import socket
from datetime import datetime
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Row, func, select

from pipeline.batch.ledger import DONE
from pipeline.database.schema import frames, runs, stages

REPLAY = "replay"
"""engine of a run that gives back what another one read: its times are no times of recognition."""


def recognised(connection: Connection) -> list[int]:
    """Numbers of the runs whose pages an engine read."""
    return [run.id for run in _runs(connection) if _engine(run.settings) != REPLAY]


def workers_at_work(connection: Connection) -> float | None:
    """How many workers were busy at the same time, on average: their seconds over those on the clock.

    Counted are runs that ended, whose pages were all done from the scan by them; ``None``: there is none.
    """
    done = _from_the_scan(connection)
    busy = clock = 0.0
    for run in _runs(connection):
        number, seconds = done.get(run.id, (0, 0.0))
        if run.ended is None or not number or number != run.done:
            continue
        busy += seconds
        clock += (datetime.fromisoformat(run.ended) - datetime.fromisoformat(run.started)).total_seconds()
    return busy / clock if busy and clock > 0 else None


def _from_the_scan(connection: Connection) -> dict[int, tuple[int, float]]:
    """Run -> pages that its own workers did from the first stage on, and their seconds of work."""
    first = stages.c.position == 0
    wanted = (
        select(frames.c.run, frames.c.worker, stages.c.worker, func.count(), func.sum(frames.c.seconds))
        .join(stages, (stages.c.frame == frames.c.id) & first)
        .where(frames.c.state == DONE, frames.c.run.is_not(None))
        .group_by(frames.c.run, frames.c.worker, stages.c.worker)
    )
    rows = connection.execute(wanted).all()
    workers: dict[int, set[str]] = {}
    for run, last, *_ in rows:
        workers.setdefault(run, set()).add(last)
    found: dict[int, tuple[int, float]] = {}
    for run, _, first_worker, number, seconds in rows:
        if first_worker in workers[run]:  # else an earlier run read the page, and this one only redid what follows
            pages, work = found.get(run, (0, 0.0))
            found[run] = pages + number, work + float(seconds or 0)
    return found


def described(connection: Connection, output: Path, pages: int) -> tuple[str, tuple[str, ...]]:
    """Where the figures come from, in words, and what is to be known of them."""
    there = _runs(connection)
    hosts = sorted({run.host for run in there})
    here = "this machine" if hosts == [socket.gethostname()] else "not this machine"
    days = sorted(run.started[:10] for run in there)
    when = days[0] if days[0] == days[-1] else f"{days[0]} to {days[-1]}"
    source = f"{pages:,} page{'' if pages == 1 else 's'} done in {output} on {', '.join(hosts)} ({here}), {when}"
    notes: tuple[str, ...] = ()
    if all(_engine(run.settings) == REPLAY for run in there):
        notes += ("All pages were replayed: the times leave the networks out, which take most of the time of a page.",)
    return source, notes


def _runs(connection: Connection) -> list[Row[Any]]:
    wanted = select(runs.c.id, runs.c.started, runs.c.ended, runs.c.done, runs.c.host, runs.c.settings)
    return list(connection.execute(wanted.order_by(runs.c.id)))


def _engine(settings: str) -> str:
    return str(json.loads(settings).get("engine", {}).get("engine", ""))
