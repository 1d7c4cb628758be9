"""A copy of a results folder that agrees with a copy of its database, while others may be writing.

First the database is copied, then each file that this copy names; what was read is held against its checksum there.  A
file that differs was rewritten meanwhile, or is damaged: the database is copied once more, and the file read again,
until all agree or nothing changes any more.
"""

from __future__ import annotations

import sqlite3
import stat
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Protocol

from pipeline import files
from pipeline.address import NO_SERVER, DatabaseUrl
from pipeline.batch.ledger import OPEN
from pipeline.database import FILE_NAME
from pipeline.errors import DatabaseError
from pipeline.export.folders import UNFINISHED
from pipeline.export.store import DOCUMENT_FILES
from pipeline.fixity.hashing import Digest, digest_of
from pipeline.fixity.known import Known, KnownFile, at_work
from pipeline.fixity.present import is_of_a_run, is_temporary, is_unfinished, walk

ROUNDS = 10
"""copies of the database at most; each takes in what was written since the one before."""
ROUND_SECONDS = 0.5
"""s between two rounds; a run enters its files within milliseconds."""
SPOOL_BYTES = 32 << 20
"""bytes: a file is held in memory until its checksum is known; a larger one on the disk."""

Progress = Callable[[str, int], None]


class Target(Protocol):
    """Where copies go."""

    def add(self, path: str, content: IO[bytes], size: int, modified: float) -> None:
        """Take a file (path with '/', content from its beginning); one of the same path is replaced."""
        ...

    def drop(self, path: str) -> None:
        """Take a file out again."""
        ...


@dataclass
class Copied:
    """What was copied."""

    digests: dict[str, Digest] = field(default_factory=dict)
    """path -> what the target has."""
    damaged: dict[str, str] = field(default_factory=dict)
    """path -> what is wrong with a file that is not as the database says (it was copied as it is), or is missing."""
    unfinished: list[str] = field(default_factory=list)
    """documents that a run had not finished."""
    notes: list[str] = field(default_factory=list)

    @property
    def bytes(self) -> int:
        """Of all files together."""
        return sum(one.bytes for one in self.digests.values())


def copy_known(
    output: Path,
    database: Path,
    target: Target,
    *,
    everything: bool,
    server: DatabaseUrl = NO_SERVER,
    algorithms: Sequence[str] = ("sha256",),
    progress: Progress = lambda path, size: None,
) -> Copied:
    """Copy the files of a results folder, and its database to the file ``database``.

    ``everything``: also documents that are not finished, and files that the ledger does not know.  ``server``: where
    the database is, when the folder does not say it.  Raises
    ``NoInputError``, ``DatabaseError``, ``OutputError``.
    """
    copier = _Copier(output, server, database, target, everything, algorithms, progress)
    for number in range(ROUNDS):
        if number:
            time.sleep(ROUND_SECONDS)
        before = dict(copier.copied.damaged)
        copier.busy = at_work(output, server) is not None
        copier.round()
        if not copier.copied.damaged or (number and not copier.busy and copier.copied.damaged == before):
            break
    copier.finish()
    return copier.copied


@dataclass
class _Copier:
    output: Path
    server: DatabaseUrl
    database: Path
    target: Target
    everything: bool
    algorithms: Sequence[str]
    progress: Progress
    copied: Copied = field(default_factory=Copied)
    documents: dict[str, bool] = field(default_factory=dict)
    unfinished: set[str] = field(default_factory=set)
    busy: bool = False
    """a run was at work when the round began."""

    def round(self) -> None:
        """Copy the database and what has changed since the round before."""
        with Known.of(self.output, self.server) as live:
            live.copy_to(self.database)
        self.copied.damaged.clear()
        self.copied.notes.clear()
        self.unfinished.clear()
        with Known(self.database) as known:
            if problems := known.problems():
                raise DatabaseError(
                    f"{self.output / FILE_NAME}: the database is damaged ({problems[0]}). Nothing was written, so that "
                    "an earlier backup stays the last good one. Put that in its place ('baokan restore')."
                )
            self.documents = known.documents()
            named = set[str]()
            for one in known.files():
                if self._wanted(one):
                    named.add(one.path)
                    self._take(one)
            others = set(self._others(known)) if self.everything else set[str]()
        if not self.everything:  # some of a document may have been copied before a run began it again
            named = {path for path in named if path.partition("/")[0] not in self.unfinished}
            self.copied.damaged = {path: said for path, said in self.copied.damaged.items() if path in named}
        for path in set(self.copied.digests) - named - others:
            self.target.drop(path)
            del self.copied.digests[path]

    def finish(self) -> None:
        """Mark the documents that are not finished, as a run does that is stopped, and say so in the ledger's copy.

        It calls a document done that is being made once more; in the copy that would stay so for ever.
        """
        self.copied.unfinished = sorted(self.unfinished)
        if not self.everything or not self.unfinished:
            return
        connection = sqlite3.connect(self.database)
        try:
            with connection:
                wanted = [(OPEN, document) for document in self.copied.unfinished]
                connection.executemany("UPDATE sources SET state = ? WHERE document = ?", wanted)
        finally:
            connection.close()
        with Known(self.database) as known:
            owners = {one.document: one.sha256 for one in known.sources()}
        for document in self.copied.unfinished:
            path = f"{document}/{UNFINISHED}"
            if path not in self.copied.digests and document in owners:
                with tempfile.TemporaryFile() as content:
                    content.write(f"{owners[document]}\n".encode())
                    self._add(path, content, time.time())

    def _wanted(self, known: KnownFile) -> bool:
        """Whether a file is to be copied; notes the documents that are not finished."""
        if known.document in self.unfinished:
            return self.everything
        if known.document and is_unfinished(self.output, known.document, self.documents):
            self.unfinished.add(known.document)
            return self.everything
        return True

    def _take(self, known: KnownFile) -> None:
        """Copy a file unless the target has it."""
        had = self.copied.digests.get(known.path)
        if had is not None and had.sha256 == known.sha256:
            return
        with tempfile.SpooledTemporaryFile(SPOOL_BYTES) as spool:
            try:
                digest, modified = _read(self.output / known.path, spool, self.algorithms)
            except (FileNotFoundError, NotADirectoryError):
                if known.document not in self.unfinished or known.path.rpartition("/")[2] not in DOCUMENT_FILES:
                    self.copied.damaged[known.path] = "it is gone"
                return
            except OSError as error:
                self.copied.damaged[known.path] = f"it cannot be read ({error.strerror or error})"
                return
            if digest.sha256 != known.sha256:
                self.copied.damaged[known.path] = "it is not as it was written"
                if had == digest:
                    return
            self._store(known.path, spool, digest, modified)

    def _others(self, known: Known) -> Iterator[str]:
        """Copy what the ledger does not know: notes of people, logs, pages that are being written."""
        for folder in walk(self.output):
            entered = known.some([one.path for one in folder])
            for one in folder:
                if one.path in entered or is_temporary(one.name):
                    continue
                if not one.plain:
                    self.copied.notes.append(f"{one.path}: links and devices are not copied.")
                    continue
                with tempfile.SpooledTemporaryFile(SPOOL_BYTES) as spool:
                    try:
                        digest, modified = _read(self.output / one.path, spool, self.algorithms)
                    except OSError as error:
                        if not is_of_a_run(one.name):
                            self.copied.notes.append(f"{one.path}: it cannot be read ({error.strerror or error}).")
                        continue  # a run has just put another file in its place
                    if self.copied.digests.get(one.path) != digest:
                        self._store(one.path, spool, digest, modified)
                if one.folder in self.documents and is_of_a_run(one.name):
                    if is_unfinished(self.output, one.folder, self.documents):
                        self.unfinished.add(one.folder)
                    elif self.busy or at_work(self.output, self.server) is not None:
                        self.copied.damaged[one.path] = "it is not in the database yet"
                yield one.path

    def _store(self, path: str, spool: IO[bytes], digest: Digest, modified: float) -> None:
        spool.seek(0)
        try:
            self.target.add(path, spool, digest.bytes, modified)
        except OSError as error:
            raise files.output_error(Path(path), error) from error
        self.copied.digests[path] = digest
        self.progress(path, digest.bytes)

    def _add(self, path: str, content: IO[bytes], modified: float) -> None:
        content.seek(0)
        digest = digest_of(content, self.algorithms)
        self._store(path, content, digest, modified)


def _read(path: Path, spool: IO[bytes], algorithms: Sequence[str]) -> tuple[Digest, float]:
    """Read a plain file into the spool; returns what it is and its time of change (s since 1970)."""
    status = path.lstat()
    if not stat.S_ISREG(status.st_mode):
        raise OSError("a link or a folder is in its place")
    with path.open("rb") as stream:
        return digest_of(stream, algorithms, spool), status.st_mtime
