"""The page reduced to a fixed number of pixels per em, and its darkness against the paper around.

Rules and pictures are looked for on reduced copies, so that the resolution of the scan does not matter.
"""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from pipeline.model.geometry import Box
from pipeline.model.sheet import Image

PAPER_SHRINK = 8
"""the paper's brightness changes slowly: it is measured on a picture so many times smaller."""

Darkness = NDArray[np.uint8]
"""0 (paper) .. 255 (black)."""
Mask = NDArray[np.uint8]
"""0 or 1."""
Boxes = NDArray[np.float64]
"""Boxes as rows: left, top, right, bottom, px, page frame."""


@dataclass(frozen=True)
class View:
    """A reduced copy of the grey page."""

    image: Image
    scale: float
    """px of the view per px of the page; at most 1."""
    em: float
    """px of the view that are one em."""

    def at(self, em: float) -> View:
        """The view at no more than ``em`` px per em."""
        factor = min(1.0, em / self.em)
        return View(reduced(self.image, factor), self.scale * factor, self.em * factor)

    def inwards(self, box: Box) -> Box:
        """Page frame -> view, px."""
        return scaled(box, self.scale)

    def outwards(self, box: Box) -> Box:
        """View -> page frame, px."""
        return scaled(box, 1 / self.scale)


def reduced(image: Image, factor: float) -> Image:
    """A grey image made smaller by averaging over areas; ``factor`` <= 1."""
    if factor >= 1:
        return image
    size = max(1, round(image.shape[1] * factor)), max(1, round(image.shape[0] * factor))
    return np.asarray(cv2.resize(image, size, interpolation=cv2.INTER_AREA), np.uint8)


def darkness(view: View, window: float) -> Darkness:
    """The view as darkness against the paper around.

    The paper's brightness is what the brightest surroundings show; ``window``: em, wider than most pictures.
    """
    height, width = view.image.shape
    small = reduced(view.image, 1 / PAPER_SHRINK)
    side = int(window * view.em / PAPER_SHRINK) | 1
    brightest = cv2.dilate(cv2.medianBlur(small, 3), np.ones((side, side), np.uint8))
    smooth = cv2.GaussianBlur(brightest, (0, 0), side / 4)
    paper = np.maximum(cv2.resize(smooth, (width, height), interpolation=cv2.INTER_LINEAR), 1)
    return np.asarray(cv2.bitwise_not(cv2.divide(view.image, paper, scale=255)), np.uint8)


def darker(dark: Darkness, threshold: float) -> Mask:
    """Where it is darker than ``threshold``, 0..1."""
    return np.asarray(cv2.threshold(dark, int(255 * threshold), 1, cv2.THRESH_BINARY)[1], np.uint8)


@dataclass(frozen=True)
class Patch:
    """What hangs together in a mask, corners included."""

    x: int
    y: int
    width: int
    height: int
    """px of the mask, like the others."""
    point: tuple[int, int]
    """(x, y) of one of its pixels."""

    @property
    def box(self) -> Box:
        """px of the mask."""
        return float(self.x), float(self.y), float(self.x + self.width), float(self.y + self.height)

    @property
    def within(self) -> tuple[slice, slice]:
        """Its box as a place in an array."""
        return slice(self.y, self.y + self.height), slice(self.x, self.x + self.width)

    def area(self, mask: Mask) -> int:
        """Number of its pixels."""
        _, labels = cv2.connectedComponents(mask[self.within], connectivity=8)
        return int(np.count_nonzero(labels == labels[self.point[1] - self.y, self.point[0] - self.x]))


def patches(mask: Mask) -> list[Patch]:
    """Everything in a mask that hangs together, in no particular order."""
    # On a mask with little in it outlines are found several times faster than every pixel is labelled.
    outlines, levels = cv2.findContours(mask, cv2.RETR_CCOMP, cv2.CHAIN_APPROX_SIMPLE)
    found: list[Patch] = []
    for outline, level in zip(outlines, levels[0] if levels is not None else (), strict=True):
        if level[3] < 0:  # an outer outline, not that of a hole
            x, y, width, height = cv2.boundingRect(outline)
            found.append(Patch(x, y, width, height, (int(outline[0][0][0]), int(outline[0][0][1]))))
    return found


def scaled(box: Box, factor: float) -> Box:
    """A box in px of a frame that is ``factor`` times as large."""
    return box[0] * factor, box[1] * factor, box[2] * factor, box[3] * factor
