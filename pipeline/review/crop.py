"""Pieces of lines as pictures: which part of the page, how large, and where in it the characters in question stand."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby

from pipeline.crops.cut import Window, em_of, line_window, window_of
from pipeline.editing.events import Polygon
from pipeline.model.geometry import Point, transform_quad
from pipeline.model.page import Page
from pipeline.model.text import CharacterId, Line, parse_character_id

ITEM_AROUND, ROW_AROUND = 10, 7
"""characters shown on either side of those in question: alone on a page, and one of many."""
VERTICAL_AROUND = 3
"""the same where the characters stand one below the other: the rows of a list are not higher than a few."""
MARGIN = 0.25
"""ems of paper around the characters."""
LARGEST_EM = 96.0
"""px: headlines are shown no larger, also on a screen with twice the pixels."""
LONGEST = 4000
"""px: of a picture's sides; no line of print comes near it."""


@dataclass(frozen=True, slots=True)
class Crop:
    """A picture of some characters of a line."""

    page: int
    """row id."""
    line: int
    first: int
    last: int
    """offsets of the first and the last character shown."""
    version: int
    """of the page file: part of the address, so that a browser may keep the picture."""
    width: int
    """px."""
    height: int
    """px."""
    mark: tuple[Point, ...]
    """corners around the characters in question, px of the picture."""
    text: str
    """what the engine read there."""
    vertical: bool

    @property
    def address(self) -> str:
        """Where the browser finds the picture."""
        return f"/images/line/{self.page}/{self.line}?first={self.first}&last={self.last}&v={self.version}"

    @property
    def points(self) -> str:
        """``mark`` as SVG has it."""
        return " ".join(f"{x:.1f},{y:.1f}" for x, y in self.mark)


def version_of(content: str) -> int:
    """A number that changes with the page file.  ``content``: its SHA-256."""
    return int(content[:12], 16)


def window(line: Line, first: int, last: int) -> tuple[Window, tuple[int, int]]:
    """What a picture shows of the page, and its (width, height), px."""
    shown = line_window(line, first, last, MARGIN)
    scale = min(1.0, LARGEST_EM / em_of(line), LONGEST / max(shown.width, shown.height, 1.0))
    return shown, (max(1, round(shown.width * scale)), max(1, round(shown.height * scale)))


def crops(page: Page, row: int, content: str, ids: Sequence[CharacterId], around: int) -> tuple[Crop, ...]:
    """Pictures of the lines that some characters stand in, in their order.  ``row``: row id of the page."""
    places = [parse_character_id(one) for one in ids]
    found = []
    for number, group in groupby(places, key=lambda place: place[0]):
        line = page.line_by_id.get(number)
        offsets = [offset for _, offset in group]
        if line is not None and max(offsets) < len(line.text):
            found.append(_crop(line, row, version_of(content), min(offsets), max(offsets), around))
    return tuple(found)


def place(page: Page, polygon: Polygon) -> tuple[Window, tuple[int, int], tuple[Point, ...]]:
    """What a picture shows of a place of the scan, its (width, height) and the corners of the place in it, px.

    ``polygon``: four corners in the order of the text, px, scan frame.
    """
    a, b, c, d = ((x, y) for x, y in polygon)
    own = window_of(transform_quad(page.transform, (a, b, c, d)))
    em = page.em or own.height or 1.0
    shown = own.of_size(own.width + 2 * ROW_AROUND * em, own.height + 2 * MARGIN * em)
    scale = min(1.0, LARGEST_EM / em, LONGEST / max(shown.width, 1.0))
    left, top = ROW_AROUND * em * scale, MARGIN * em * scale
    right, bottom = left + own.width * scale, top + own.height * scale
    size = max(1, round(shown.width * scale)), max(1, round(shown.height * scale))
    return shown, size, ((left, top), (right, top), (right, bottom), (left, bottom))


def _crop(line: Line, row: int, version: int, start: int, end: int, around: int) -> Crop:
    around = min(around, VERTICAL_AROUND) if line.vertical else around
    first, last = max(0, start - around), min(len(line.text) - 1, end + around)
    shown, (width, height) = window(line, first, last)
    origin, scale = shown.corners[0], width / (shown.width or 1.0)
    right, down = _unit(shown.right), _unit(shown.down)

    def put(point: Point) -> Point:
        x, y = point[0] - origin[0], point[1] - origin[1]
        return scale * (x * right[0] + y * right[1]), scale * (x * down[0] + y * down[1])

    mark = tuple(put(corner) for corner in line.span_quad(start, end))
    return Crop(row, line.id, first, last, version, width, height, mark, line.text[first : last + 1], line.vertical)


def _unit(way: Point) -> Point:
    length = math.hypot(*way) or 1.0
    return way[0] / length, way[1] / length
