"""What the engine read: lines of characters with immutable ids, and text layers replayed over them."""

from __future__ import annotations

import operator
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Annotated, Any, NamedTuple

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, PlainSerializer, ValidationInfo, field_validator

from pipeline.model import compact
from pipeline.model.geometry import Box, Quad, bounding_box

CharacterId = str
"""``"<line id>.<offset>"``, for instance ``"12.5"``: the sixth character of line 12 of a page.  Immutable."""


class Alternative(NamedTuple):
    """Another reading of one character position, from the engine's own lattice."""

    text: Annotated[str, Field(description="one character; empty string: the engine would rather read nothing here")]
    probability: Annotated[float, Field(ge=0, le=1, description="the engine's softmax probability")]


class Line(BaseModel):
    """One line of print as the engine read it (the ``ocr`` layer).  Never changed after recognition."""

    model_config = ConfigDict(frozen=True, extra="forbid", ignored_types=(cached_property,))

    id: int = Field(ge=0, description="unique on the page; assigned once, in the order of recognition")
    text: str = Field(description="as read; one Unicode code point per character position")
    quad: Annotated[
        Quad,
        BeforeValidator(compact.quad_read),
        PlainSerializer(compact.quad_written, return_type=tuple[compact.Number, ...], when_used="json"),
    ] = Field(
        description="corners, px, page frame, in text order (for vertical text the first edge runs downwards); in the "
        "file x, y, dx, dy, height: the first corner, the way to the second, and how far the quad reaches to the right "
        "of that way (downwards, for horizontal text); or x, y of all four corners where it is no rectangle"
    )
    cuts: Annotated[
        tuple[float, ...],
        PlainSerializer(compact.lengths, return_type=tuple[compact.Number, ...], when_used="json"),
    ] = Field(
        description="len(text) + 1 positions along the text direction, px from the quad's first corner, page frame; "
        "character k stands between cuts k and k + 1; settled on the ink"
    )
    confidences: Annotated[
        tuple[int, ...],
        PlainSerializer(compact.confidences_written, return_type=tuple[int, ...] | dict[int, int], when_used="json"),
    ] = Field(
        default_factory=lambda known: (compact.CERTAIN,) * len(known.get("text", "")),
        exclude_if=lambda values: all(value == compact.CERTAIN for value in values),
        description="per character, per cent (0..100); in the file offset -> per cent where it is below 100, or all of "
        "them where that is shorter; left out where all are 100",
    )
    alternatives: Annotated[
        dict[int, tuple[Alternative, ...]],
        BeforeValidator(compact.readings_read),
        PlainSerializer(compact.readings_written, return_type=dict[int, list[str | int]], when_used="json"),
    ] = Field(
        default_factory=dict,
        exclude_if=operator.not_,
        description="offset -> up to twenty readings, best first (the one read included), only where the "
        "confidence is below the setting recognise.alternatives_below; in the file text, probability, text, "
        "probability …, the probabilities in ten-thousandths",
    )
    vertical: bool = Field(default=False, exclude_if=operator.not_, description="characters run from top to bottom")
    reversed: bool = Field(default=False, exclude_if=operator.not_, description="light characters on a dark ground")
    ink_height: float = Field(
        default=0.0,
        ge=0,
        exclude_if=operator.not_,
        description="size of one em of this line, px, page frame, measured on the ink; 0: use the height of the quad "
        "(nothing was measured, or it is the same)",
    )

    @field_validator("confidences", mode="before")
    @classmethod
    def _of_every_character(cls, value: Any, info: ValidationInfo) -> Any:
        return compact.confidences_read(value, len(info.data.get("text", "")))

    @cached_property
    def box(self) -> Box:
        """Bounding box, px, page frame."""
        return bounding_box(self.quad)

    @property
    def length(self) -> float:
        """Extent along the text direction, px, page frame."""
        (ax, ay), (bx, by) = self.quad[0], self.quad[1]
        return float(((bx - ax) ** 2 + (by - ay) ** 2) ** 0.5)

    def character_id(self, offset: int) -> CharacterId:
        """Id of the character at ``offset``."""
        return f"{self.id}.{offset}"

    def character_quad(self, offset: int) -> Quad:
        """Corners of one character, px, page frame."""
        return self.span_quad(offset, offset)

    def span_quad(self, first: int, last: int) -> Quad:
        """Corners around the characters from offset ``first`` to ``last`` included, px, page frame."""
        total = self.length or 1.0
        start, end = self.cuts[first] / total, self.cuts[last + 1] / total
        (a, b, c, d) = self.quad

        def between(p: tuple[float, float], q: tuple[float, float], t: float) -> tuple[float, float]:
            return p[0] + (q[0] - p[0]) * t, p[1] + (q[1] - p[1]) * t

        return between(a, b, start), between(a, b, end), between(d, c, end), between(d, c, start)

    @property
    def confidence(self) -> float:
        """Mean confidence, 0..1 (0 for an empty line)."""
        return sum(self.confidences) / (100 * len(self.confidences)) if self.confidences else 0.0


def parse_character_id(character_id: CharacterId) -> tuple[int, int]:
    """``"12.5"`` -> ``(12, 5)``.  Raises ``ValueError`` on anything else."""
    line, _, offset = character_id.partition(".")
    return int(line), int(offset)


@dataclass(frozen=True, slots=True)
class Cell:
    """A piece of layered text and the ``ocr`` characters it stands for.

    ``text`` may be empty (deleted characters keep their ids) or longer than one character (an insertion belongs
    to its neighbour); ``ids`` is empty only for glue between lines, such as the space between two Latin words.
    """

    text: str
    ids: tuple[CharacterId, ...]


class LayeredText:
    """The text of one block in some layer, every character traceable to the ids of the ``ocr`` layer.

    Immutable: ``replace`` returns a new text.  Records are replayed in order; a record names the ids that it
    replaces, all cells that carry one of them become one cell (or, when before and after have the same number of
    characters and there is no glue between, one cell each, so that ids stay as fine as possible).
    """

    __slots__ = ("_where", "cells", "text")

    def __init__(self, cells: Iterable[Cell]) -> None:
        self.cells: tuple[Cell, ...] = tuple(cells)
        self.text: str = "".join(cell.text for cell in self.cells)
        self._where: dict[CharacterId, int] | None = None

    def __iter__(self) -> Iterator[Cell]:
        return iter(self.cells)

    def _index(self) -> dict[CharacterId, int]:
        if self._where is None:
            self._where = {i: n for n, cell in enumerate(self.cells) for i in cell.ids}
        return self._where

    def ids(self, start: int, end: int) -> tuple[CharacterId, ...]:
        """Ids of the characters behind ``text[start:end]``, deleted ones inside the span included."""
        found: list[CharacterId] = []
        position = 0
        for cell in self.cells:
            after = position + len(cell.text)
            inside = start < position < end if not cell.text else (position < end and after > start)
            if inside:
                found.extend(cell.ids)
            position = after
        return tuple(found)

    def owners(self) -> list[CharacterId | None]:
        """For every character of ``text`` the first id behind it (``None`` for glue)."""
        result: list[CharacterId | None] = []
        for cell in self.cells:
            if len(cell.text) == len(cell.ids):
                result.extend(cell.ids)
            else:
                result.extend([cell.ids[0] if cell.ids else None] * len(cell.text))
        return result

    def span(self, ids: Sequence[CharacterId]) -> tuple[int, int] | None:
        """``(start, end)`` of the cells that carry the ids; ``None`` when an id is not in this text."""
        index = self._index()
        if not ids or any(i not in index for i in ids):
            return None
        first, last = min(index[i] for i in ids), max(index[i] for i in ids)
        start = sum(len(cell.text) for cell in self.cells[:first])
        return start, start + sum(len(cell.text) for cell in self.cells[first : last + 1])

    def replace(self, ids: Sequence[CharacterId], after: str) -> LayeredText:
        """A new text in which the cells carrying ``ids`` read ``after``.

        Raises ``KeyError`` when an id does not belong to this text.
        """
        index = self._index()
        first, last = min(index[i] for i in ids), max(index[i] for i in ids)
        touched = self.cells[first : last + 1]
        before = "".join(cell.text for cell in touched)
        if len(before) == len(after) and all(len(cell.text) <= 1 and cell.ids for cell in touched):
            characters = iter(after)
            new = [Cell(next(characters) if cell.text else "", cell.ids) for cell in touched]
        else:
            new = [Cell(after, tuple(i for cell in touched for i in cell.ids))]
        return LayeredText((*self.cells[:first], *new, *self.cells[last + 1 :]))
