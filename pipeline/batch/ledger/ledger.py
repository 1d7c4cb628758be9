"""What the database keeps of every source and frame: states, tries, workers, timings, fingerprints, files.

One process has it open for writing (the one that holds the lock on the results folder).  A frame is entered as done
only when its files are on the disk, so that a frame whose entry is missing is simply done again.
"""

from __future__ import annotations

import os
import socket
import sys
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from sqlalchemy import Connection, delete, insert, select, update

from pipeline.address import without_passwords
from pipeline.batch.ledger import entries, leases
from pipeline.batch.ledger import names as kept
from pipeline.batch.ledger.formats import KeptFormats
from pipeline.batch.ledger.names import FrameKeys, KeptNames
from pipeline.batch.ledger.reading import Questions
from pipeline.batch.ledger.rows import (
    DONE,
    FAILED,
    OPEN,
    QUARANTINED,
    WAITING,
    WORKING,
    FrameRow,
    SourceRow,
    frame_row,
    json_of,
    now,
    source_row,
    told,
)
from pipeline.batch.unit import FileState, StageDone
from pipeline.database import Database, Lock
from pipeline.database.schema import files, frames, runs, sources, stages
from pipeline.database.upsert import add
from pipeline.errors import PageError
from pipeline.model.page import PageSummary, Source
from pipeline.model.sheet import NamesOnPage
from pipeline.settings import Settings
from pipeline.versions import version


class Ledger(Questions):
    """Writes them too.  Raises what ``Database`` raises."""

    def __init__(self, database: Database) -> None:
        super().__init__(database)
        self.kept = KeptNames(database)
        self.formats = KeptFormats(database)
        self.others: frozenset[int] = frozenset()
        """runs that were at work when this one began"""

    def begin_run(self, settings: Settings) -> None:
        """Enter a run; frames that an earlier one left in the middle wait again.

        Where several may work, those of others that give signs of life are theirs.
        """
        shared = self._database.on_server
        until = leases.server_now() + settings.run.lease_seconds if shared else None
        values = {
            "started": now(),
            "host": socket.gethostname(),
            "pid": os.getpid(),
            "command": without_passwords(" ".join(["baokan", *sys.argv[1:]])),
            "version": version("baokan") or "",
            "settings": settings.model_dump_json(),
        }
        with self._database.write(Lock.LEDGER) as connection:
            left = update(frames).where(frames.c.state == WORKING).values(state=WAITING)
            if shared:
                self.others = frozenset(connection.scalars(leases.alive()))
                left = left.where(leases.is_free())
            connection.execute(left)
            entered = connection.execute(insert(runs).values(**values, until=until))
            assert entered.inserted_primary_key is not None
            self.run = int(entered.inserted_primary_key[0])

    def set_todo(self, frames: int) -> None:
        """How many frames this run has to do, as far as it is known."""
        with self._database.write(Lock.ROWS) as connection:
            connection.execute(update(runs).where(runs.c.id == self.run).values(todo=frames))

    def end_run(self, **values: object) -> None:
        """Enter how this run ended."""
        with self._database.write(Lock.ROWS) as connection:
            connection.execute(update(runs).where(runs.c.id == self.run).values(ended=now(), **values))

    def register(self, wanted: Iterable[tuple[str, Path]]) -> bool:
        """Enter sources that are new (document id, path).

        False, and nothing is entered: another run has meanwhile given one of the ids to another file.
        """
        listed = {document: str(path) for document, path in wanted}
        with self._database.write(Lock.LEDGER) as connection:
            there = select(sources.c.document, sources.c.path).where(sources.c.document.in_(listed))
            known = {document: path for document, path in connection.execute(there)}
            if any(listed[document] != path for document, path in known.items()):
                return False
            new = [
                {"document": document, "path": path, "state": OPEN}
                for document, path in listed.items()
                if document not in known
            ]
            if new:
                connection.execute(insert(sources), new)
        return True

    def opened(self, row: SourceRow, source: Source, state: FileState | None) -> None:
        """The file was read: what it is, and a row for each of its frames."""
        size, modified = (state.size, state.modified) if state else (None, None)
        row.source, row.bytes, row.modified, row.state, row.error = source, size, modified, OPEN, None
        with self._database.write(Lock.ROWS) as connection:
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
                kept.forget(connection, surplus)
                connection.execute(delete(frames).where(frames.c.id.in_(surplus)))
            self._enter_frames(connection, row, source.frames)

    def unreadable(self, row: SourceRow, state: FileState | None) -> None:
        """The file could not be opened: how it looked then."""
        size, modified = (state.size, state.modified) if state else (None, None)
        row.source, row.bytes, row.modified = None, size, modified
        values = {"path": str(row.path), "bytes": size, "modified": modified, "sha256": None, "frames": None}
        with self._database.write(Lock.ROWS) as connection:
            connection.execute(update(sources).where(sources.c.id == row.id).values(**values))

    def frame(self, row: SourceRow, number: int) -> FrameRow:
        """The row of a frame; entered when it is new."""
        if number not in row.frames:
            with self._database.write(Lock.ROWS) as connection:
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
        with self._database.write(Lock.ROWS) as connection:
            # the time of pages that were redone without the scan would spoil the estimate of the next run
            values = {
                "worker": worker,
                "names": entries.names_json(names or {}),
                "elsewhere": json_of(frame.elsewhere or None),
            }
            self._enter(connection, frame, **values, **({} if keep else {"seconds": seconds}))
            entries.enter_stages(
                connection, frame, done, worker, keep=self._stage_rows(connection, frame) if keep else {}
            )
            if not keep:
                connection.execute(delete(files).where(files.c.source == row.id, files.c.frame == frame.number))
            self._enter_files(connection, row, frame.number, written)
            kept.enter(connection, frame.id, keys or FrameKeys("", {}))

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
        with self._database.write(Lock.ROWS) as connection:
            values = {"fingerprint": frame.fingerprint, "leased": None}
            connection.execute(update(frames).where(frames.c.id == frame.id).values(**values))
            for stage, fingerprint in fingerprints.items():
                entry = (stages.c.frame == frame.id) & (stages.c.stage == stage)
                connection.execute(update(stages).where(entry).values(fingerprint=fingerprint))
            self._enter_files(connection, row, frame.number, written)
            kept.hold(connection, frame.id, gazetteer)

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
        frame.state, frame.pages, frame.fingerprint, frame.error = state, pages, fingerprint, told(error, trace)
        with self._database.write(Lock.ROWS) as connection:
            self._enter(connection, frame, worker=worker, seconds=seconds)
            entries.enter_failed_stage(connection, frame, error.stage, worker, fingerprint)
            connection.execute(delete(files).where(files.c.source == row.id, files.c.frame == frame.number))
            self._enter_files(connection, row, frame.number, written or {})
            kept.forget(connection, [frame.id])

    def lost(self, frame: FrameRow, *, to_blame: bool) -> None:
        """The worker ended in the middle of a frame, which waits again."""
        frame.state, frame.faults = WAITING, frame.faults + to_blame
        self._change(frame)

    def finish(self, row: SourceRow, state: str, written: Mapping[str, bytes], error: PageError | None = None) -> None:
        """The document's files are on the disk."""
        row.state, row.error = state, told(error) if error else None
        with self._database.write(Lock.ROWS) as connection:
            values = {"state": state, "error": json_of(row.error)}
            connection.execute(update(sources).where(sources.c.id == row.id).values(**values))
            connection.execute(delete(files).where(files.c.source == row.id, files.c.frame.is_(None)))
            self._enter_files(connection, row, None, written)

    def enter_files(self, row: SourceRow | None, frame: int | None, folder: str, written: Mapping[str, bytes]) -> None:
        """Files that were written or changed beside the usual ones; ``folder``: in the results folder."""
        with self._database.write(Lock.ROWS) as connection:
            entries.enter_files(connection, row.id if row else None, frame, folder, written)

    def set_state(self, row: SourceRow, state: str) -> None:
        """Change the state of a source."""
        row.state = state
        with self._database.write(Lock.ROWS) as connection:
            connection.execute(update(sources).where(sources.c.id == row.id).values(state=state))

    def _enter_frames(self, connection: Connection, row: SourceRow, count: int) -> None:
        missing = [number for number in range(1, count + 1) if number not in row.frames]
        if missing:
            values = [
                {"source": row.id, "number": number, "state": WAITING, "tries": 0, "faults": 0} for number in missing
            ]
            add(connection, frames, ["source", "number"], values)
            for found in connection.execute(select(frames).where(frames.c.source == row.id)):
                row.frames.setdefault(found.number, frame_row(found))

    def refresh(self, row: SourceRow) -> None:
        """What other runs have made of a source and its frames meanwhile."""
        with self._database.read() as connection:
            now = source_row(connection.execute(select(sources).where(sources.c.id == row.id)).one())
            found = connection.execute(select(frames).where(frames.c.source == row.id).order_by(frames.c.number)).all()
        row.path, row.state, row.bytes, row.modified = now.path, now.state, now.bytes, now.modified
        row.source, row.error = now.source, now.error
        row.frames = {one.number: frame_row(one) for one in found}

    def _change(self, frame: FrameRow, **values: object) -> None:
        with self._database.write(Lock.ROWS) as connection:
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
                error=json_of(frame.error),
                pages=frame.stored,
                run=self.run or None,
                changed=now(),
                **({"leased": None} if frame.state in leases.FINAL else {}),
                **values,
            )
        )

    def _enter_files(
        self, connection: Connection, row: SourceRow, frame: int | None, written: Mapping[str, bytes]
    ) -> None:
        entries.enter_files(connection, row.id, frame, row.document, written)
