"""What lies in watched folders, and which files have arrived whole.

By looking again and again, not by messages of the system: network shares send none.
"""

from __future__ import annotations

import os
import stat
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from fnmatch import fnmatch
from pathlib import Path

from pipeline.batch.settings import WatchSettings
from pipeline.gazetteer.layers import FILE_NAME as GAZETTEER
from pipeline.ingest.discovery import RESULT_MARKS, SYSTEM_NAMES, natural_key
from pipeline.ingest.filetypes import OTHER_SCANS, is_scan_name
from pipeline.ingest.sidecar import FILE_NAME as METADATA

BESIDE = frozenset({METADATA, GAZETTEER})
"""Tables beside the scans: when one changes, the scans of its folder are looked at again."""

State = tuple[tuple[int, int], ...]
"""(bytes, time of change in ns since 1970) of a file, then of the tables beside it."""
Say = Callable[[str], None]


@dataclass(slots=True)
class _Seen:
    """A file that is there."""

    state: State
    since: float
    """when it was first seen in this state, s of a clock that never goes back."""
    taken: State | None = None
    """in which state it was worked on."""
    again: float | None = None
    """when it is to be worked on once more although nothing has changed."""


class Arrivals:
    """Remembers what was seen.  ``say`` is told, once, of everything that is refused or waited for."""

    def __init__(self, folders: Sequence[Path], output: Path, settings: WatchSettings, say: Say) -> None:
        self._folders = _outermost(folders)
        self._output = os.path.realpath(output)
        self._settings, self._say = settings, say
        self._seen: dict[Path, _Seen] = {}
        self._told: set[str] = set()
        """what was said and still holds."""
        self._closed: set[Path] = set()
        """folders that could not be listed at the last look."""

    def look(self, now: float) -> None:
        """List the folders; ``now``: s of a clock that never goes back."""
        walk = _Walk(self._settings, self._output, set())
        for folder in self._folders:
            walk.enter(folder)
        for path, state in walk.files.items():
            seen = self._seen.get(path)
            if seen is None:
                self._seen[path] = _Seen(state, now)
            elif seen.state != state:
                seen.state, seen.since = state, now
            elif not state[0][0] and now - seen.since >= self._settings.settle_seconds:
                walk.messages.add(f"{path}: this file is empty; it is taken when something is in it.")
        for message in sorted(walk.messages - self._told):
            self._say(message)
        for back in sorted(self._closed - walk.closed):
            if back.is_dir():
                self._say(f"{back}: this folder is back.")
        self._told, self._closed = walk.messages, walk.closed
        gone = [path for path in self._seen if path not in walk.files]
        for path in gone:
            # behind a closed door it may be as it was; what was worked on is not worked on again
            if self._seen[path].taken is None or not any(path.is_relative_to(folder) for folder in walk.closed):
                del self._seen[path]

    def settled(self, now: float) -> dict[Path, State]:
        """The files to work on, in natural order, each with the state that it is in."""
        found = {}
        for path, seen in self._seen.items():
            due = seen.taken != seen.state or (seen.again is not None and now >= seen.again)
            if due and seen.state[0][0] and now - seen.since >= self._settings.settle_seconds:
                found[path] = seen.state
        return dict(sorted(found.items(), key=lambda item: [natural_key(part) for part in item[0].parts]))

    def growing(self, now: float) -> int:
        """How many files have arrived and are not settled."""
        return sum(
            seen.taken != seen.state and now - seen.since < self._settings.settle_seconds
            for seen in self._seen.values()
        )

    def taken(self, files: Iterable[tuple[Path, State]]) -> None:
        """These were worked on, in these states."""
        for path, state in files:
            if (seen := self._seen.get(path)) is not None:
                seen.taken, seen.again = state, None

    def try_again(self, paths: Iterable[Path], now: float) -> None:
        """These failed for a reason that may pass."""
        for path in paths:
            if (seen := self._seen.get(path)) is not None:
                seen.again = now + self._settings.retry_seconds

    def missing(self) -> list[Path]:
        """Folders that are to be watched and are not there."""
        return [folder for folder in self._folders if not folder.is_dir()]


@dataclass
class _Walk:
    """One look at everything."""

    settings: WatchSettings
    output: str
    entered: set[tuple[int, int]]
    """(device, number) of the folders that were listed: a loop leads to one of them."""

    def __post_init__(self) -> None:
        self.files: dict[Path, State] = {}
        self.messages: set[str] = set()
        self.closed: set[Path] = set()
        """folders that could not be listed."""

    def enter(self, folder: Path) -> None:
        """List a folder and all below it."""
        if os.path.realpath(folder) == self.output:
            return
        try:
            status = folder.stat()
            number = (status.st_dev, status.st_ino)
            if number in self.entered:
                self.messages.add(f"{folder}: refused, as it leads back to a folder that is watched already.")
                return
            with os.scandir(folder) as listing:
                entries = list(listing)
        except OSError as error:
            self.closed.add(folder)
            self.messages.add(f"{folder}: this folder cannot be read now ({error.strerror or error}); waiting for it.")
            return
        self.entered.add(number)
        if any(entry.name in RESULT_MARKS for entry in entries):
            self.messages.add(f"{folder}: passed over, as it holds results and not scans.")
            return
        beside = [state for entry in entries if entry.name.casefold() in BESIDE and (state := _state(entry))]
        for entry in entries:
            self._entry(entry, tuple(sorted(beside)))

    def _entry(self, entry: os.DirEntry[str], beside: State) -> None:
        path, name = Path(entry.path), entry.name.casefold()
        if name.startswith(".") or name in SYSTEM_NAMES or any(fnmatch(name, one) for one in self.settings.ignore):
            return
        if entry.is_symlink():
            if entry.is_dir() or is_scan_name(path):
                self.messages.add(f"{path}: refused, as it is a link. Put the file or folder itself here.")
        elif entry.is_dir(follow_symlinks=False):
            self.enter(path)
        elif path.suffix.lower() in OTHER_SCANS:
            what = OTHER_SCANS[path.suffix.lower()]
            self.messages.add(f"{path}: this is {what}, which is not read here; convert it to PDF or TIFF.")
        elif is_scan_name(path):
            state = _state(entry)
            if state is not None:
                self.files[path] = (state, *beside)
            elif os.path.lexists(path):
                self.messages.add(f"{path}: refused, as it is no plain file.")


def _state(entry: os.DirEntry[str]) -> tuple[int, int] | None:
    """Size and time of change of a plain file; ``None`` for anything else, or when it has just gone."""
    try:
        # not what the listing says: Windows keeps old sizes there while a file is open
        status = os.stat(entry.path, follow_symlinks=False)
    except OSError:
        return None
    return (status.st_size, status.st_mtime_ns) if stat.S_ISREG(status.st_mode) else None


def _outermost(folders: Sequence[Path]) -> list[Path]:
    """The folders without those that lie in another one; the links that name them are followed."""
    real = list(dict.fromkeys(Path(os.path.realpath(folder)) for folder in folders))
    return [one for one in real if not any(other != one and one.is_relative_to(other) for other in real)]
