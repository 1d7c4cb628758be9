"""What the database keeps of every source and frame: states, tries, workers, timings, fingerprints, files.

One process has it open for writing (the one that holds the lock on the results folder).  A frame is entered as done
only when its files are on the disk, so that a frame whose entry is missing is simply done again.
"""

from __future__ import annotations

import hashlib
import json
import os
import socket
import sys
import traceback
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, delete, func, insert, select, update

from pipeline.batch import kept_names
from pipeline.batch.kept_formats import KeptFormats
from pipeline.batch.kept_names import FrameKeys, KeptNames
from pipeline.batch.unit import FileState, StageDone, file_state
from pipeline.database import Database
from pipeline.database.schema import files, frames, runs, sources, stages
from pipeline.database.upsert import upsert
from pipeline.errors import PageError
from pipeline.model.page import PageSummary, Source
from pipeline.model.sheet import NamesOnPage
from pipeline.settings import Settings
from pipeline.versions import version

WAITING, WORKING, DONE, FAILED, QUARANTINED = "waiting", "working", "done", "failed", "quarantined"
OPEN, REPLACED = "open", "replaced"
"""States of sources, beside ``DONE`` and ``FAILED``."""


@dataclass(slots=True)
class FrameRow:
    """A frame as the ledger has it."""

    id: int
    number: int
    state: str
    tries: int = 0
    faults: int = 0
    fingerprint: str | None = None
    error: dict[str, str] | None = None
    stored: str | None = "[]"
    """JSON: what the document says of the frame's pages, failed ones too; ``None``: let go (``SourceRow.let_go``)."""
    elsewhere: Mapping[str, Mapping[str, int]] = field(default_factory=dict)
    """what the pass over its issue gave it (``Frame.elsewhere``)."""

    @property
    def pages(self) -> list[PageSummary]:
        """What the document says of the frame's pages, failed ones too."""
        assert self.stored is not None, "the document is finished"
        return [PageSummary.model_validate(page) for page in json.loads(self.stored)]

    @pages.setter
    def pages(self, pages: Sequence[PageSummary]) -> None:
        self.stored = json.dumps([page.model_dump(mode="json") for page in pages], ensure_ascii=False)


@dataclass(slots=True)
class SourceRow:
    """A source as the ledger has it."""

    id: int
    document: str
    path: Path
    state: str
    bytes: int | None = None
    modified: int | None = None
    source: Source | None = None
    """``None``: never opened."""
    error: dict[str, str] | None = None
    frames: dict[int, FrameRow] = field(default_factory=dict)

    def let_go(self) -> None:
        """The document is finished: what it says of its pages stands in the ledger, and need not be held as well."""
        for frame in self.frames.values():
            frame.stored, frame.elsewhere = None, {}

    def unchanged(self) -> bool:
        """Whether the file has the size and time of change that it had when it was read."""
        state = file_state(self.path)
        return state is not None and (state.size, state.modified) == (self.bytes, self.modified)


class Ledger:
    """Reads and writes the tables of ``database.schema.BATCH``.  Raises what ``Database`` raises."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self.kept = KeptNames(database)
        self.formats = KeptFormats(database)
        self.run = 0

    def begin_run(self, settings: Settings) -> None:
        """Enter a run; frames that an earlier one left in the middle wait again."""
        values = {
            "started": now(),
            "host": socket.gethostname(),
            "pid": os.getpid(),
            "command": " ".join(["baokan", *sys.argv[1:]]),
            "version": version("baokan") or "",
            "settings": settings.model_dump_json(),
        }
        with self._database.write() as connection:
            connection.execute(update(frames).where(frames.c.state == WORKING).values(state=WAITING))
            entered = connection.execute(insert(runs).values(**values))
            assert entered.inserted_primary_key is not None
            self.run = int(entered.inserted_primary_key[0])

    def set_todo(self, frames: int) -> None:
        """How many frames this run has to do, as far as it is known."""
        with self._database.write() as connection:
            connection.execute(update(runs).where(runs.c.id == self.run).values(todo=frames))

    def end_run(self, **values: object) -> None:
        """Enter how this run ended."""
        with self._database.write() as connection:
            connection.execute(update(runs).where(runs.c.id == self.run).values(ended=now(), **values))

    def load(self) -> dict[str, SourceRow]:
        """Document id -> everything that is known of its source, replaced ones too."""
        with self._database.read() as connection:
            found = {row.id: _source(row) for row in connection.execute(select(sources))}
            for row in connection.execute(select(frames).order_by(frames.c.source, frames.c.number)):
                found[row.source].frames[row.number] = _frame(row)
        return {source.document: source for source in found.values()}

    def register(self, wanted: Iterable[tuple[str, Path]]) -> None:
        """Enter sources that are new (document id, path)."""
        with self._database.write() as connection:
            for document, path in wanted:
                values = {"document": document, "path": str(path), "state": OPEN}
                upsert(connection, sources, ["document"], values)

    def opened(self, row: SourceRow, source: Source, state: FileState | None) -> None:
        """The file was read: what it is, and a row for each of its frames."""
        size, modified = (state.size, state.modified) if state else (None, None)
        row.source, row.bytes, row.modified, row.state, row.error = source, size, modified, OPEN, None
        with self._database.write() as connection:
            connection.execute(
                update(sources)
                .where(sources.c.id == row.id)
                .values(
                    path=str(row.path),
                    bytes=size,
                    modified=modified,
                    sha256=source.sha256,
                    media_type=source.media_type,
                    frames=source.frames,
                    state=OPEN,
                    error=None,
                )
            )
            surplus = [frame.id for number, frame in row.frames.items() if number > source.frames]
            if surplus:
                connection.execute(delete(stages).where(stages.c.frame.in_(surplus)))
                kept_names.forget(connection, surplus)
                connection.execute(delete(frames).where(frames.c.id.in_(surplus)))
            self._enter_frames(connection, row, source.frames)

    def unreadable(self, row: SourceRow, state: FileState | None) -> None:
        """The file could not be opened: how it looked then."""
        size, modified = (state.size, state.modified) if state else (None, None)
        row.source, row.bytes, row.modified = None, size, modified
        values = {"path": str(row.path), "bytes": size, "modified": modified, "sha256": None, "frames": None}
        with self._database.write() as connection:
            connection.execute(update(sources).where(sources.c.id == row.id).values(**values))

    def frame(self, row: SourceRow, number: int) -> FrameRow:
        """The row of a frame; entered when it is new."""
        if number not in row.frames:
            with self._database.write() as connection:
                self._enter_frames(connection, row, number)
        return row.frames[number]

    def started(self, frame: FrameRow, worker: str) -> None:
        """A worker began a frame."""
        if frame.state in (DONE, FAILED, QUARANTINED):  # tries are counted for each time that it is to be done
            frame.tries = frame.faults = 0
        frame.state, frame.tries = WORKING, frame.tries + 1
        self._change(frame, worker=worker)

    def waits(self, frame: FrameRow) -> None:
        """A frame that was begun waits again, with the tries that it has had."""
        frame.state = WAITING
        self._change(frame)

    def done(
        self,
        row: SourceRow,
        frame: FrameRow,
        done: Sequence[StageDone],
        pages: Sequence[PageSummary],
        written: Mapping[str, bytes],
        *,
        worker: str,
        seconds: float,
        keep: bool = False,
        names: Mapping[str, NamesOnPage] | None = None,
        keys: FrameKeys | None = None,
        elsewhere: Mapping[str, Mapping[str, int]] | None = None,
    ) -> None:
        """The files of a frame are on the disk.  ``keep``: earlier files of the frame that are not among them stay."""
        frame.state, frame.pages, frame.error, frame.faults = DONE, pages, None, 0
        frame.elsewhere = elsewhere or {}
        frame.fingerprint = done[-1].fingerprint
        with self._database.write() as connection:
            # the time of pages that were redone without the scan would spoil the estimate of the next run
            values = {"worker": worker, "names": _names_json(names or {}), "elsewhere": _json(frame.elsewhere or None)}
            self._enter(connection, frame, **values, **({} if keep else {"seconds": seconds}))
            kept = {} if not keep else self._stage_rows(connection, frame)
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
                    # a stage that was not done again keeps its entry
                    **(kept[one.stage] if kept.get(one.stage, {}).get("fingerprint") == one.fingerprint else {}),
                }
                for position, one in enumerate(done)
            ]
            connection.execute(insert(stages), rows)
            if not keep:
                connection.execute(delete(files).where(files.c.source == row.id, files.c.frame == frame.number))
            self._enter_files(connection, row, frame.number, written)
            kept_names.enter(connection, frame.id, keys or FrameKeys("", {}))

    def hold(
        self,
        row: SourceRow,
        frame: FrameRow,
        fingerprints: Mapping[str, str],
        gazetteer: str,
        written: Mapping[str, bytes],
    ) -> None:
        """A finished frame holds under another gazetteer, and its files say so: its other fingerprints."""
        frame.fingerprint = list(fingerprints.values())[-1]
        with self._database.write() as connection:
            connection.execute(update(frames).where(frames.c.id == frame.id).values(fingerprint=frame.fingerprint))
            for stage, fingerprint in fingerprints.items():
                entry = (stages.c.frame == frame.id) & (stages.c.stage == stage)
                connection.execute(update(stages).where(entry).values(fingerprint=fingerprint))
            self._enter_files(connection, row, frame.number, written)
            kept_names.hold(connection, frame.id, gazetteer)

    def failed(
        self,
        row: SourceRow,
        frame: FrameRow,
        error: PageError,
        *,
        state: str = FAILED,
        fingerprint: str,
        pages: Sequence[PageSummary] = (),
        written: Mapping[str, bytes] | None = None,
        worker: str = "",
        trace: str = "",
        seconds: float = 0.0,
    ) -> None:
        """A frame cannot be done; half of it may be."""
        frame.state, frame.pages, frame.fingerprint, frame.error = state, pages, fingerprint, _error(error, trace)
        with self._database.write() as connection:
            self._enter(connection, frame, worker=worker, seconds=seconds)
            connection.execute(delete(stages).where(stages.c.frame == frame.id))
            connection.execute(
                insert(stages).values(
                    frame=frame.id,
                    stage=error.stage,
                    position=0,
                    state=FAILED,
                    tries=frame.tries,
                    worker=worker,
                    fingerprint=fingerprint,
                )
            )
            connection.execute(delete(files).where(files.c.source == row.id, files.c.frame == frame.number))
            self._enter_files(connection, row, frame.number, written or {})
            kept_names.forget(connection, [frame.id])

    def lost(self, frame: FrameRow, *, to_blame: bool) -> None:
        """The worker ended in the middle of a frame, which waits again."""
        frame.state, frame.faults = WAITING, frame.faults + to_blame
        self._change(frame)

    def finish(self, row: SourceRow, state: str, written: Mapping[str, bytes], error: PageError | None = None) -> None:
        """The document's files are on the disk."""
        row.state, row.error = state, _error(error) if error else None
        with self._database.write() as connection:
            values = {"state": state, "error": _json(row.error)}
            connection.execute(update(sources).where(sources.c.id == row.id).values(**values))
            connection.execute(delete(files).where(files.c.source == row.id, files.c.frame.is_(None)))
            self._enter_files(connection, row, None, written)

    def enter_files(self, row: SourceRow | None, frame: int | None, folder: str, written: Mapping[str, bytes]) -> None:
        """Files that were written or changed beside the usual ones; ``folder``: in the results folder."""
        with self._database.write() as connection:
            _enter_files(connection, row.id if row else None, frame, folder, written)

    def set_state(self, row: SourceRow, state: str) -> None:
        """Change the state of a source."""
        row.state = state
        with self._database.write() as connection:
            connection.execute(update(sources).where(sources.c.id == row.id).values(state=state))

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

    def _enter_frames(self, connection: Connection, row: SourceRow, count: int) -> None:
        missing = [number for number in range(1, count + 1) if number not in row.frames]
        if missing:
            values = [
                {"source": row.id, "number": number, "state": WAITING, "tries": 0, "faults": 0} for number in missing
            ]
            connection.execute(insert(frames), values)
            for found in connection.execute(select(frames).where(frames.c.source == row.id)):
                row.frames.setdefault(found.number, _frame(found))

    def _change(self, frame: FrameRow, **values: object) -> None:
        with self._database.write() as connection:
            self._enter(connection, frame, **values)

    def _enter(self, connection: Connection, frame: FrameRow, **values: object) -> None:
        connection.execute(
            update(frames)
            .where(frames.c.id == frame.id)
            .values(
                state=frame.state,
                tries=frame.tries,
                faults=frame.faults,
                fingerprint=frame.fingerprint,
                error=_json(frame.error),
                pages=frame.stored,
                run=self.run or None,
                changed=now(),
                **values,
            )
        )

    def _stage_rows(self, connection: Connection, frame: FrameRow) -> dict[str, dict[str, Any]]:
        rows = connection.execute(select(stages).where(stages.c.frame == frame.id)).mappings()
        return {row["stage"]: dict(row) for row in rows}

    def _enter_files(
        self, connection: Connection, row: SourceRow, frame: int | None, written: Mapping[str, bytes]
    ) -> None:
        _enter_files(connection, row.id, frame, row.document, written)


def _names_json(names: Mapping[str, NamesOnPage]) -> str | None:
    found = {page: {"read": dict(one.read), "in_question": sorted(one.in_question)} for page, one in names.items()}
    return _json(found) if found else None


def now() -> str:
    """ISO 8601, UTC, to the millisecond."""
    return datetime.now(UTC).isoformat(timespec="milliseconds")


def _enter_files(
    connection: Connection, source: int | None, frame: int | None, folder: str, written: Mapping[str, bytes]
) -> None:
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


def _source(row: Any) -> SourceRow:
    opened = row.sha256 is not None and row.frames is not None
    path = Path(row.path)
    source = Source(file=path.name, sha256=row.sha256, frames=row.frames, media_type=row.media_type) if opened else None
    error = json.loads(row.error) if row.error else None
    return SourceRow(row.id, row.document, path, row.state, row.bytes, row.modified, source, error)


def _frame(row: Any) -> FrameRow:
    error = json.loads(row.error) if row.error else None
    elsewhere = json.loads(row.elsewhere) if row.elsewhere else {}
    return FrameRow(
        row.id, row.number, row.state, row.tries, row.faults, row.fingerprint, error, row.pages or "[]", elsewhere
    )


def _error(error: PageError, trace: str = "") -> dict[str, str]:
    said = {"stage": error.stage, "code": error.code, "cause": error.cause, "remedy": error.remedy}
    if not trace and error.__cause__ is not None:
        trace = "".join(traceback.format_exception(error.__cause__))
    return said | ({"trace": trace} if trace else {})


def _json(value: object) -> str | None:
    return json.dumps(value, ensure_ascii=False) if value is not None else None
