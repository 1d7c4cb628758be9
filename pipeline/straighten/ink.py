"""The reduced picture on which the geometry of a page is measured."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np

from pipeline.model import pixels
from pipeline.model.geometry import Matrix
from pipeline.model.sheet import Image
from pipeline.straighten.settings import StraightenSettings


@dataclass(frozen=True, slots=True)
class Reduced:
    """A frame made smaller, in grey, and its thin dark strokes."""

    full: Image
    """grey, scan frame, not reduced."""
    grey: Image
    """grey, reduced frame."""
    ink: Image
    """how much darker than the surroundings each pixel is, 0..255; large dark areas and borders do not count."""
    small: Image
    """``ink`` reduced further, for the coarse look."""
    scale: float
    """reduced px per scan px, at most 1."""

    @property
    def to_scan(self) -> Matrix:
        """Reduced frame -> scan frame (centres of pixels lie at whole numbers in both)."""
        k = 1.0 / self.scale
        return (k, 0.0, (k - 1) / 2), (0.0, k, (k - 1) / 2), (0.0, 0.0, 1.0)


def strokes(grey: Image, width: int) -> Image:
    """How much darker each pixel is than paper nearby, in 1/255 of the paper's brightness.

    A black-hat: closing minus image, so that areas wider than ``width`` px (photos' shadows, reversed bars, the
    scanner's lid) give nothing.  Divided by the closing, so that faint print in a shadow counts like any other.
    """
    kernel = cv2.getStructuringElement(cv2.MORPH_RECT, (width, width))
    paper = cv2.morphologyEx(grey, cv2.MORPH_CLOSE, kernel)
    return np.asarray(cv2.divide(cv2.subtract(paper, grey), paper, scale=255), np.uint8)


def reduce(image: Image, side: int, settings: StraightenSettings) -> Reduced:
    """``image`` (grey or BGR, scan frame) reduced so that its longer side has ``side`` px at most."""
    full = shown = pixels.grey(image)
    scale = min(1.0, side / max(full.shape))
    if scale < 1:
        height, width = full.shape
        size = (max(1, round(width * scale)), max(1, round(height * scale)))
        shown = np.asarray(cv2.resize(full, size, interpolation=cv2.INTER_AREA), np.uint8)
    ink = strokes(shown, settings.stroke_width)
    again = min(1.0, settings.coarse_side / max(ink.shape))
    small = cv2.resize(ink, None, fx=again, fy=again, interpolation=cv2.INTER_AREA) if again < 1 else ink
    return Reduced(full, shown, ink, np.asarray(small, np.uint8), scale)
