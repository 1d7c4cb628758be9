"""Several gazetteer files, one on top of the other."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

from pipeline.gazetteer.cache import cached
from pipeline.gazetteer.collector import without_collector
from pipeline.gazetteer.entry import Entry, Key, Problem
from pipeline.gazetteer.index import NameIndex
from pipeline.gazetteer.reader import file_bytes, parse
from pipeline.gazetteer.settings import GazetteerSettings
from pipeline.resources import dictionary

SHIPPED = ("changning.csv",)
"""Gazetteers that ship with Baokan, in the folder of dictionaries."""
SHIPPED_TERMS = ("terms.csv",)
"""Dictionaries of terms beyond places that ship with Baokan."""
SHIPPED_PRECISION: Mapping[str, float] = {"terms.csv": 0.9998}
"""Bounds of shipped dictionaries: a fixed phrase is made of common words and stands in any text.  On 173,000 characters
of ordinary text 0.9995 gave 0.23 automatic changes per 10,000 (all of them right), this gives 0.12."""


@dataclass(frozen=True, slots=True)
class SourceFile:
    """One file that takes part."""

    path: Path
    sha256: str
    entries: int
    precision: float | None = None
    """least expected precision of automatic changes towards its names; ``None``: that of the correction."""


@dataclass(frozen=True, slots=True)
class Conflict:
    """A row that another file says differently; the later file holds."""

    entry: Entry
    """the row that holds."""
    replaced: Entry


@dataclass(frozen=True)
class Gazetteer:
    """Names of all files.  Immutable."""

    entries: tuple[Entry, ...] = field(repr=False)
    files: tuple[SourceFile, ...] = ()
    problems: tuple[Problem, ...] = ()
    conflicts: tuple[Conflict, ...] = field(default=(), compare=False)

    @cached_property
    def version(self) -> str:
        """SHA-256 (hex) that changes with any byte of any file and any bound; of one file without a bound it is the
        file's own."""
        if len(self.files) == 1 and self.files[0].precision is None:
            return self.files[0].sha256
        parts = (file.sha256 + ("" if file.precision is None else f" {file.precision!r}") for file in self.files)
        return hashlib.sha256("\n".join(parts).encode()).hexdigest()

    @cached_property
    def by_spelling(self) -> dict[str, tuple[Entry, ...]]:
        """Name, alias or former name -> the entries that it may stand for; an entry of that very name comes first.

        These are what a text may be corrected to; ``variants`` are not among them.
        """
        with without_collector():
            found: dict[str, tuple[Entry, ...]] = {}
            for entry in self.entries:
                for spelling in entry.spellings:
                    held = found.get(spelling)
                    if held is None:
                        found[spelling] = (entry,)
                    else:
                        found[spelling] = tuple(sorted((*held, entry), key=lambda e, s=spelling: e.name != s))  # type: ignore[misc]
            return found

    @cached_property
    def variants(self) -> dict[str, tuple[Entry, ...]]:
        """Variant spelling -> the entries that it stands for; spellings that are names of their own are left out."""
        found: dict[str, list[Entry]] = {}
        for entry in self.entries:
            for variant in entry.variants:
                if variant not in self.by_spelling:
                    found.setdefault(variant, []).append(entry)
        return {variant: tuple(entries) for variant, entries in found.items()}

    def linked(self, spelling: str) -> tuple[Entry, ...]:
        """The entries that a printed spelling means, variants too; empty: none.  ``Entry.role_of`` says as what."""
        return self.by_spelling.get(spelling) or self.variants.get(spelling, ())

    @cached_property
    def index(self) -> NameIndex:
        """Finds the spellings in text; variants only where they stand exactly."""
        return NameIndex(self.by_spelling, self.variants)

    def precision_of(self, entry: Entry) -> float | None:
        """The bound of the file that an entry comes from; ``None``: none of its own."""
        return self._precision.get(entry.file)

    @cached_property
    def _precision(self) -> dict[str, float | None]:
        return {file.path.name: file.precision for file in self.files}


def load(
    paths: Sequence[Path], precision: Mapping[str, float] | None = None, below: Gazetteer | None = None
) -> Gazetteer:
    """Read and stack gazetteer files; a later row of the same name, kind and parent replaces an earlier one.

    ``precision``: file name -> bound.  ``below``: a stack that the files are put upon.  Rows that cannot be used are
    listed in ``problems``.  Raises ``GazetteerError`` for a file that cannot be used.
    """
    bounds = {**SHIPPED_PRECISION, **(precision or {})}
    stacked: dict[Key, Entry] = {entry.key: entry for entry in below.entries} if below else {}
    files = list(below.files) if below else []
    problems = list(below.problems) if below else []
    conflicts = list(below.conflicts) if below else []
    with without_collector():
        for path in paths:
            data = file_bytes(path)
            entries, complaints = cached(path, data, lambda path=path, data=data: parse(path, data))  # type: ignore[misc]
            for entry in entries if stacked else ():
                held = stacked.get(entry.key)
                if held is not None and says(held) != says(entry):
                    conflicts.append(Conflict(entry, held))
            stacked.update({entry.key: entry for entry in entries})
            sha256 = hashlib.sha256(data).hexdigest()
            files.append(SourceFile(path, sha256, len(entries), bounds.get(path.name)))
            problems.extend(complaints)
    return Gazetteer(tuple(stacked.values()), tuple(files), tuple(problems), tuple(conflicts))


def says(entry: Entry) -> tuple[object, ...]:
    """What an entry states beside its key: where it comes from left out."""
    return (
        frozenset(entry.aliases),
        entry.code,
        entry.valid_from,
        entry.valid_to,
        entry.latitude,
        entry.longitude,
        entry.former,
        frozenset(entry.variants),
    )


def shipped_files() -> tuple[Path, ...]:
    """Paths of the gazetteers of places that ship with Baokan."""
    return tuple(dictionary(name) for name in SHIPPED)


def shipped_terms() -> tuple[Path, ...]:
    """Paths of the dictionaries of other terms that ship with Baokan."""
    return tuple(dictionary(name) for name in SHIPPED_TERMS)


def paths_of(settings: GazetteerSettings) -> tuple[Path, ...]:
    """The files that the settings name, in the order of the stack."""
    return (
        *(shipped_terms() if settings.shipped and settings.terms else ()),
        *(shipped_files() if settings.shipped else ()),
        *settings.files,
    )


def load_from(settings: GazetteerSettings) -> Gazetteer:
    """The gazetteers that the settings name.  Raises ``GazetteerError`` for a file that cannot be used."""
    return load(paths_of(settings), settings.precision)
