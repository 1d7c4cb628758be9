"""One name of a gazetteer, and one complaint about a row of its file."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

COLUMNS = (
    "name",
    "kind",
    "parent",
    "aliases",
    "code",
    "valid_from",
    "valid_to",
    "latitude",
    "longitude",
    "source",
)
"""Columns of a gazetteer file; only ``name`` is required."""

KINDS: dict[str, tuple[str, str]] = {
    "city": ("市", "city"),
    "district": ("区", "district"),
    "street": ("街道", "street office"),
    "town": ("镇", "town"),
    "committee": ("居委会", "residents' committee"),
    "road": ("道路", "road"),
    "estate": ("小区", "residential estate"),
    "institution": ("机构", "institution"),
    "park": ("公园", "park"),
    "station": ("车站", "station"),
    "water": ("河流", "river or lake"),
    "area": ("地片", "area"),
}
"""Kinds that Baokan knows by name (Chinese, English).  Any other kind is kept as it is written."""


@dataclass(frozen=True, slots=True)
class Entry:
    """A named thing."""

    name: str
    """the normal name, as it is printed."""
    kind: str = ""
    """one of ``KINDS``, or any other word; empty: not said."""
    parent: str = ""
    """name of the division or place that it belongs to."""
    aliases: tuple[str, ...] = ()
    """other spellings under which it is really printed: short forms, former names."""
    code: str = ""
    """official code, digits."""
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
    file: str = ""
    """name of the gazetteer file that the entry comes from."""

    @property
    def spellings(self) -> tuple[str, ...]:
        """The name and its aliases."""
        return (self.name, *self.aliases)


@dataclass(frozen=True, slots=True)
class Problem:
    """Something wrong in one row of a gazetteer file.  The other rows are loaded."""

    path: Path
    line: int
    """1-based line of the file, as a text editor counts."""
    message: str
    """what is wrong and what becomes of it, a sentence for people."""

    def __str__(self) -> str:
        return f"{self.path}, line {self.line}: {self.message}"
