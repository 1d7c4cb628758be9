"""What a layout file says of its pages, whatever its format."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from pipeline.model.block import BlockKind, Join
from pipeline.model.geometry import Point
from pipeline.model.text import Alternative

Points = tuple[Point, ...]
"""A polygon or polyline, in the units of the file, scan frame."""


@dataclass(frozen=True, slots=True)
class FoundGlyph:
    """One character."""

    text: str
    points: Points
    confidence: float | None
    """0..1; ``None``: the file does not say."""
    others: tuple[Alternative, ...] = ()
    """other readings."""


@dataclass(frozen=True, slots=True)
class FoundWord:
    """Characters without white space between them."""

    text: str
    points: Points
    """empty: no place is given."""
    confidence: float | None = None
    glyphs: tuple[FoundGlyph, ...] = ()


@dataclass(frozen=True, slots=True)
class FoundLine:
    """One line of print."""

    name: str
    text: str
    """in the first of its layers."""
    points: Points
    baseline: Points = ()
    words: tuple[FoundWord, ...] = ()
    confidence: float | None = None
    vertical: bool | None = None
    """``None``: the file does not say."""
    join: Join | None = None
    """how it continues the line before: Baokan's files only."""
    read: Mapping[str, str] = field(default_factory=dict)
    """the line as it was read, where it stands otherwise in the first layer: Baokan's files only."""
    glue: str | None = None
    """what stands between it and the next line, where corrections changed that: Baokan's files only."""
    ocr: str | None = None
    """its text as read, where the file has it beside another."""


@dataclass(frozen=True, slots=True)
class FoundRegion:
    """Lines that stand together."""

    name: str
    points: Points
    lines: tuple[FoundLine, ...]
    cell: tuple[int, int] | None = None
    """row and column, for a cell of a table."""


@dataclass(slots=True)
class FoundBlock:
    """A block: Baokan's files only."""

    id: int
    kind: BlockKind
    article: int | None
    points: Points
    """of the whole table or picture."""
    evidence: tuple[str, ...] = ()
    uncertain: bool = False
    regions: list[FoundRegion] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class FoundPage:
    """One page of a file."""

    format: str
    """for people, for instance ``PAGE 2019-07-15``."""
    creator: str
    image: str
    """file name of the scan as the file has it; empty: it does not say."""
    size: tuple[float, float] | None
    """(width, height) of the scan, in the units of the file."""
    units_per_inch: float | None
    """``None``: the unit is a px of the scan."""
    number: int
    regions: tuple[FoundRegion, ...]
    dpi: float | None = None
    blocks: tuple[FoundBlock, ...] | None = None
    """``None``: the file knows no blocks in Baokan's sense."""
    place: Mapping[str, Any] | None = None
    """where the page lies on the scan and what it comes from: Baokan's files only."""
    layer: str = ""

    def lines(self) -> Iterator[FoundLine]:
        """All lines, in the order of the file."""
        if self.blocks is not None:
            yield from (line for block in self.blocks for region in block.regions for line in region.lines)
        else:
            yield from (line for region in self.regions for line in region.lines)
