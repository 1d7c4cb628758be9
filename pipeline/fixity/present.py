"""What lies in a results folder, and what of it belongs to whom."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from pipeline import files
from pipeline.batch import lock
from pipeline.database import FILE_NAME
from pipeline.database.place import NOTE
from pipeline.export.folders import UNFINISHED
from pipeline.export.store import FORMAT_FILE, PAGE_FILE

REPORT = "report.html"
"""Page that ``baokan report`` draws; it can be drawn again at any time."""
LOGS = "logs"
"""Folder of the logs of the runs: they grow, so nothing is entered of them."""
DATABASE_FILES = frozenset(FILE_NAME + ending for ending in ("", "-wal", "-shm", "-journal", "-moved")) | {NOTE}


@dataclass(frozen=True, slots=True)
class Found:
    """An entry of the folder that is no folder."""

    path: str
    """in the results folder, with '/'."""
    bytes: int
    plain: bool
    """a file of its own; not a link, a device …"""

    @property
    def folder(self) -> str:
        """The folder that it lies in; empty: the results folder itself."""
        return self.path.rpartition("/")[0]

    @property
    def name(self) -> str:
        """Without its folder."""
        return self.path.rpartition("/")[2]


def walk(output: Path) -> Iterator[list[Found]]:
    """Everything below the folder, folder by folder, in order; links to folders are entries like files.

    The database and the lock are left out.  Folders that vanish meanwhile are empty.  Raises ``OSError`` for the
    results folder itself.
    """
    waiting = [""]
    while waiting:
        folder = waiting.pop()
        try:
            with os.scandir(output / folder) as listing:
                entries = sorted(listing, key=lambda entry: entry.name)
        except OSError:
            if not folder:
                raise
            continue  # what is known of it is found missing by whoever looks for it
        below, here = list[str](), list[Found]()
        for entry in entries:
            path = f"{folder}/{entry.name}" if folder else entry.name
            if entry.is_dir(follow_symlinks=False):
                below.append(path)
            elif path not in DATABASE_FILES and path != lock.NAME:
                here += _found(entry, path)
        yield here
        waiting += reversed(below)


def _found(entry: os.DirEntry[str], path: str) -> list[Found]:
    try:
        status = entry.stat(follow_symlinks=False)
    except FileNotFoundError:
        return []  # removed since it was listed
    return [Found(path, status.st_size, stat.S_ISREG(status.st_mode))]


def is_temporary(name: str) -> bool:
    """Whether a file is half-written, by its name."""
    return name.startswith(files.TEMPORARY_PREFIX) and name.endswith(files.TEMPORARY_SUFFIX)


def is_beside(path: str) -> bool:
    """Whether an entry is expected although no run enters it: logs, the report, hidden files that others put on top."""
    return path == REPORT or path.startswith((f"{LOGS}/", "."))


def is_of_a_run(name: str) -> bool:
    """Whether a file in a document's folder is one that runs write, by its name."""
    return name == UNFINISHED or any(one.fullmatch(name) for one in (PAGE_FILE, FORMAT_FILE))


def is_unfinished(output: Path, document: str, documents: dict[str, bool]) -> bool:
    """Whether a run works on a document, or was stopped while it did; ``documents``: what ``Known`` says."""
    return documents.get(document, False) or (output / document / UNFINISHED).is_file()
