"""What happens during a run, as small values: the progress display shows them, ``--json`` prints them."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class RunStarted:
    """The work list is known."""

    files: int
    output: str
    notes: tuple[str, ...] = ()
    """what a person should know of the input: files passed over, rows of tables that cannot be used."""
    pages: int = 0
    """frames to do, as far as they are known: a file that was never opened counts as one."""
    skipped: int = 0
    """frames that are done already."""
    held: int = 0
    """finished frames that the changed gazetteer cannot touch: they are not corrected again, only their files are to
    say so."""
    jobs: int = 1
    event: str = "run-started"


@dataclass(frozen=True, slots=True)
class RunNote:
    """What a person should know of the workers while the run goes on."""

    message: str
    event: str = "run-note"


@dataclass(frozen=True, slots=True)
class FileStarted:
    """A source file was opened."""

    file: str
    document: str
    frames: int
    todo: int = 0
    """frames of it that this run will do."""
    event: str = "file-started"


@dataclass(frozen=True, slots=True)
class PageDone:
    """The files of a page are on the disk."""

    file: str
    document: str
    page: str
    status: str
    characters: int
    blocks: int
    corrections: dict[str, int]
    warnings: tuple[str, ...]
    seconds: float
    """spent on this page by all stages."""
    event: str = "page-done"


@dataclass(frozen=True, slots=True)
class PageHeld:
    """A finished page that the changed gazetteer cannot touch; its file names the new one."""

    file: str
    document: str
    page: str
    event: str = "page-held"


@dataclass(frozen=True, slots=True)
class PageFailed:
    """A page could not be processed."""

    file: str
    document: str
    page: str
    stage: str
    code: str
    reason: str
    event: str = "page-failed"


@dataclass(frozen=True, slots=True)
class PageLost:
    """A worker ended in the middle of a page, which will be tried again."""

    file: str
    document: str
    page: str
    code: str
    """'crash', 'timeout', 'memory', 'killed'."""
    reason: str
    tries: int
    event: str = "page-lost"


@dataclass(frozen=True, slots=True)
class FileDone:
    """The document of a file is on the disk."""

    file: str
    document: str
    status: str
    pages: int
    event: str = "file-done"


@dataclass(frozen=True, slots=True)
class FileFailed:
    """A file could not be read at all."""

    file: str
    document: str
    """empty when there is no such file."""
    stage: str
    code: str
    reason: str
    event: str = "file-failed"


@dataclass(frozen=True, slots=True)
class RunDone:
    """The run ended in order."""

    files: int
    pages: int
    """done, with or without warnings."""
    warnings: int
    failed_pages: int
    failed_files: int
    seconds: float
    output: str
    exit_code: int
    skipped: int = 0
    """frames that were done before."""
    held: int = 0
    """finished frames that the changed gazetteer cannot touch, and whose files say so now."""
    stopped: str = ""
    """why it ended before everything was tried: interrupted, too many failures …; the next start goes on."""
    event: str = "run-done"


@dataclass(frozen=True, slots=True)
class RunStopped:
    """The run ended early: interrupted, disk full, output in use …  What was finished is kept."""

    message: str
    exit_code: int
    event: str = "run-stopped"


Event = (
    RunStarted
    | RunNote
    | FileStarted
    | PageDone
    | PageHeld
    | PageFailed
    | PageLost
    | FileDone
    | FileFailed
    | RunDone
    | RunStopped
)


def to_json(event: Event) -> str:
    """One JSON line, the key ``event`` first."""
    values: dict[str, Any] = asdict(event)
    return json.dumps({"event": values.pop("event"), **values}, ensure_ascii=False)
