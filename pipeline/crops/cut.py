"""Cutting characters and lines out of page images, each turned so that it is read upright."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from pipeline.crops.images import PageImages
from pipeline.model.geometry import Box, Point, Quad, bounding_box
from pipeline.model.sheet import Image
from pipeline.model.text import Line

PAPER = 255
"""Grey level of what lies outside the page."""
SHARP = 2
"""A piece more than so many times as large as its picture is averaged down instead of sampled."""


@dataclass(frozen=True, slots=True)
class Window:
    """A rectangle of the page that is to be shown upright, px, page frame."""

    centre: Point
    right: Point
    """the way from its left side to its right one."""
    down: Point
    """the way from its top to its bottom."""

    @property
    def width(self) -> float:
        """px, page frame."""
        return math.hypot(*self.right)

    @property
    def height(self) -> float:
        """px, page frame."""
        return math.hypot(*self.down)

    @property
    def corners(self) -> Quad:
        """Left top, right top, right bottom, left bottom, as it is shown."""
        (x, y), (a, b), (c, d) = self.centre, self.right, self.down
        return (
            (x - (a + c) / 2, y - (b + d) / 2),
            (x + (a - c) / 2, y + (b - d) / 2),
            (x + (a + c) / 2, y + (b + d) / 2),
            (x - (a - c) / 2, y - (b - d) / 2),
        )

    def of_size(self, width: float, height: float) -> Window:
        """Another one around the same centre, px."""
        return Window(self.centre, _scaled(self.right, width), _scaled(self.down, height))


def window_of(quad: Quad, *, vertical: bool = False) -> Window:
    """The window of a piece of a line (``Line.span_quad``).

    ``vertical``: the characters follow each other downwards and stand upright; what is across the text to the reader is
    down the page there.
    """
    a, b, c, d = quad
    along = (b[0] - a[0] + c[0] - d[0]) / 2, (b[1] - a[1] + c[1] - d[1]) / 2
    across = (d[0] - a[0] + c[0] - b[0]) / 2, (d[1] - a[1] + c[1] - b[1]) / 2
    centre = sum(p[0] for p in quad) / 4, sum(p[1] for p in quad) / 4
    return Window(centre, (-across[0], -across[1]), along) if vertical else Window(centre, along, across)


def em_of(line: Line) -> float:
    """Size of one em of a line, px, page frame."""
    return line.ink_height or math.dist(line.quad[0], line.quad[3])


def glyph_window(line: Line, offset: int, margin: float = 0.0) -> Window:
    """A square around one character.  ``margin``: on every side, ems."""
    own = window_of(line.character_quad(offset), vertical=line.vertical)
    side = max(own.width, own.height, em_of(line)) + 2 * margin * em_of(line)
    return own.of_size(side, side)


def line_window(line: Line, first: int = 0, last: int | None = None, margin: float = 0.0) -> Window:
    """The characters from offset ``first`` to ``last`` (included; default: all) of a line.

    ``margin``: on every side, ems.  A column of vertical text gives a tall window.
    """
    last = len(line.text) - 1 if last is None else last
    own = window_of(line.span_quad(first, last) if line.text else line.quad, vertical=line.vertical)
    more = 2 * margin * em_of(line)
    return own.of_size(own.width + more, own.height + more)


def around(windows: Iterable[Window]) -> Box:
    """The box that holds all windows, a pixel wider for what is taken between pixels; px, page frame."""
    left, top, right, bottom = bounding_box(corner for window in windows for corner in window.corners)
    return left - 1, top - 1, right + 1, bottom + 1


def shown(image: Image, origin: tuple[int, int], window: Window, size: tuple[int, int]) -> Image:
    """A window as a picture of ``size`` (width, height), px; as many channels as ``image``.

    ``image``: pixels of the page, of which the first stands at ``origin`` (left, top).  Outside there is white paper.
    """
    import cv2

    if image.size == 0:
        return np.full((size[1], size[0], *image.shape[2:]), PAPER, np.uint8)
    times = max(1, math.ceil(max(window.width / size[0], window.height / size[1]) / SHARP))
    fine = size[0] * times, size[1] * times
    a, b, _, d = window.corners
    # pixel centres: the page frame counts from the corner of the first pixel, the warp from its centre
    place = np.array([(x - origin[0] - 0.5, y - origin[1] - 0.5) for x, y in (a, b, d)], np.float32)
    target = np.array([(-0.5, -0.5), (fine[0] - 0.5, -0.5), (-0.5, fine[1] - 0.5)], np.float32)
    matrix = cv2.getAffineTransform(place, target)
    white = (PAPER, PAPER, PAPER)
    picture = cv2.warpAffine(image, matrix, fine, flags=cv2.INTER_LINEAR, borderValue=white)
    if times > 1:
        picture = cv2.resize(picture, size, interpolation=cv2.INTER_AREA)
    return np.asarray(picture, np.uint8)


def cut(images: PageImages, path: Path, window: Window, size: tuple[int, int]) -> Image:
    """A window of a stored page image as a picture of ``size`` (width, height), px.  Raises ``PageError``."""
    return shown(*images.part(path, around([window])), window, size)


def _scaled(way: Point, length: float) -> Point:
    now = math.hypot(*way) or 1.0
    return way[0] * length / now, way[1] * length / now
