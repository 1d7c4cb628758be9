"""The straightened frame, reduced: where spreads, borders and blank canvas are looked for."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from pipeline.model.geometry import Box, Matrix, compose, invert
from pipeline.model.sheet import Image
from pipeline.straighten import warp
from pipeline.straighten.ink import Reduced


@dataclass(frozen=True, slots=True)
class Flat:
    """A frame upright and level, reduced."""

    grey: Image
    ink: Image
    """darkness of thin strokes, as of ``ink.strokes``."""
    inside: Image
    """255 where the picture shows the scan, 0 where straightening added canvas."""
    scale: float
    """px of this picture per px of the straightened frame."""
    size: tuple[int, int]
    """(width, height) of the straightened frame, px."""

    @property
    def whole(self) -> Box:
        """Box of the whole frame, px of the straightened frame."""
        return 0.0, 0.0, float(self.size[0]), float(self.size[1])

    def window(self, box: Box) -> tuple[slice, slice]:
        """Rows and columns of this picture that show a box of the straightened frame."""
        left, top, right, bottom = (round(v * self.scale) for v in box)
        return slice(top, bottom), slice(left, right)


def flatten(reduced: Reduced, matrix: Matrix, size: tuple[int, int]) -> Flat:
    """``matrix``: scan -> straightened frame of ``size``."""
    k = reduced.scale
    small = (max(1, round(size[0] * k)), max(1, round(size[1] * k)))
    to_flat = compose(invert(reduced.to_scan), compose(matrix, reduced.to_scan))
    everywhere = np.full(reduced.grey.shape, 255, np.uint8)
    return Flat(
        warp.warp(reduced.grey, to_flat, small),
        warp.warp(reduced.ink, to_flat, small, border=0),
        warp.warp(everywhere, to_flat, small, border=0),
        k,
        size,
    )
