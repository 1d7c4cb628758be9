"""``baokan verify``: is everything still as it was written?

The disk is held against the ledger.  While a run works in the folder its files are on the disk a moment before they are
in the ledger, so a difference counts only when it is still one after another look at both.
"""

from __future__ import annotations

import os
import stat
import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Literal

from pipeline.address import NO_SERVER, DatabaseUrl
from pipeline.errors import ExitCode
from pipeline.export.store import DOCUMENT_FILES
from pipeline.fixity.hashing import digest_of_file, in_parallel
from pipeline.fixity.known import Known, KnownFile, at_work
from pipeline.fixity.present import Found, is_beside, is_of_a_run, is_temporary, is_unfinished, walk

LOOKS = 4
"""How often a difference is looked at again while a run works in the folder."""
LOOK_SECONDS = 0.5
"""s between these looks; a run enters its files within milliseconds."""

Kind = Literal["changed", "missing", "added", "renamed", "unreadable"]
Progress = Callable[[str, int], None]
"""Called with every file that was read: its path, and its bytes."""


@dataclass(frozen=True, slots=True)
class Difference:
    """A file that is not as it was written."""

    kind: Kind
    path: str
    """in the results folder; of a scan: absolute."""
    detail: str
    scan: bool = False
    sha256: str = ""
    """as it was written; empty for an added file."""
    bytes: int = 0
    """as it was written; of an added file: as it is."""


@dataclass
class Verdict:
    """What was found."""

    output: Path
    files: int = 0
    """known files that were checked."""
    scans: int = 0
    bytes: int = 0
    """that were read."""
    seconds: float = 0.0
    differences: list[Difference] = field(default_factory=list)
    unfinished: list[str] = field(default_factory=list)
    """documents that a run works on or was stopped at; files that these lack or have too many are no differences."""
    database: list[str] = field(default_factory=list)
    """what is wrong with the database; nothing else is checked then."""
    notes: list[str] = field(default_factory=list)

    @property
    def exit_code(self) -> int:
        """Of the command."""
        if self.database:
            return ExitCode.DATABASE
        return ExitCode.SOME_FAILED if self.differences else ExitCode.DONE


def verify(
    output: Path,
    server: DatabaseUrl = NO_SERVER,
    *,
    scans: bool = False,
    progress: Progress = lambda path, size: None,
) -> Verdict:
    """Check the files of a results folder, and with ``scans`` the scans; changes nothing.

    Raises ``NoInputError`` (no results), ``DatabaseError``.
    """
    start = time.perf_counter()
    verdict = Verdict(output)
    with Known.of(output, server) as known:
        verdict.database = known.problems()
        if not verdict.database:
            check = _Check(output, server, known, verdict, progress)
            check.files()
            check.added()
            check.again()
            check.renamed()
            if scans:
                check.scans()
    verdict.seconds = time.perf_counter() - start
    return verdict


class _Check:
    def __init__(self, output: Path, server: DatabaseUrl, known: Known, verdict: Verdict, progress: Progress) -> None:
        self._output, self._server, self._known = output, server, known
        self._verdict, self._progress = verdict, progress
        self._documents = known.documents()
        self._leftovers = 0

    def files(self) -> None:
        """Everything that the ledger knows."""
        for known, found in self._read(self._known.files(), partial(_compare, self._output)):
            self._verdict.files += 1
            if found is not None:
                self._note(found, known.document)

    def added(self) -> None:
        """Everything that the ledger does not know."""
        for folder in walk(self._output):
            known = self._known.some([one.path for one in folder])
            for one in folder:
                if is_temporary(one.name):
                    self._leftovers += 1
                elif one.path not in known and not is_beside(one.path):
                    self._note(Difference("added", one.path, _described(one), bytes=one.bytes), one.folder)

    def again(self) -> None:
        """Look once more at what differs, against the ledger as it is by now."""
        looks = 0
        while self._verdict.differences and looks < LOOKS:
            if looks:
                time.sleep(LOOK_SECONDS)
            looks += 1
            suspects, self._verdict.differences = self._verdict.differences, []
            self._documents = self._known.documents()
            entered = self._known.some([one.path for one in suspects])
            for one in suspects:
                if one.path in entered:
                    row = entered[one.path]
                    if (found := _compare(self._output, row)) is not None:
                        self._note(found, row.document)
                elif one.kind == "added" and os.path.lexists(self._output / one.path):
                    self._note(one, one.path.rpartition("/")[0])
            if at_work(self._output, self._server) is None:
                break
        owner = at_work(self._output, self._server)
        if owner is not None:
            self._verdict.notes.append(f"In use by {owner}: what it has not finished yet was left out.")
        elif self._leftovers:
            said = f"{self._leftovers} half-written files of a run that was killed; the next run removes them."
            self._verdict.notes.append(said)
        still = (one for one in self._verdict.unfinished if is_unfinished(self._output, one, self._documents))
        self._verdict.unfinished = sorted(still)

    def renamed(self) -> None:
        """Missing and added files with the same content are one file under another name."""
        missing: dict[tuple[int, str], list[Difference]] = {}
        for one in self._verdict.differences:
            if one.kind == "missing":
                missing.setdefault((one.bytes, one.sha256), []).append(one)
        sizes = {size for size, _ in missing}
        pairs: dict[Difference, Difference] = {}
        for one in self._verdict.differences:
            if one.kind == "added" and one.bytes in sizes:
                found = _sum(self._output / one.path)
                if originals := missing.get((one.bytes, found)):
                    pairs[originals.pop(0)] = one
        if pairs:
            others = set(pairs.values())
            self._verdict.differences = [
                Difference("renamed", one.path, f"it is called {pairs[one].path} now", False, one.sha256, one.bytes)
                if one in pairs
                else one
                for one in self._verdict.differences
                if one not in others
            ]

    def scans(self) -> None:
        """The scans themselves."""
        for _, found in self._read(self._known.sources(), _compare_scan):
            self._verdict.scans += 1
            if found is not None:
                self._verdict.differences.append(found)
        if never := self._known.sources_never_read():
            self._verdict.notes.append(f"{never} scans have no checksum, as they could not be read yet.")

    def _read(
        self, given: Iterable[KnownFile], work: Callable[[KnownFile], Difference | None]
    ) -> Iterator[tuple[KnownFile, Difference | None]]:
        for known, found in in_parallel(work, given):
            self._verdict.bytes += 0 if found is not None and found.kind == "missing" else known.bytes
            self._progress(known.path, known.bytes)
            yield known, found

    def _note(self, found: Difference, document: str) -> None:
        """Keep a difference, unless a run is not done with the document."""
        name = found.path.rpartition("/")[2]
        expected = (found.kind == "missing" and name in DOCUMENT_FILES) or (
            found.kind == "added" and is_of_a_run(name) and document in self._documents
        )
        if expected and is_unfinished(self._output, document, self._documents):
            if document not in self._verdict.unfinished:
                self._verdict.unfinished.append(document)
        else:
            self._verdict.differences.append(found)


def _compare(output: Path, known: KnownFile) -> Difference | None:
    """A file of the results folder against its row; links are not followed."""
    path = output / known.path

    def differs(kind: Kind, detail: str) -> Difference:
        return Difference(kind, known.path, detail, False, known.sha256, known.bytes)

    try:
        status = path.lstat()
        if not stat.S_ISREG(status.st_mode):
            return differs("changed", "a link or a folder is in its place")
        return _differing(path, status.st_size, known, differs)
    except (FileNotFoundError, NotADirectoryError):
        return differs("missing", "it is gone")
    except OSError as error:
        return differs("unreadable", error.strerror or str(error))


def _compare_scan(known: KnownFile) -> Difference | None:
    """A scan against its row."""
    path = Path(known.path)

    def differs(kind: Kind, detail: str) -> Difference:
        return Difference(kind, known.path, detail, True, known.sha256, known.bytes)

    try:
        return _differing(path, path.stat().st_size, known, differs)
    except (FileNotFoundError, NotADirectoryError):
        return differs("missing", f"it is gone; its results are in {known.document}")
    except OSError as error:
        return differs("unreadable", error.strerror or str(error))


def _differing(
    path: Path, size: int, known: KnownFile, differs: Callable[[Kind, str], Difference]
) -> Difference | None:
    if size != known.bytes:
        return differs("changed", f"{size:,} bytes instead of {known.bytes:,}")
    if digest_of_file(path).sha256 != known.sha256:
        return differs("changed", "another content of the same size")
    return None


def _sum(path: Path) -> str:
    try:
        return digest_of_file(path).sha256
    except OSError:
        return ""  # it stays an added file


def _described(found: Found) -> str:
    return f"{found.bytes:,} bytes" if found.plain else "a link or no plain file"
