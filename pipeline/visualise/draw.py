"""Draws a page's regions, blocks, reading order, joins and corrections over its straightened image.

All of it is in the picture's own px: the page frame times one scale.
"""

from __future__ import annotations

from collections.abc import Iterable

import cv2
import numpy as np

from pipeline.model.block import Block
from pipeline.model.geometry import Box, Point, Quad
from pipeline.model.page import Page
from pipeline.model.sheet import Image
from pipeline.model.text import parse_character_id
from pipeline.visualise import colours
from pipeline.visualise.colours import Colour
from pipeline.visualise.words import write

LONGER_SIDE = 2600
"""px; enough to read body text of a tabloid page beside the marks."""
LABEL_EM = 0.7
"""em; size of the words of a correction: smaller than the line that they stand above."""
WASH = 0.12
"""How strongly a block is tinted, 0..1: the print below stays readable."""
ARROWS = 0.5
"""Opacity of the arrows of the reading order, 0..1."""
_FONT = cv2.FONT_HERSHEY_SIMPLEX


def draw_page(page: Page, image: Image) -> Image:
    """A BGR picture, reduced to ``LONGER_SIDE``.  ``image``: grey or BGR, page frame."""
    return _Drawing(page, image).draw()


class _Drawing:
    def __init__(self, page: Page, image: Image) -> None:
        self.page = page
        self.scale = min(1.0, LONGER_SIDE / max(image.shape[:2]))
        size = (max(1, round(image.shape[1] * self.scale)), max(1, round(image.shape[0] * self.scale)))
        small = cv2.resize(image, size, interpolation=cv2.INTER_AREA) if self.scale < 1 else image.copy()
        self.picture: Image = cv2.cvtColor(small, cv2.COLOR_GRAY2BGR) if small.ndim == 2 else small  # type: ignore[assignment]
        self.unit = max(1, round(max(size) / 1300))
        """px; thickness of a line."""

    def draw(self) -> Image:
        self._tint()
        graphics = self.page.graphics
        for box in (*(rule.box for rule in graphics.rules), *graphics.frames, *graphics.bars):
            self._box(box, colours.GRAPHICS, self.unit)
        for region in self.page.regions:
            self._box(region.box, colours.REGION, self.unit)
        for block in self.page.blocks:
            for box in block.boxes:
                self._box(box, colours.BLOCKS[block.kind], self.unit * 2 if not block.uncertain else self.unit * 4)
            self._joins(block)
        self._loose_lines()
        self._order()
        self._corrections()
        return self.picture

    def _tint(self) -> None:
        wash = self.picture.copy()
        for block in self.page.blocks:
            for box in block.boxes:
                cv2.rectangle(wash, *self._corners(box), colours.BLOCKS[block.kind], cv2.FILLED)
        cv2.addWeighted(wash, WASH, self.picture, 1 - WASH, 0, dst=self.picture)

    def _joins(self, block: Block) -> None:
        """Arrows where a paragraph goes on in another column or behind a photo; table cells as boxes."""
        for cell in block.cells:
            self._box(cell.box, colours.BLOCKS["table"], self.unit)
        for before, join, after in zip(block.lines, block.joins, block.lines[1:], strict=False):
            if join.kind != "line":
                start, end = self.page.line_by_id[before].quad, self.page.line_by_id[after].quad
                self._arrow(_middle(start[1], start[2]), _middle(end[0], end[3]), colours.JOIN, self.unit * 2)

    def _loose_lines(self) -> None:
        held = {i for block in self.page.blocks for i in _lines_of(block)}
        for line in self.page.lines:
            if line.id not in held:
                self._quad(line.quad, colours.LOOSE, self.unit * 2)

    def _order(self) -> None:
        """Numbers beside the blocks, and faint arrows from the end of each to the start of the next."""
        clean = self.picture.copy()
        before: Block | None = None
        for block in self.page.text_blocks():
            if before is not None and before.boxes and block.boxes:
                self._arrow(_centre(before.boxes[-1]), _centre(block.boxes[0]), colours.ORDER, self.unit)
            before = block
        cv2.addWeighted(self.picture, ARROWS, clean, 1 - ARROWS, 0, dst=self.picture)
        for number, block in enumerate(self.page.blocks):
            if block.boxes:
                self._label(str(number + 1), block.boxes[0][:2], colours.BLOCKS[block.kind])

    def _corrections(self) -> None:
        labels: list[tuple[int, int, str, Colour]] = []
        for record in self.page.corrections:
            if record.stage == "normalise":
                continue  # hundreds on a page, and right by rule: they would hide the rest
            colour = colours.CORRECTIONS[record.status]
            quads = self._quads(record.characters)
            for quad in quads:
                self._quad(quad, colour, self.unit * 2)
            x, y = self._point(quads[0][0])
            labels.append((x, y, f"{record.before}→{record.after or '∅'}", colour))
        write(self.picture, labels, max(12, round(self.page.em * self.scale * LABEL_EM)))

    def _quads(self, characters: Iterable[str]) -> list[Quad]:
        """One quad for each line part of a span, page frame."""
        found: dict[int, list[int]] = {}
        for character in characters:
            line, offset = parse_character_id(character)
            found.setdefault(line, []).append(offset)
        return [self.page.line_by_id[line].span_quad(min(at), max(at)) for line, at in found.items()]

    def _point(self, point: Point) -> tuple[int, int]:
        return round(point[0] * self.scale), round(point[1] * self.scale)

    def _corners(self, box: Box) -> tuple[tuple[int, int], tuple[int, int]]:
        return self._point((box[0], box[1])), self._point((box[2], box[3]))

    def _box(self, box: Box, colour: Colour, thickness: int) -> None:
        cv2.rectangle(self.picture, *self._corners(box), colour, thickness, cv2.LINE_AA)

    def _quad(self, quad: Quad, colour: Colour, thickness: int) -> None:
        points = np.array([self._point(point) for point in quad], np.int32)
        cv2.polylines(self.picture, [points], True, colour, thickness, cv2.LINE_AA)

    def _arrow(self, start: Point, end: Point, colour: Colour, thickness: int) -> None:
        a, b = self._point(start), self._point(end)
        length = max(1.0, float(np.hypot(b[0] - a[0], b[1] - a[1])))
        cv2.arrowedLine(self.picture, a, b, colour, thickness, cv2.LINE_AA, tipLength=min(0.3, 12 * self.unit / length))

    def _label(self, text: str, corner: Point, colour: Colour) -> None:
        """A number in a filled box on the left of ``corner``, where there is room."""
        size = 0.45 * self.unit
        (width, height), base = cv2.getTextSize(text, _FONT, size, self.unit)
        x, y = self._point(corner)
        x, y = max(x - width - 6, 0), max(y, 0)
        cv2.rectangle(self.picture, (x, y), (x + width + 6, y + height + base + 4), colour, cv2.FILLED)
        cv2.putText(self.picture, text, (x + 3, y + height + 3), _FONT, size, colours.PAPER, self.unit, cv2.LINE_AA)


def _lines_of(block: Block) -> Iterable[int]:
    return (*block.lines, *(i for cell in block.cells for i in cell.lines))


def _middle(a: Point, b: Point) -> Point:
    return (a[0] + b[0]) / 2, (a[1] + b[1]) / 2


def _centre(box: Box) -> Point:
    return (box[0] + box[2]) / 2, (box[1] + box[3]) / 2
