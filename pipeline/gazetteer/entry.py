"""One name of a gazetteer with all its spellings, and one complaint about a row of its file."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

COLUMNS = (
    "name",
    "kind",
    "parent",
    "aliases",
    "former",
    "variants",
    "code",
    "valid_from",
    "valid_to",
    "latitude",
    "longitude",
    "source",
)
"""Columns of a gazetteer file; only ``name`` is required."""

Key = tuple[str, str, str]
"""(name, kind, parent): what makes two rows the same row."""
Role = Literal["name", "alias", "former", "variant"]
"""What a spelling is to its entry: the normal name; a short form or second official spelling; a name it had before;
another way of writing it that lists and notices really have, and that no text is corrected towards."""


@dataclass(frozen=True, slots=True)
class FormerName:
    """A name that the thing had before."""

    name: str
    valid_from: str = ""
    """ISO 8601 date, month or year since when it was in use; empty: not known."""
    valid_to: str = ""
    """the same for its end."""


@dataclass(frozen=True, slots=True)
class Entry:
    """A named thing."""

    name: str
    """the normal name, as it is printed."""
    kind: str = ""
    """one of ``kinds.KINDS``, or any other word; empty: not said."""
    parent: str = ""
    """name of the division or place that it belongs to."""
    aliases: tuple[str, ...] = ()
    """other spellings under which it is really printed: short forms, second official spellings."""
    code: str = ""
    """external identifier: the official code, or the key of another register."""
    valid_from: str = ""
    """ISO 8601 date, month or year from which the name is official; empty: not known."""
    valid_to: str = ""
    """ISO 8601 date, month or year by which the name had ceased to be official; empty: still is, or not known."""
    latitude: float | None = None
    """degrees north, WGS 84."""
    longitude: float | None = None
    """degrees east, WGS 84."""
    source: str = ""
    """where the fact comes from."""
    former: tuple[FormerName, ...] = ()
    """names that it had before."""
    variants: tuple[str, ...] = ()
    """spellings that are found in print and in lists, though not right (凇虹路 for 淞虹路): recognised as this entry
    where they stand, never a target of correction."""
    file: str = ""
    """name of the gazetteer file that the entry comes from."""
    line: int = field(default=0, compare=False)
    """1-based line of that file; 0: not from a file."""

    @property
    def key(self) -> Key:
        """What makes two rows the same row."""
        return (self.name, self.kind, self.parent)

    @property
    def spellings(self) -> tuple[str, ...]:
        """Name, aliases and former names: what a misread text may be corrected to."""
        if not self.former:
            return (self.name, *self.aliases)
        return tuple(dict.fromkeys((self.name, *self.aliases, *(former.name for former in self.former))))

    def roles(self) -> Iterator[tuple[str, Role]]:
        """Every spelling, variants too, with what it is."""
        yield self.name, "name"
        for alias in self.aliases:
            yield alias, "alias"
        for former in self.former:
            yield former.name, "former"
        for variant in self.variants:
            yield variant, "variant"

    def role_of(self, spelling: str) -> Role | None:
        """What a spelling is to this entry; ``None``: it is none of its spellings."""
        return next((role for text, role in self.roles() if text == spelling), None)


@dataclass(frozen=True, slots=True)
class Problem:
    """Something wrong in one row of a gazetteer file.  The other rows are loaded."""

    path: Path
    line: int
    """1-based line of the file, as a text editor counts (of GeoJSON: number of the feature); 0: the file as a whole."""
    message: str
    """what is wrong and what becomes of it, a sentence for people."""
    code: str = ""
    """stable key for programs: ``bad-name``, ``duplicate``, ``bad-date`` …"""
    lost: bool = False
    """the row, and not only one of its values, is left out."""
    unit: str = "line"
    """what ``line`` counts."""

    def __str__(self) -> str:
        return f"{self.path}, {self.unit} {self.line}: {self.message}" if self.line else f"{self.path}: {self.message}"
