"""Rows of the ledger that belong to a frame: its stages, its files, its names."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, delete, insert

from pipeline.batch.ledger.rows import DONE, FAILED, FrameRow, json_of, now
from pipeline.batch.unit import StageDone
from pipeline.database.schema import files, stages
from pipeline.database.upsert import upsert
from pipeline.model.sheet import NamesOnPage


def enter_stages(
    connection: Connection,
    frame: FrameRow,
    done: Sequence[StageDone],
    worker: str,
    keep: Mapping[str, Mapping[str, Any]],
) -> None:
    """Enter the stages of a frame, in the place of what was.  ``keep``: earlier entries, of stages not done again."""
    connection.execute(delete(stages).where(stages.c.frame == frame.id))
    rows = [
        {
            "frame": frame.id,
            "stage": one.stage,
            "position": position,
            "state": DONE,
            "tries": frame.tries,
            "worker": worker,
            "seconds": round(one.seconds, 4),
            "fingerprint": one.fingerprint,
            **(keep[one.stage] if keep.get(one.stage, {}).get("fingerprint") == one.fingerprint else {}),
        }
        for position, one in enumerate(done)
    ]
    connection.execute(insert(stages), rows)


def enter_failed_stage(connection: Connection, frame: FrameRow, stage: str, worker: str, fingerprint: str) -> None:
    """Enter the stage at which a frame failed, in the place of what was."""
    connection.execute(delete(stages).where(stages.c.frame == frame.id))
    values = {"frame": frame.id, "stage": stage, "position": 0, "state": FAILED, "tries": frame.tries}
    connection.execute(insert(stages).values(**values, worker=worker, fingerprint=fingerprint))


def enter_files(
    connection: Connection, source: int | None, frame: int | None, folder: str, written: Mapping[str, bytes]
) -> None:
    """Enter files by their path in the results folder, with size and checksum of what was written."""
    for name, content in written.items():
        values = {
            "path": f"{folder}/{name}" if folder else name,
            "source": source,
            "frame": frame,
            "bytes": len(content),
            "sha256": hashlib.sha256(content).hexdigest(),
            "written": now(),
        }
        upsert(connection, files, ["path"], values)


def names_json(names: Mapping[str, NamesOnPage]) -> str | None:
    """Names of the pages of a frame, as they are kept; ``None``: there are none."""
    found = {page: {"read": dict(one.read), "in_question": sorted(one.in_question)} for page, one in names.items()}
    return json_of(found) if found else None
