"""How large the print of a page is, before anything has been read."""

from __future__ import annotations

import cv2
import numpy as np

from pipeline.model.sheet import Image

WORKING_SIDE = 2400
"""px: larger pages are measured on a copy shrunk by a whole number to about this (body text stays above 10 px)."""
WINDOW_SHARE = 0.012
"""Share of the longer side: window of the local threshold, one to two ems of usual pages."""
OFFSET = 14
"""Grey levels below the local mean from which a pixel counts as ink."""
SMALLEST, LARGEST = 6, 120
"""px of the working copy: sizes of components that may be characters or their parts."""
LEAST_COMPONENTS = 20
GLYPH_SHARE = 0.88
"""Size of a whole glyph's larger side in ems, mean of common faces."""
DEFAULT_SHARE = 0.009
"""Share of the longer side that one em has on a usual page (10 pt on A4); used when nothing can be measured."""


def estimate_em(image: Image) -> float:
    """Size of one em of the body text, px: the commonest size of compact components of ink.

    Good to about a quarter, which is enough to choose a scale for detection.
    """
    grey = image if image.ndim == 2 else cv2.cvtColor(image, cv2.COLOR_BGR2GRAY)
    longer = max(grey.shape)
    factor = max(1, round(longer / WORKING_SIDE))
    if factor > 1:
        grey = cv2.resize(grey, None, fx=1 / factor, fy=1 / factor, interpolation=cv2.INTER_AREA)
    window = int(WINDOW_SHARE * max(grey.shape)) | 1
    paper = cv2.boxFilter(grey, -1, (max(window, 3), max(window, 3)))
    ink = (cv2.subtract(paper, grey) > OFFSET).astype(np.uint8)
    _, _, stats, _ = cv2.connectedComponentsWithStats(ink, connectivity=8)
    width, height = stats[1:, cv2.CC_STAT_WIDTH], stats[1:, cv2.CC_STAT_HEIGHT]
    size = np.maximum(width, height)
    compact = (np.minimum(width, height) * 10 >= size * 6) & (size >= SMALLEST) & (size <= LARGEST)
    sizes = size[compact]
    if len(sizes) < LEAST_COMPONENTS:
        return float(DEFAULT_SHARE * longer)
    # Parts of characters (口, 日) are smaller and as many: the mode is sought by area, in bins of an eighth.
    bins = np.log(sizes) / np.log(1.125)
    weights = np.bincount(np.round(bins).astype(int), weights=sizes.astype(np.float64) ** 2)
    smooth = np.convolve(weights, (0.5, 1.0, 0.5), mode="same")
    return float(1.125 ** int(np.argmax(smooth)) / GLYPH_SHARE * factor)
