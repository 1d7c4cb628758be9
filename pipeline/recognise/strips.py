"""Strips: the pieces of the page that are read, one line of print each, and their crops."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import cv2
import numpy as np
from numpy.typing import NDArray

from pipeline.engine.protocol import Detection
from pipeline.model.sheet import Image
from pipeline.recognise.settings import RecogniseSettings

HEIGHT = 48
"""px: height of a crop, that of the recogniser's input (all PP-OCR models since version 3)."""
SAME_ROW = 0.5
"""Share of the lower box's height that two boxes share when they stand in one row."""
CONTAINED = 0.7
"""Share of the smaller box's area that lies in a larger one when it is found twice."""
NEIGHBOUR_SHARE = 0.4
"""Share of the white to a neighbour that a line may be widened by."""
AROUND = 3.0
"""Heights: lines no farther above or below than this are around a line."""
SHORTER = 1.2
"""Heights by which a line ends before the lines around it when it is the last of a paragraph."""


@dataclass(frozen=True, slots=True)
class Strip:
    """A rectangle along one line, px of the page image; ``angle``: radians, clockwise, of a column its slant."""

    centre: tuple[float, float]
    length: float
    height: float
    angle: float
    vertical: bool = False
    """True when the text runs downwards: ``length`` is then its extent downwards."""

    @property
    def axes(self) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """Unit vectors along the text, and from the top of its characters to their feet when they are read."""
        c, s = np.cos(self.angle), np.sin(self.angle)
        along, across = np.array([c, s]), np.array([-s, c])
        # a column is read turned left by a quarter: its right edge becomes the top
        return (across, -along) if self.vertical else (along, across)

    def corner(self, along: float, across: float) -> tuple[float, float]:
        """The point at a distance from the start corner, px."""
        u, v = self.axes
        x, y = np.array(self.centre) + (along - self.length / 2) * u + (across - self.height / 2) * v
        return float(x), float(y)

    def part(self, start: float, end: float) -> Strip:
        """The piece between two distances along the text, px."""
        u, _ = self.axes
        x, y = np.array(self.centre) + ((start + end) / 2 - self.length / 2) * u
        return replace(self, centre=(float(x), float(y)), length=end - start)

    def of_height(self, height: float) -> Strip:
        """The same line in another height."""
        return replace(self, height=height)

    def turned(self) -> Strip:
        """The same rectangle as a strip of the other direction."""
        return replace(self, length=self.height, height=self.length, vertical=not self.vertical)


def strip_of(detection: Detection, vertical_ratio: float) -> Strip:
    """The strip of a detected rectangle; tall ones are columns."""
    a, b, c, d = (np.array(point, dtype=np.float64) for point in detection.quad)
    centre = (a + b + c + d) / 4
    across = ((b - a) + (c - d)) / 2
    downwards = ((d - a) + (c - b)) / 2
    width, height = float(np.hypot(*across)), float(np.hypot(*downwards))
    if height >= vertical_ratio * width:
        angle = float(np.arctan2(downwards[1], downwards[0]) - np.pi / 2)
        return Strip((float(centre[0]), float(centre[1])), height, width, angle, vertical=True)
    return Strip((float(centre[0]), float(centre[1])), width, height, float(np.arctan2(across[1], across[0])))


def spans(strips: Sequence[Strip]) -> NDArray[np.float64]:
    """(left, top, right, bottom) of each strip, its slant left aside, px of the page image."""
    boxes = []
    for strip in strips:
        w, h = (strip.height, strip.length) if strip.vertical else (strip.length, strip.height)
        x, y = strip.centre
        boxes.append((x - w / 2, y - h / 2, x + w / 2, y + h / 2))
    return np.array(boxes, dtype=np.float64).reshape(-1, 4)


def without_duplicates(strips: Sequence[Strip]) -> list[Strip]:
    """Strips that do not lie within a larger one."""
    boxes = spans(strips)
    areas = (boxes[:, 2] - boxes[:, 0]) * (boxes[:, 3] - boxes[:, 1])
    kept: list[int] = []
    for k in np.argsort(-areas, kind="stable").tolist():
        if kept:
            others = boxes[kept]
            shared_x = np.minimum(others[:, 2], boxes[k, 2]) - np.maximum(others[:, 0], boxes[k, 0])
            shared_y = np.minimum(others[:, 3], boxes[k, 3]) - np.maximum(others[:, 1], boxes[k, 1])
            shared = np.clip(shared_x, 0, None) * np.clip(shared_y, 0, None)
            if (shared > CONTAINED * areas[k]).any():
                continue
        kept.append(k)
    return [strips[k] for k in sorted(kept)]


def widened(strips: Sequence[Strip], settings: RecogniseSettings) -> list[Strip]:
    """Every strip longer at both ends by a share of its height, but not into its neighbours in the same row.

    A line that ends before the lines around it (the last of a paragraph) is widened further at its end: a pale full
    stop there is what the detector misses most.
    """
    boxes = spans(strips)
    result = []
    for k, strip in enumerate(strips):
        low, high = (1, 3) if strip.vertical else (0, 2)
        side, end = (0, 2) if strip.vertical else (1, 3)
        own = boxes[k]
        shared = np.minimum(boxes[:, end], own[end]) - np.maximum(boxes[:, side], own[side])
        beside = shared > SAME_ROW * np.minimum(boxes[:, end] - boxes[:, side], own[end] - own[side])
        beside[k] = False
        along = np.minimum(boxes[:, high], own[high]) - np.maximum(boxes[:, low], own[low])
        apart = np.maximum(boxes[:, side] - own[end], own[side] - boxes[:, end])
        around = (apart < AROUND * strip.height) & (along > SAME_ROW * strip.length)
        short = bool(around.any()) and float(boxes[around, high].max()) - own[high] > SHORTER * strip.height
        before = own[low] - boxes[beside, high]
        after = boxes[beside, low] - own[high]
        result.append(
            strip.part(
                -_free(before, settings.widen * strip.height, strip.height),
                strip.length
                + _free(after, (settings.widen_end if short else settings.widen) * strip.height, strip.height),
            )
        )
    return result


def _free(distances: NDArray[np.float64], reach: float, height: float) -> float:
    """How far a strip may reach, given the distances to its neighbours on that side."""
    ahead = distances[distances > -height]
    return min(reach, max(NEIGHBOUR_SHARE * float(ahead.min()), 0.0)) if len(ahead) else reach


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


def crop(image: Image, strip: Strip, squeeze: float, smoothing: float) -> tuple[Image, Image]:
    """The strip as (smoothed crop to read, sharp crop to measure), both ``HEIGHT`` px high.

    Columns are turned to the left by a quarter.  Strips far higher than a crop are averaged down, not sampled.
    """
    width = max(round(strip.length * HEIGHT / strip.height * squeeze), 8)
    oversample = max(1, int(strip.height // HEIGHT))
    size = (width * oversample, HEIGHT * oversample)
    corners = (strip.corner(0, 0), strip.corner(strip.length, 0), strip.corner(0, strip.height))
    matrix = cv2.getAffineTransform(
        np.array(corners, dtype=np.float32), np.array([(0, 0), (size[0], 0), (0, size[1])], dtype=np.float32)
    )
    sharp = cv2.warpAffine(image, matrix, size, flags=cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE)
    if oversample > 1:
        sharp = cv2.resize(sharp, (width, HEIGHT), interpolation=cv2.INTER_AREA)
    smooth = cv2.GaussianBlur(sharp, (0, 0), smoothing) if smoothing else sharp
    return np.asarray(smooth, dtype=np.uint8), np.asarray(sharp, dtype=np.uint8)
