"""One page of a frame: which part of the straightened frame it is."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from pipeline.model.geometry import IDENTITY, Box, Matrix, Point, compose, invert

Polygon = NDArray[np.float64]
"""(n, 2) corners x, y in px."""


@dataclass(frozen=True, slots=True)
class Part:
    """One page of a frame."""

    rectifier: Matrix
    """straightened frame -> the page before cropping; identity for a whole frame."""
    box: tuple[int, int, int, int]
    """what is kept of it: left, top, right, bottom, px."""
    paper: Polygon | None
    """outline of the paper where a lid shows, px of the page."""

    @classmethod
    def of(cls, box: Box, outline: Polygon | None, rectifier: Matrix = IDENTITY) -> Part:
        """The part in ``box`` (px after ``rectifier``); ``outline`` of the paper in px of the frame."""
        left, top = int(np.floor(box[0])), int(np.floor(box[1]))
        right, bottom = int(np.ceil(box[2])), int(np.ceil(box[3]))
        paper = None
        if outline is not None:
            ends = np.array(rectifier) @ np.column_stack([outline, np.ones(len(outline))]).T
            paper = (ends[:2] / ends[2]).T - (left, top)
        return cls(rectifier, (left, top, right, bottom), paper)

    @property
    def size(self) -> tuple[int, int]:
        """(width, height), px."""
        left, top, right, bottom = self.box
        return right - left, bottom - top

    @property
    def centre(self) -> Point:
        """Middle of the page, px of the page."""
        return (self.size[0] - 1) / 2, (self.size[1] - 1) / 2

    @property
    def crop(self) -> Matrix:
        """Page before cropping -> page."""
        return (1.0, 0.0, float(-self.box[0])), (0.0, 1.0, float(-self.box[1])), (0.0, 0.0, 1.0)

    @property
    def to_frame(self) -> Matrix:
        """Page -> straightened frame."""
        uncrop: Matrix = (1.0, 0.0, float(self.box[0])), (0.0, 1.0, float(self.box[1])), (0.0, 0.0, 1.0)
        return uncrop if self.rectifier == IDENTITY else compose(invert(self.rectifier), uncrop)
