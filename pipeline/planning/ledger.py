"""Figures of a page from the ledger of a results folder.  Reads only."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Iterable
from pathlib import Path

from sqlalchemy import Connection, Subquery, func, select

from pipeline.address import NO_SERVER, DatabaseUrl
from pipeline.batch.ledger import DONE, FAILED, QUARANTINED
from pipeline.database.reading import open_results
from pipeline.database.schema import files, frames, sources, stages
from pipeline.errors import NoInputError
from pipeline.planning.figures import Measured, Pace, Spread, Storage, spread
from pipeline.planning.reviewing import reviewing
from pipeline.planning.runs import described, recognised, workers_at_work
from pipeline.planning.tables import tables

MOST_FRAMES = 20_000
"""pages that are looked at, the ones done last: they tell mean and spread of any archive to a per cent or so, and are
read in a second."""
KINDS = (
    ("page images", re.compile(r"page-\d+(-\d)?\.\w+", re.ASCII), (".jpg", ".png", ".webp", ".tif")),
    ("pictures cut out", re.compile(r"page-\d+(-\d)?\.figure-.+", re.ASCII), ()),
    ("drawings", re.compile(r"page-\d+(-\d)?\.layout\..+", re.ASCII), ()),
    ("what the engine read", re.compile(r"frame-.+\.npz", re.ASCII), ()),
    ("text with all that is known of it", re.compile(r".+\.json", re.ASCII), ()),
    ("plain text", re.compile(r".+\.(txt|md)", re.ASCII), ()),
)
OTHER = "other files"


def measure(output: Path, server: DatabaseUrl = NO_SERVER) -> Measured:
    """What a page took in a results folder, whatever else is at work there.

    Raises ``NoInputError`` (no results, or no page done), ``DatabaseError``.
    """
    block = _block_size(output)
    with open_results(output, server) as database, database.read() as connection:
        chosen = _chosen(connection)
        done = connection.execute(select(chosen)).all()
        pace = _pace(connection, chosen, [row.seconds for row in done], {row.worker for row in done})
        storage, characters = _storage(connection, chosen, block), spread([_characters(row.pages) for row in done])
        if pace is None or storage is None or characters is None:
            raise NoInputError(
                f"{output}: no page was recognised in these results, so that there is nothing to reckon from. Run "
                "'baokan run' on some scans first, or name scans to measure on with --measure."
            )
        found = tables(connection, frames=_count(connection, (DONE,)))
        review = reviewing(connection)
        source, notes = described(connection, output, len(done))
        failed = _count(connection, (FAILED, QUARANTINED))
        tried = failed + _count(connection, (DONE,))
    if review is None:
        notes += (
            "No page of these results is open for search and review: what that takes in the database, and how many "
            "flags a page has, is not known. 'baokan search' opens them; then plan again.",
        )
    return Measured(source, len(done), failed / tried, characters, pace, storage, found, review, None, notes)


def _chosen(connection: Connection) -> Subquery:
    """The pages that are looked at: those that an engine read, where there are any."""
    by_engine = recognised(connection)
    wanted = (
        select(frames.c.id, frames.c.source, frames.c.number, frames.c.seconds, frames.c.pages, frames.c.worker)
        .where(frames.c.state == DONE, frames.c.seconds > 0)
        .order_by(frames.c.changed.desc())
        .limit(MOST_FRAMES)
    )
    return (wanted.where(frames.c.run.in_(by_engine)) if by_engine else wanted).subquery()


def _pace(connection: Connection, chosen: Subquery, seconds: list[float], workers: set[str | None]) -> Pace | None:
    found = spread(seconds)
    if found is None:
        return None
    mean = (
        select(stages.c.stage, func.min(stages.c.position).label("position"), func.avg(stages.c.seconds))
        .join(chosen, stages.c.frame == chosen.c.id)
        .where(stages.c.state == DONE, stages.c.seconds.is_not(None))
        .group_by(stages.c.stage)
        .order_by("position")
    )
    told = {stage: float(value) for stage, _, value in connection.execute(mean)}
    hosts = tuple(sorted({worker.rpartition(":")[0] for worker in workers if worker}))
    return Pace(found, told, workers_at_work(connection), hosts)


def _storage(connection: Connection, chosen: Subquery, block: int) -> Storage | None:
    """Files of the pages, and of their documents, divided among the pages of these."""
    documents = select(chosen.c.source, func.count().label("pages")).group_by(chosen.c.source).subquery()
    rows = connection.execute(
        select(files.c.source, files.c.frame, files.c.path, files.c.bytes, documents.c.pages)
        .join(documents, files.c.source == documents.c.source)
        .where(files.c.frame.is_(None) | (files.c.frame > 0))  # 0: other formats, which are measured by themselves
    )
    sizes: dict[tuple[int, int], float] = {}
    whole: dict[int, float] = {}
    kinds: dict[str, float] = {}
    pages: dict[int, int] = {}
    number = 0
    for source, frame, path, size, count in rows:
        taken, pages[source], number = -(-size // block) * block, count, number + 1
        name = kind_of(path.rpartition("/")[2])
        kinds[name] = kinds.get(name, 0.0) + taken
        if frame is None:
            whole[source] = whole.get(source, 0.0) + taken
        else:
            sizes[source, frame] = sizes.get((source, frame), 0.0) + taken
    total = sum(pages.values())
    a_page = spread([size + whole.get(source, 0.0) / pages[source] for (source, _), size in sizes.items()])
    if a_page is None:
        return None
    return Storage(
        bytes=a_page,
        kinds={kind: size / total for kind, size in sorted(kinds.items(), key=lambda pair: -pair[1])},
        files=number / total,
        scans=_scans(connection, chosen),
    )


def kind_of(name: str) -> str:
    """What a file of a document is, by its name."""
    for kind, pattern, endings in KINDS:
        if pattern.fullmatch(name) and (not endings or name.endswith(endings)):
            return kind
    return OTHER


def _scans(connection: Connection, chosen: Subquery) -> Spread | None:
    wanted = (
        select(sources.c.bytes, sources.c.frames)
        .where(sources.c.bytes > 0, sources.c.frames > 0)
        .where(sources.c.id.in_(select(chosen.c.source)))
    )
    return spread([size / count for size, count in connection.execute(wanted) for _ in range(count)])


def _characters(pages: str | None) -> float:
    return float(sum(page.get("characters", 0) for page in json.loads(pages or "[]")))


def _count(connection: Connection, states: Iterable[str]) -> int:
    return int(connection.scalar(select(func.count()).where(frames.c.state.in_(tuple(states)))) or 0)


def _block_size(folder: Path) -> int:
    """Bytes that a file takes at least, where the system tells."""
    return os.statvfs(folder).f_frsize if hasattr(os, "statvfs") and folder.is_dir() else 1
