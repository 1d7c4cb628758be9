"""The reduced picture on which the geometry of a page is measured."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np

from pipeline.model import pixels
from pipeline.model.geometry import Matrix
from pipeline.model.sheet import Image
from pipeline.straighten.halving import halved
from pipeline.straighten.settings import StraightenSettings


@dataclass(frozen=True, slots=True)
class Reduced:
    """A frame made smaller, in grey, and its thin dark strokes."""

    half: Image
    """grey or BGR as the scan, halved as often as it stays larger than ``grey``."""
    factor: int
    """scan px per px of ``half``."""
    grey: Image
    """reduced frame."""
    ink: Image
    """how much darker than the surroundings each pixel is, 0..255; large dark areas and borders do not count."""
    small: Image
    """``ink`` reduced further, for the coarse look."""
    scale: float
    """reduced px per scan px, at most 1."""
    scan_size: tuple[int, int]
    """(width, height) of the scan, px."""

    @property
    def to_scan(self) -> Matrix:
        """Reduced frame -> scan frame (centres of pixels lie at whole numbers in both)."""
        return enlarging(1.0 / self.scale)

    @property
    def smaller(self) -> float:
        """px of ``small`` per px of ``ink``."""
        return float(max(self.small.shape) / max(self.ink.shape))


def enlarging(k: float) -> Matrix:
    """A picture -> the same ``k`` times as large (centres of pixels lie at whole numbers in both)."""
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
    half, factor = halved(image, side)
    grey = pixels.grey(half)
    scale = min(1.0, side / max(grey.shape))
    grey = resized(grey, scale)
    ink = strokes(grey, settings.stroke_width)
    small = resized(ink, settings.coarse_side / max(ink.shape))
    return Reduced(half, factor, grey, ink, small, scale / factor, (image.shape[1], image.shape[0]))


def resized(image: Image, scale: float) -> Image:
    """``image`` made smaller, to no less than about a half; as it is where ``scale`` is 1 or more."""
    if scale >= 1:
        return image
    size = (max(1, round(image.shape[1] * scale)), max(1, round(image.shape[0] * scale)))
    return np.asarray(cv2.resize(image, size, interpolation=cv2.INTER_LINEAR), np.uint8)
