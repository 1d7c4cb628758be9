"""What is asked of the ledger."""

from __future__ import annotations

import json
from typing import Any

from sqlalchemy import Connection, func, select

from pipeline.batch.ledger.rows import DONE, FrameRow, SourceRow, frame_row, source_row
from pipeline.database import Database
from pipeline.database.schema import files, frames, runs, sources, stages
from pipeline.model.sheet import NamesOnPage


class Questions:
    """Reads the tables of ``database.schema.BATCH``.  Raises what ``Database`` raises."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self.run = 0
        """this run; 0: none was begun."""

    def load(self) -> dict[str, SourceRow]:
        """Document id -> everything that is known of its source, replaced ones too."""
        with self._database.read() as connection:
            found = {row.id: source_row(row) for row in connection.execute(select(sources))}
            for row in connection.execute(select(frames).order_by(frames.c.source, frames.c.number)):
                found[row.source].frames[row.number] = frame_row(row)
        return {source.document: source for source in found.values()}

    def file_names(self, row: SourceRow) -> set[str]:
        """Names of the files of all frames of a document, without their folder."""
        with self._database.read() as connection:
            paths = connection.scalars(select(files.c.path).where(files.c.source == row.id, files.c.frame.is_not(None)))
            return {path.rpartition("/")[2] for path in paths}

    def checksums(self, row: SourceRow, frame: FrameRow) -> dict[str, str]:
        """File name -> SHA-256 of the files of a frame, as they were written."""
        with self._database.read() as connection:
            wanted = select(files.c.path, files.c.sha256).where(files.c.source == row.id, files.c.frame == frame.number)
            return {path.rpartition("/")[2]: sha256 for path, sha256 in connection.execute(wanted).all()}

    def stage_fingerprints(self, frame: FrameRow) -> dict[str, str]:
        """Stage -> fingerprint of a frame that is done."""
        with self._database.read() as connection:
            rows = self._stage_rows(connection, frame)
        return {stage: row["fingerprint"] for stage, row in rows.items() if row["state"] == DONE}

    def names(self) -> dict[int, dict[str, NamesOnPage]]:
        """Frame id -> page -> its names, of all frames that are done."""
        with self._database.read() as connection:
            query = select(frames.c.id, frames.c.names).where(frames.c.state == DONE, frames.c.names.is_not(None))
            rows = connection.execute(query).all()
        return {
            frame: {
                page: NamesOnPage(said["read"], frozenset(said["in_question"]))
                for page, said in json.loads(names).items()
            }
            for frame, names in rows
        }

    def pass_is_due(self) -> bool:
        """Whether a run before this one may have ended without going over the issues."""
        with self._database.read() as connection:
            before = (
                select(runs.c.ended, runs.c.message).where(runs.c.id < self.run).order_by(runs.c.id.desc()).limit(1)
            )
            last = connection.execute(before).one_or_none()
        return last is not None and (last.ended is None or last.message is not None)

    def seconds_a_frame(self) -> float | None:
        """Mean time of work of the last thousand frames; ``None`` when none was done."""
        with self._database.read() as connection:
            recent = (
                select(frames.c.seconds)
                .where(frames.c.state == DONE, frames.c.seconds > 0)
                .order_by(frames.c.changed.desc())
                .limit(1000)
                .subquery()
            )
            mean = connection.scalar(select(func.avg(recent.c.seconds)))
        return float(mean) if mean is not None else None

    def _stage_rows(self, connection: Connection, frame: FrameRow) -> dict[str, dict[str, Any]]:
        rows = connection.execute(select(stages).where(stages.c.frame == frame.id)).mappings()
        return {row["stage"]: dict(row) for row in rows}
