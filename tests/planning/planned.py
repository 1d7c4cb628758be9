"""Made figures, and made ledgers of which every figure is known."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

from helpers.databases import prepare
from sqlalchemy import insert

from pipeline.database import database_of, open_database
from pipeline.database.schema import files, flag_groups, flags, frames, pages, runs, sources, stages
from pipeline.planning.figures import Measured, Pace, Reviewing, Spread, Storage, Tables, spread

START = datetime(2026, 3, 1, 8, tzinfo=UTC)


def known(values: list[float]) -> Spread:
    found = spread(values)
    assert found is not None
    return found


def figures(seconds: Spread, size: Spread, workers: float = 2.0, decision: Spread | None = None) -> Measured:
    return Measured(
        source="made",
        frames=seconds.number,
        failed=0.01,
        characters=known([1000.0]),
        pace=Pace(seconds, {"recognise": seconds.mean}, workers, ("here",)),
        storage=Storage(size, {"page images": size.mean}, 8.0, known([500.0]), {"alto": 70.0}),
        tables=Tables("sqlite", {"ledger": 30.0, "corpus": 20.0}, 10),
        reviewing=Reviewing({"names, flagged": 2.0}, known([1.0, 3.0]), decision, 1.0),
    )


def ledger(
    output: Path,
    seconds: list[float],
    *,
    workers: int = 2,
    host: str = "here",
    engine: str = "openvino",
    sizes: dict[str, int] | None = None,
    failed: int = 0,
) -> Path:
    """A results folder without files: a page of so many seconds each, done by workers that are never idle."""
    prepare(output)
    clock = sum(seconds) / workers
    with open_database(database_of(output)) as database, database.write() as connection:
        connection.execute(
            insert(runs).values(
                id=1,
                started=START.isoformat(),
                ended=(START + timedelta(seconds=clock)).isoformat(),
                host=host,
                pid=1,
                command="baokan run",
                version="0",
                settings=json.dumps({"engine": {"engine": engine}}),
                done=len(seconds),
            )
        )
        for number, one in enumerate([*seconds, *[0.0] * failed], 1):
            state = "done" if number <= len(seconds) else "failed"
            connection.execute(
                insert(sources).values(
                    id=number, document=f"d{number}", path=f"/d{number}.tif", bytes=5_000, frames=1, state=state
                )
            )
            connection.execute(
                insert(frames).values(
                    id=number,
                    source=number,
                    number=1,
                    state=state,
                    tries=1,
                    faults=0,
                    worker=f"{host}:{number % workers}",
                    seconds=one,
                    run=1,
                    pages=json.dumps([{"characters": 900}, {"characters": 100}]),
                    changed=START.isoformat(),
                )
            )
            connection.execute(
                insert(stages).values(
                    frame=number,
                    stage="ingest",
                    position=0,
                    state=state,
                    tries=1,
                    worker=f"{host}:{number % workers}",
                    seconds=one,
                    fingerprint="",
                )
            )
            for name, size in (
                sizes or {"page-0001.jpg": 4_000, "page-0001.json": 1_000, "document.json": 500}
            ).items():
                frame = None if name.startswith("document") else 1
                connection.execute(
                    insert(files).values(
                        path=f"d{number}/{name}", source=number, frame=frame, bytes=size, sha256="0", written=""
                    )
                )
    return output


def decided(output: Path, gaps: list[float], person: str = "李明", a_decision: int = 1) -> None:
    """One page with flags that a person settled one after the other, with so many seconds between."""
    at = START
    with open_database(database_of(output)) as database, database.write() as connection:
        connection.execute(
            insert(pages).values(
                id=1,
                source=1,
                frame=1,
                name="page-0001",
                content="0",
                state="machine",
                version=1,
                characters=1,
                taken="",
            )
        )
        connection.execute(
            insert(flag_groups).values(id=1, queue="names", before="甲", after="乙", kind="name", open=0, score=0)
        )
        for number, gap in enumerate([0.0, *gaps]):
            at += timedelta(seconds=gap)
            for _ in range(a_decision):
                connection.execute(
                    insert(flags).values(
                        grouped=1,
                        queue="names",
                        state="accepted",
                        band="flagged",
                        kind="name",
                        page=1,
                        block=1,
                        source=1,
                        before="甲",
                        after="乙",
                        probability=0.5,
                        weight=1,
                        ids="[]",
                        record="{}",
                        left="",
                        right="",
                        version=1,
                        batch=f"b{number}",
                        decided_by=person,
                        decided=at.isoformat(),
                    )
                )
