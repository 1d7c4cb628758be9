"""The lines of masthead and folio as texts with their size and place."""

from __future__ import annotations

from dataclasses import dataclass

from pipeline.describe.numerals import fold
from pipeline.model.block import Block
from pipeline.model.geometry import Box
from pipeline.model.page import Page
from pipeline.model.text import parse_character_id


@dataclass(frozen=True, slots=True)
class PrintedLine:
    """One line of a block, best layer, folded (``numerals.fold``), blanks at its ends taken off."""

    text: str
    size: float
    """px, page frame: one em of the line."""
    box: Box
    """px, page frame."""
    block: int


def printed_lines(page: Page, block: Block) -> list[PrintedLine]:
    """The block's lines in order; lines without text are left out."""
    texts: dict[int, str] = {}
    for cell in page.text(block):
        if cell.ids:
            number, _ = parse_character_id(cell.ids[0])
            texts[number] = texts.get(number, "") + cell.text
    lines = []
    for number, text in texts.items():
        line = page.line_by_id[number]
        (ax, ay), (bx, by) = line.quad[0], line.quad[3]
        size = line.ink_height or ((ax - bx) ** 2 + (ay - by) ** 2) ** 0.5
        if text.strip():
            lines.append(PrintedLine(fold(text).strip(), size, line.box, block.id))
    return lines
