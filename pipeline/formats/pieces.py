"""A page as formats of page layout see it: pieces of blocks, each in one column, on the original scan.

Such formats know no paragraph that runs over several columns.  A block is written as one piece for each column that
it stands in, and the pieces are named and joined so that the block can be put together again.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import groupby

from pipeline.formats.printed import PrintedLine, printed_lines
from pipeline.model.block import Block, Cellspan, Join
from pipeline.model.geometry import Box, Quad, bounding_box, quad_of, transform_quad, union
from pipeline.model.page import Layer, Page


@dataclass(frozen=True, slots=True)
class Piece:
    """What stands of a block in one column, or in one cell of a table."""

    block: Block
    name: str
    """unique on the page, and a name in XML: ``b3``, ``b3_2`` (second piece), ``b3_r0c1`` (a cell)."""
    quad: Quad
    """px, scan frame."""
    lines: tuple[PrintedLine, ...]
    joins: tuple[Join | None, ...]
    """how each line continues the one before; ``None``: it begins the block, or stands in a table."""
    cell: Cellspan | None = None

    @property
    def text(self) -> str:
        """Its lines, a line feed between them; words of a line are separated by one space."""
        return "\n".join(line_text(line) for line in self.lines)

    @property
    def vertical(self) -> bool:
        """Whether its characters run from top to bottom."""
        return bool(self.lines) and self.lines[0].line.vertical


@dataclass(frozen=True, slots=True)
class Pieces:
    """One block."""

    block: Block
    name: str
    quad: Quad
    """px, scan frame, around all pieces of a table or picture."""
    parts: tuple[Piece, ...]
    """in reading order; none for a picture without lettering."""


_last: tuple[Page, Layer, list[Pieces]] | None = None


def pieces_of(page: Page, layer: Layer) -> list[Pieces]:
    """The blocks of a page in reading order.

    Those of the last page are kept: several formats are written from it, one after the other.
    """
    global _last
    last = _last
    if last is None or last[0] is not page or last[1] != layer:
        _last = last = page, layer, [_pieces(page, block, layer) for block in page.blocks]
    return last[2]


def by_article(blocks: list[Pieces]) -> Iterator[tuple[int | None, list[Pieces]]]:
    """Article id -> its blocks, in reading order; an article that is interrupted comes twice."""
    for article, found in groupby(blocks, key=lambda one: one.block.article):
        yield article, list(found)


def line_text(line: PrintedLine) -> str:
    """The words of a line, one space between them."""
    return " ".join(word.text for word in line.words)


def outline(page: Page) -> Quad:
    """The page on its scan, px, scan frame, cut off at the edges of the scan."""
    width, height = page.size
    wide, high = page.scan_size
    corners = transform_quad(page.page_to_scan, quad_of((0.0, 0.0, float(width), float(height))))
    a, b, c, d = ((min(max(x, 0.0), float(wide)), min(max(y, 0.0), float(high))) for x, y in corners)
    return a, b, c, d


def rotation(quad: Quad) -> float:
    """Counter-clockwise angle of the text, degrees."""
    (ax, ay), (bx, by) = quad[0], quad[1]
    return math.degrees(math.atan2(ay - by, bx - ax))


def _pieces(page: Page, block: Block, layer: Layer) -> Pieces:
    name = f"b{block.id}"
    lines = _all_lines(page, block, layer)
    boxes = block.boxes or tuple(bounding_box(line.line.quad) for line in lines.values())
    whole = _on_scan(page, union(boxes)) if boxes else outline(page)
    if block.cells:
        parts = tuple(_cell(page, block, name, cell, lines) for cell in block.cells)
    elif not lines:
        parts = () if block.kind == "photo" else (Piece(block, name, whole, (), ()),)
    else:
        parts = tuple(_columns(page, block, name, list(lines.values())))
    return Pieces(block, name, whole, parts)


def _all_lines(page: Page, block: Block, layer: Layer) -> dict[int, PrintedLine]:
    """The lines of a block, those included of which a correction that begins in an earlier line left nothing.

    What the text has behind such lines follows the last of them; what was read between them and the line before went
    with them.
    """
    lines = {line.line.id: line for line in printed_lines(page, block, layer)}
    if len(lines) == (sum(len(cell.lines) for cell in block.cells) if block.cells else len(block.lines)):
        return lines
    numbers = [number for cell in block.cells for number in cell.lines] if block.cells else list(block.lines)
    found: dict[int, PrintedLine] = {}
    before = ""
    for place, number in enumerate(numbers):
        line = lines.get(number) or PrintedLine(
            page.line_by_id[number],
            transform_quad(page.page_to_scan, page.line_by_id[number].quad),
            (),
            before,
        )
        before = line.glue
        gone = place + 1 < len(numbers) and numbers[place + 1] not in lines
        found[number] = replace(line, glue="") if gone else line
    return found


def _cell(page: Page, block: Block, name: str, cell: Cellspan, lines: dict[int, PrintedLine]) -> Piece:
    own = tuple(lines[number] for number in cell.lines if number in lines)
    return Piece(block, f"{name}_r{cell.row}c{cell.column}", _on_scan(page, cell.box), own, (None,) * len(own), cell)


def _columns(page: Page, block: Block, name: str, lines: list[PrintedLine]) -> Iterator[Piece]:
    joins: dict[int, Join | None] = {
        number: block.joins[n - 1] if 0 < n <= len(block.joins) else None for n, number in enumerate(block.lines)
    }
    where = list(_boxes_of(block, lines))
    runs = [(box, [line for _, line in group]) for box, group in groupby(zip(where, lines, strict=True), _first)]
    for number, (box, own) in enumerate(runs, start=1):
        yield Piece(
            block,
            name if len(runs) == 1 else f"{name}_{number}",
            _on_scan(page, block.boxes[box] if block.boxes else union([line.line.box for line in own])),
            tuple(own),
            tuple(joins.get(line.line.id) for line in own),
        )


def _first(pair: tuple[int, PrintedLine]) -> int:
    return pair[0]


def _boxes_of(block: Block, lines: list[PrintedLine]) -> Iterator[int]:
    """The box that each line stands in: they come in the order of the lines."""
    current = 0
    for line in lines:
        left, top, right, bottom = line.line.box
        x, y = (left + right) / 2, (top + bottom) / 2
        for number in range(current, len(block.boxes)):
            box = block.boxes[number]
            if box[0] <= x <= box[2] and box[1] <= y <= box[3]:
                current = number
                break
        yield current


def _on_scan(page: Page, box: Box) -> Quad:
    return transform_quad(page.page_to_scan, quad_of(box))
