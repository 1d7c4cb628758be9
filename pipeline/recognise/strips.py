"""Strips: the pieces of the page that are read, one line of print each, and their crops."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace

import cv2
import numpy as np
from numpy.typing import NDArray

from pipeline.engine.protocol import Detection
from pipeline.model.geometry import Point
from pipeline.model.sheet import Image
from pipeline.recognise.settings import RecogniseSettings
from pipeline.recognise.threshold_settings import StripSettings

HEIGHT = 48
"""px: height of a crop, that of the recogniser's input (all PP-OCR models since version 3)."""
KERNEL = (7, 7)
"""px: kernel of the smoothing.  One of 9 px reads the same and takes a third longer; with 5 px worn pages are read
worse, whatever the sigma."""
NARROWEST = 8
"""px: width of the narrowest crop, one step of the recogniser."""
Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Strip:
    """A rectangle along one line, px of the page image; ``angle``: radians, clockwise, of a column its slant."""

    centre: Point
    length: float
    height: float
    angle: float
    vertical: bool = False
    """True when the text runs downwards: ``length`` is then its extent downwards."""

    @property
    def along(self) -> Point:
        """Unit vector along the text; the feet of its characters lie a quarter turn clockwise from there."""
        c, s = math.cos(self.angle), math.sin(self.angle)
        # a column is read turned left by a quarter: its right edge becomes the top
        return (-s, c) if self.vertical else (c, s)

    def corner(self, along: float, across: float) -> Point:
        """The point at a distance from the start corner, px."""
        ux, uy = self.along
        along, across = along - self.length / 2, across - self.height / 2
        return self.centre[0] + along * ux - across * uy, self.centre[1] + along * uy + across * ux

    def part(self, start: float, end: float) -> Strip:
        """The piece between two distances along the text, px."""
        return replace(self, centre=self.corner((start + end) / 2, self.height / 2), length=end - start)

    def of_height(self, height: float) -> Strip:
        """The same line in another height."""
        return replace(self, height=height)

    def turned(self) -> Strip:
        """The same rectangle as a strip of the other direction."""
        return replace(self, length=self.height, height=self.length, vertical=not self.vertical)

    def scaled(self, factor: float) -> Strip:
        """The same place in an image whose sides are ``factor`` times as long."""
        x, y = self.centre
        return replace(self, centre=(x * factor, y * factor), length=self.length * factor, height=self.height * factor)


def strip_of(detection: Detection, vertical_ratio: float) -> Strip:
    """The strip of a detected rectangle; tall ones are columns."""
    (ax, ay), (bx, by), (cx, cy), (dx, dy) = detection.quad
    centre = (ax + bx + cx + dx) / 4, (ay + by + cy + dy) / 4
    across = (bx - ax + cx - dx) / 2, (by - ay + cy - dy) / 2
    downwards = (dx - ax + cx - bx) / 2, (dy - ay + cy - by) / 2
    width, height = math.hypot(*across), math.hypot(*downwards)
    if height >= vertical_ratio * width:
        return Strip(centre, height, width, math.atan2(downwards[1], downwards[0]) - math.pi / 2, vertical=True)
    return Strip(centre, width, height, math.atan2(across[1], across[0]))


def spans(strips: Sequence[Strip]) -> Floats:
    """(left, top, right, bottom) of each strip, its slant left aside, px of the page image."""
    boxes = []
    for strip in strips:
        w, h = (strip.height, strip.length) if strip.vertical else (strip.length, strip.height)
        x, y = strip.centre
        boxes.append((x - w / 2, y - h / 2, x + w / 2, y + h / 2))
    return np.array(boxes, dtype=np.float64).reshape(-1, 4)


def without_duplicates(strips: Sequence[Strip], settings: StripSettings) -> list[Strip]:
    """Strips that do not lie within a larger one."""
    boxes = spans(strips)
    areas = (boxes[:, 2] - boxes[:, 0]) * (boxes[:, 3] - boxes[:, 1])
    order = np.argsort(-areas, kind="stable")
    boxes, areas = boxes[order], areas[order]
    dropped = np.zeros(len(strips), np.bool_)
    for k, within in _within_larger(boxes, areas, settings.contained):
        dropped[k] = not dropped[within].all()
    kept = np.sort(order[~dropped])
    return [strips[k] for k in kept.tolist()]


def _within_larger(boxes: Floats, areas: Floats, share: float) -> list[tuple[int, NDArray[np.intp]]]:
    """Of boxes from large to small: those that lie within larger ones, and in which."""
    left, top, right, bottom = boxes.T
    shared = np.minimum(right[:, None], right) - np.maximum(left[:, None], left)
    np.clip(shared, 0, None, out=shared)
    shared *= np.clip(np.minimum(bottom[:, None], bottom) - np.maximum(top[:, None], top), 0, None)
    inside = np.tril(shared > share * areas[:, None], k=-1)
    return [(k, np.flatnonzero(inside[k])) for k in np.flatnonzero(inside.any(axis=1)).tolist()]


def widened(strips: Sequence[Strip], settings: RecogniseSettings) -> list[Strip]:
    """Every strip longer at both ends by a share of its height, but not into its neighbours in the same row.

    A line that ends before the lines around it (the last of a paragraph) is widened further at its end: a pale full
    stop there is what the detector misses most.
    """
    own = settings.strips
    boxes, heights = spans(strips), np.array([strip.height for strip in strips])
    lengths, vertical = np.array([strip.length for strip in strips]), np.array([strip.vertical for strip in strips])
    before, after, short = np.empty((3, len(strips)))
    for which in (False, True):
        (rows,) = np.nonzero(vertical == which)
        low, high, side, end = (1, 3, 0, 2) if which else (0, 2, 1, 3)
        first, last, top, bottom = (boxes[:, k] for k in (low, high, side, end))
        mine = boxes[rows]
        shared = np.minimum(bottom, mine[:, end, None]) - np.maximum(top, mine[:, side, None])
        beside = shared > own.same_row * np.minimum(bottom - top, (mine[:, end] - mine[:, side])[:, None])
        beside[np.arange(len(rows)), rows] = False
        along = np.minimum(last, mine[:, high, None]) - np.maximum(first, mine[:, low, None])
        apart = np.maximum(top - mine[:, end, None], mine[:, side, None] - bottom)
        around = (apart < own.around * heights[rows, None]) & (along > own.same_row * lengths[rows, None])
        reach = np.where(around, last, -np.inf).max(axis=1, initial=-np.inf)
        short[rows] = reach - mine[:, high] > own.shorter * heights[rows]
        before[rows] = _nearest(mine[:, low, None] - last, beside, heights[rows])
        after[rows] = _nearest(first - mine[:, high, None], beside, heights[rows])
    free = own.neighbour * np.stack([before, after])
    usual, at_end = settings.widen * heights, np.where(short > 0, settings.widen_end, settings.widen) * heights
    starts = np.minimum(usual, np.maximum(free[0], 0)).tolist()
    ends = np.minimum(at_end, np.maximum(free[1], 0)).tolist()
    return [strip.part(-a, strip.length + b) for strip, a, b in zip(strips, starts, ends, strict=True)]


def _nearest(distances: Floats, beside: NDArray[np.bool_], heights: Floats) -> Floats:
    """Distance to the nearest neighbour on one side, infinite where there is none."""
    ahead = beside & (distances > -heights[:, None])
    return np.asarray(np.where(ahead, distances, np.inf).min(axis=1, initial=np.inf))


def evened(strips: Sequence[Strip], settings: RecogniseSettings) -> list[Strip]:
    """Strips in the height in which they are read."""
    if not strips:
        return []
    median = float(np.median([strip.height for strip in strips]))
    result = []
    for strip in strips:
        close = abs(strip.height / median - 1) <= settings.same_height
        result.append(strip.of_height((median if close else strip.height) * settings.crop_height))
    return result


def crop(image: Image, strip: Strip, squeeze: float = 1.0, height: int = HEIGHT) -> Image:
    """The strip as an image of a height; its length is scaled likewise, and by ``squeeze``.

    Columns are turned to the left by a quarter.  Strips far higher than a crop are averaged down, not sampled.
    """
    width = max(round(strip.length * height / strip.height * squeeze), NARROWEST)
    oversample = max(1, int(strip.height // height))
    size = (width * oversample, height * oversample)
    corners = (strip.corner(0, 0), strip.corner(strip.length, 0), strip.corner(0, strip.height))
    matrix = cv2.getAffineTransform(
        np.array(corners, dtype=np.float32), np.array([(0, 0), (size[0], 0), (0, size[1])], dtype=np.float32)
    )
    sharp = cv2.warpAffine(image, matrix, size, flags=cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE)
    if oversample > 1:
        sharp = cv2.resize(sharp, (width, height), interpolation=cv2.INTER_AREA)
    return np.asarray(sharp, dtype=np.uint8)


def smoothed(sharp: Image, sigma: float) -> Image:
    """A crop as it is read.  ``sigma``: px of the crop, 0: as it is."""
    return np.asarray(cv2.GaussianBlur(sharp, KERNEL, sigma), dtype=np.uint8) if sigma else sharp
