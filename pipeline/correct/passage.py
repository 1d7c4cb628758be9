"""The text of one block as this stage sees it: each character with what the engine thought of it."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

from pipeline.model.block import Block
from pipeline.model.page import Page
from pipeline.model.text import Line, parse_character_id

FEWEST_CELLS = 3
"""characters a line needs for its median cell to mean anything."""


@dataclass(frozen=True, slots=True)
class Reading:
    """One character of the text after normalisation."""

    text: str
    confidence: float
    """0..1; 1 for what is no character of the scan (glue between lines)."""
    alternatives: dict[str, float]
    """the engine's readings of the position, the one read included; empty: the engine was sure, none were kept."""
    width: float = 1.0
    """width of the character's cell in ems of its line."""
    line: int | None = None
    """line that the character stands in; ``None`` for what is no character of the scan."""


@dataclass(frozen=True, slots=True)
class Passage:
    """The text of one block with its readings, one for each character."""

    block: int
    text: str
    readings: tuple[Reading, ...]

    def hole(self, position: int) -> float:
        """em; room between the characters before and at a position beyond what they take themselves; 0 where they are
        no two Chinese neighbours of one line."""
        if not 0 < position < len(self.readings):
            return 0.0
        left, right = self.readings[position - 1], self.readings[position]
        if left.line is None or left.line != right.line or not (is_chinese(left.text) and is_chinese(right.text)):
            return 0.0
        return max(left.width + right.width - 2, 0.0)


def passage_of(page: Page, block: Block) -> Passage:
    """The block's text in the layer ``corrected``, as it stands now."""
    text = page.text(block, "corrected")
    widths: dict[int, list[float]] = {}
    readings: list[Reading] = []
    for character, owner in zip(text.text, text.owners(), strict=True):
        if owner is None:
            readings.append(Reading(character, 1.0, {}))
            continue
        line_id, offset = parse_character_id(owner)
        line = page.line_by_id[line_id]
        if line_id not in widths:
            widths[line_id] = _widths(line)
        readings.append(
            Reading(
                text=character,
                confidence=line.confidences[offset] / 100,
                alternatives={a.text: a.probability for a in line.alternatives.get(offset, ()) if len(a.text) == 1},
                width=widths[line_id][offset],
                line=line_id,
            )
        )
    return Passage(block.id, text.text, tuple(readings))


def _widths(line: Line) -> list[float]:
    """Width of each cell in ems of its line, by the median of the line's cells; 1 where that says nothing."""
    cells = [b - a for a, b in pairwise(line.cuts)]
    median = sorted(cells)[len(cells) // 2] if len(cells) >= FEWEST_CELLS else 0.0
    return [cell / median if median > 0 else 1.0 for cell in cells]


def is_chinese(character: str) -> bool:
    """Whether a character is a Chinese ideograph."""
    return "\u3400" <= character <= "\u9fff" or character == "〇"
