"""Find the scans below files and folders, in the order in which a person would number them."""

from __future__ import annotations

import glob
import os
import re
import stat
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from pipeline.errors import PageError
from pipeline.ingest.filetypes import HEAD_SIZE, OTHER_SCANS, describe, is_scan_name, media_type
from pipeline.ingest.problems import READABLE, file_problem
from pipeline.ingest.settings import IngestSettings

SYSTEM_NAMES = frozenset(
    {"__macosx", "@eadir", "$recycle.bin", "system volume information", "lost+found", "#recycle", "thumbs.db"}
)
"""Folders and files that systems and storage boxes leave behind (thumbnails, bins); compared in lower case."""

_DIGITS = re.compile(r"(\d+|[〇零一二三四五六七八九十百]+)")
_CHINESE_DIGITS = {c: n for n, c in enumerate("零一二三四五六七八九")} | {"〇": 0}
_CHINESE_UNITS = {"十": 10, "百": 100}

NaturalKey = tuple[tuple[int, int, str], ...]

RESULT_MARKS = ("document.json", ".baokan-unfinished")
"""Files that show a folder to hold results, finished or of a run that was stopped."""


@dataclass(frozen=True, slots=True)
class Skipped:
    """A file or folder that was passed over."""

    path: Path
    code: str
    """stable key: 'hidden', 'system', 'results', 'excluded', 'not-read', 'duplicate', 'link-loop', 'not-a-scan'."""
    reason: str
    """a sentence for people."""
    notice: bool = True
    """worth telling; False for files that nobody would take for a scan (``metadata.csv``, notes …)."""


@dataclass(frozen=True, slots=True)
class Findings:
    """What was found.  Iterating gives the files."""

    files: tuple[Path, ...] = ()
    """scans, in natural order inside each argument, arguments in the order given, each file once."""
    skipped: tuple[Skipped, ...] = ()
    errors: tuple[PageError, ...] = ()
    """arguments, files and folders that are missing or cannot be opened."""

    def __iter__(self) -> Iterator[Path]:
        return iter(self.files)

    def __len__(self) -> int:
        return len(self.files)


def natural_key(name: str) -> NaturalKey:
    """Sort key under which page-2 comes before page-10 and 第二版 before 第三版 before 第十版."""
    parts = _DIGITS.split(unicodedata.normalize("NFKC", name).casefold())
    return tuple((1, _number(part), "") if index % 2 else (0, 0, part) for index, part in enumerate(parts))


def _number(digits: str) -> int:
    if digits.isdecimal():
        return int(digits)
    if not any(c in _CHINESE_UNITS for c in digits):
        return int("".join(str(_CHINESE_DIGITS[c]) for c in digits))
    total, current = 0, 0
    for character in digits:
        if character in _CHINESE_UNITS:
            total += (current or 1) * _CHINESE_UNITS[character]
            current = 0
        else:
            current = _CHINESE_DIGITS[character]
    return total + current


def find(paths: Iterable[Path | str], settings: IngestSettings, *, exclude: Sequence[Path] = ()) -> Findings:
    """The scans below ``paths`` (files, folders with all below them, patterns with ``*``).

    Taken from a folder is what has the ending of a scan; an argument that is a file is taken when its ending or its
    content is a scan's.  ``exclude``: folders not entered (the output).  Links to folders are followed, loops are
    not.  Never raises: what is missing or closed is in ``errors``, what was passed over in ``skipped``.
    """
    search = _Search(settings.hidden, exclude={os.path.realpath(path) for path in exclude})
    for path in paths:
        search.argument(Path(path))
    return Findings(tuple(search.files), tuple(search.skipped), tuple(search.errors))


@dataclass
class _Search:
    hidden: bool
    exclude: set[str]
    files: list[Path] = field(default_factory=list)
    skipped: list[Skipped] = field(default_factory=list)
    errors: list[PageError] = field(default_factory=list)
    seen: dict[str, Path] = field(default_factory=dict)

    def argument(self, path: Path) -> None:
        try:
            mode = path.stat().st_mode
        except OSError as error:
            matches = self._pattern(path) if isinstance(error, FileNotFoundError) else []
            if not matches:
                self.errors.append(file_problem(path, error))
            for match in matches:
                self.argument(match)
            return
        if stat.S_ISDIR(mode):
            self.folder(path, ())
        elif not stat.S_ISREG(mode):
            self.errors.append(
                PageError(
                    path, "not-a-file", "This is neither a file nor a folder.", "Give image files, PDFs or folders."
                )
            )
        elif is_scan_name(path) or self._holds_a_scan(path):
            self.file(path)

    def _pattern(self, path: Path) -> list[Path]:
        """What a pattern stands for where the shell has not replaced it (Windows)."""
        if not glob.has_magic(str(path)):
            return []
        return sorted((Path(match) for match in glob.glob(str(path))), key=lambda match: natural_key(match.name))

    def _holds_a_scan(self, path: Path) -> bool:
        try:
            with path.open("rb") as file:
                head = file.read(HEAD_SIZE)
        except OSError as error:
            self.errors.append(file_problem(path, error))
            return False
        if media_type(head):
            return True
        what = describe(head) if head else "empty"
        self.errors.append(
            PageError(
                path,
                "not-a-scan",
                f"This is no scan; it is {what}.",
                READABLE,
            )
        )
        return False

    def folder(self, path: Path, above: tuple[str, ...]) -> None:
        """All scans of a folder and of the folders below; ``above``: real paths of the folders that lead here."""
        real = os.path.realpath(path)
        if real in self.exclude:
            self.skipped.append(Skipped(path, "excluded", "The results are written here.", notice=False))
            return
        if real in above:
            self.skipped.append(Skipped(path, "link-loop", "This link leads back to a folder above it."))
            return
        try:
            with os.scandir(path) as listing:
                entries = sorted(listing, key=lambda entry: (natural_key(entry.name), entry.name))
        except OSError as error:
            self.errors.append(file_problem(path, error))
            return
        if any(entry.name in RESULT_MARKS for entry in entries):
            self.skipped.append(Skipped(path, "results", "This folder holds results of an earlier run, not scans."))
            return
        for entry in entries:
            self._entry(entry, (*above, real))

    def _entry(self, entry: os.DirEntry[str], above: tuple[str, ...]) -> None:
        path = Path(entry.path)
        try:
            is_folder, is_file = entry.is_dir(), entry.is_file()
            hidden = entry.name.startswith(".") or _has_hidden_attribute(entry)
        except OSError as error:
            self.errors.append(file_problem(path, error))
            return
        wanted = is_folder or is_scan_name(path)
        if entry.name.casefold() in SYSTEM_NAMES:
            self.skipped.append(Skipped(path, "system", "The system's own, no scan.", notice=False))
        elif hidden and not self.hidden:
            self.skipped.append(
                Skipped(
                    path,
                    "hidden",
                    "Hidden files and folders are not read; rename it, or set ingest.hidden.",
                    notice=wanted,
                )
            )
        elif is_folder:
            self.folder(path, above)
        elif path.suffix.lower() in OTHER_SCANS:
            what = OTHER_SCANS[path.suffix.lower()]
            self.skipped.append(
                Skipped(path, "not-read", f"This is {what}, which is not read here; convert it to PDF or TIFF.")
            )
        elif not wanted:
            self.skipped.append(Skipped(path, "not-a-scan", "No scan by its ending.", notice=False))
        elif is_file:
            self.file(path)
        elif entry.is_symlink():
            self.errors.append(
                PageError(path, "missing", "This link leads nowhere.", "Repair the link or take it out of the folder.")
            )
        else:
            self.skipped.append(Skipped(path, "not-a-scan", "Neither a file nor a folder."))

    def file(self, path: Path) -> None:
        real = os.path.realpath(path)
        if real not in self.seen:
            self.seen[real] = path
            self.files.append(path)
        elif str(self.seen[real]) != str(path):
            self.skipped.append(Skipped(path, "duplicate", f"The same file as {self.seen[real]}, which is read."))


def _has_hidden_attribute(entry: os.DirEntry[str]) -> bool:
    attributes: int = getattr(entry.stat(follow_symlinks=False), "st_file_attributes", 0)  # Windows only
    return bool(attributes & stat.FILE_ATTRIBUTE_HIDDEN)
