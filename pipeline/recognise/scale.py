"""How large the print of a page is, before anything has been read."""

from __future__ import annotations

import cv2
import numpy as np

from pipeline.model.sheet import Image
from pipeline.recognise.threshold_settings import ScaleSettings

BIN = 1.125
"""Ratio of one bin of sizes to the next."""


def estimate_em(tones: Image, settings: ScaleSettings) -> float:
    """Size of one em of the body text, px: the commonest size of compact components of ink.

    Good to about a quarter, which is enough to choose a scale for detection.  ``tones``: grey.
    """
    window = max(int(settings.window * max(tones.shape)) | 1, 3)
    paper = cv2.boxFilter(tones, -1, (window, window))
    ink = (cv2.subtract(paper, tones) > settings.offset).astype(np.uint8)
    _, _, stats, _ = cv2.connectedComponentsWithStats(ink, connectivity=8)
    width, height = stats[1:, cv2.CC_STAT_WIDTH], stats[1:, cv2.CC_STAT_HEIGHT]
    size = np.maximum(width, height)
    compact = np.minimum(width, height) >= size * settings.compact
    sizes = size[compact & (size >= settings.smallest) & (size <= settings.largest)]
    if len(sizes) < settings.pieces:
        return float(settings.usual * max(tones.shape))
    # Parts of characters (口, 日) are smaller and as many: the mode is sought by area.
    bins = np.log(sizes) / np.log(BIN)
    weights = np.bincount(np.round(bins).astype(int), weights=sizes.astype(np.float64) ** 2)
    smooth = np.convolve(weights, (0.5, 1.0, 0.5), mode="same")
    return float(BIN ** int(np.argmax(smooth)) / settings.glyph)
