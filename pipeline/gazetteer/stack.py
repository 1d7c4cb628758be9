"""Several gazetteer files, one on top of the other."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from pipeline.gazetteer.entry import Entry, Problem
from pipeline.gazetteer.index import NameIndex
from pipeline.gazetteer.reader import read
from pipeline.gazetteer.settings import GazetteerSettings
from pipeline.resources import dictionary

SHIPPED = ("changning.csv",)
"""Gazetteers that ship with Baokan, in the folder of dictionaries."""


@dataclass(frozen=True, slots=True)
class SourceFile:
    """One file that takes part."""

    path: Path
    sha256: str
    entries: int


@dataclass(frozen=True)
class Gazetteer:
    """Names of all files.  Immutable."""

    entries: tuple[Entry, ...]
    files: tuple[SourceFile, ...] = ()
    problems: tuple[Problem, ...] = ()

    @cached_property
    def version(self) -> str:
        """SHA-256 (hex) that changes with any byte of any file; of one file it is the file's own."""
        if len(self.files) == 1:
            return self.files[0].sha256
        return hashlib.sha256("\n".join(file.sha256 for file in self.files).encode()).hexdigest()

    @cached_property
    def by_spelling(self) -> dict[str, tuple[Entry, ...]]:
        """Name or alias -> the entries that it may stand for; an entry of that very name comes first."""
        found: dict[str, list[Entry]] = {}
        for entry in self.entries:
            for spelling in entry.spellings:
                found.setdefault(spelling, []).append(entry)
        return {s: tuple(sorted(entries, key=lambda e: e.name != s)) for s, entries in found.items()}

    @cached_property
    def index(self) -> NameIndex:
        """Finds the spellings in text."""
        return NameIndex(self.by_spelling)


def load(paths: Sequence[Path]) -> Gazetteer:
    """Read and stack gazetteer files; a later row of the same name, kind and parent replaces an earlier one.

    Rows that cannot be used are listed in ``problems``.  Raises ``GazetteerError`` for a file that cannot be used.
    """
    stacked: dict[tuple[str, str, str], Entry] = {}
    files: list[SourceFile] = []
    problems: list[Problem] = []
    for path in paths:
        entries, complaints, data = read(path)
        stacked.update({(entry.name, entry.kind, entry.parent): entry for entry in entries})
        files.append(SourceFile(path, hashlib.sha256(data).hexdigest(), len(entries)))
        problems.extend(complaints)
    return Gazetteer(tuple(stacked.values()), tuple(files), tuple(problems))


def shipped_files() -> tuple[Path, ...]:
    """Paths of the gazetteers that ship with Baokan."""
    return tuple(dictionary(name) for name in SHIPPED)


def load_from(settings: GazetteerSettings) -> Gazetteer:
    """The gazetteers that the settings name.  Raises ``GazetteerError`` for a file that cannot be used."""
    return load((*(shipped_files() if settings.shipped else ()), *settings.files))
