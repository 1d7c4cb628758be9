"""The straightened frame, reduced: where spreads, borders and blank canvas are looked for."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import cv2
import numpy as np

from pipeline.model.geometry import Box, Matrix, compose, invert, transform_point
from pipeline.model.sheet import Image
from pipeline.straighten import warp
from pipeline.straighten.ink import Reduced, enlarging, resized


@dataclass(frozen=True, slots=True)
class View:
    """The straightened frame at some scale."""

    picture: Image
    inside: Image
    """255 where the picture shows the scan, 0 where straightening added canvas."""
    scale: float
    """px of the picture per px of the straightened frame."""


def window(box: Box, scale: float) -> tuple[slice, slice]:
    """Rows and columns of a picture of the straightened frame that show a box of it."""
    left, top, right, bottom = (round(v * scale) for v in box)
    return slice(top, bottom), slice(left, right)


@dataclass(frozen=True)
class Flat:
    """A frame upright and level, reduced; each picture of it is made when it is first looked at."""

    reduced: Reduced
    matrix: Matrix
    """scan -> straightened frame."""
    size: tuple[int, int]
    """(width, height) of the straightened frame, px."""

    @property
    def scale(self) -> float:
        """px of ``grey`` and ``ink`` per px of the straightened frame."""
        return self.reduced.scale

    @property
    def whole(self) -> Box:
        """Box of the whole frame, px of the straightened frame."""
        return 0.0, 0.0, float(self.size[0]), float(self.size[1])

    @cached_property
    def grey(self) -> Image:
        """Brightness; on added canvas that of the scan's edge, so that no rim of it shows."""
        return self._warped(self.reduced.grey, self.scale, None)

    @cached_property
    def ink(self) -> Image:
        """Darkness of thin strokes, as of ``ink.strokes``."""
        return self._warped(self.reduced.ink, self.scale, 0)

    @cached_property
    def coarse(self) -> View:
        """Darkness of thin strokes, reduced further."""
        scale = self.scale * self.reduced.smaller
        return View(self._warped(self.reduced.small, scale, 0), self._inside(scale), scale)

    def smaller(self, side: int) -> View:
        """``grey`` with at most ``side`` px on the longer side."""
        less = min(1.0, side / (self.scale * max(self.size)))
        scale = less * self.scale
        return View(self._warped(resized(self.reduced.grey, less), scale, None), self._inside(scale), scale)

    def window(self, box: Box) -> tuple[slice, slice]:
        """Rows and columns of ``grey`` and ``ink`` that show a box of the straightened frame."""
        return window(box, self.scale)

    def _warped(self, picture: Image, scale: float, border: int | None) -> Image:
        """A picture of the scan, ``scale`` times as large as it, as one of the straightened frame."""
        to_scan = enlarging(1 / scale)
        return warp.warp(picture, compose(invert(to_scan), compose(self.matrix, to_scan)), self._size(scale), border)

    def _inside(self, scale: float) -> Image:
        width, height = self.reduced.scan_size
        corners = [(-0.5, -0.5), (width - 0.5, -0.5), (width - 0.5, height - 0.5), (-0.5, height - 0.5)]
        to_picture = compose(invert(enlarging(1 / scale)), self.matrix)
        outline = np.round([transform_point(to_picture, corner) for corner in corners]).astype(np.int32)
        width, height = self._size(scale)
        return np.asarray(cv2.fillConvexPoly(np.zeros((height, width), np.uint8), outline, (255,)), np.uint8)

    def _size(self, scale: float) -> tuple[int, int]:
        return max(1, round(self.size[0] * scale)), max(1, round(self.size[1] * scale))
