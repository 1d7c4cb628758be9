"""Stroke weight: tells a bold heading of body size from the body."""

from __future__ import annotations

import statistics
from collections.abc import Sequence

import cv2
import numpy as np

from pipeline.model.pixels import contrast, tones_at
from pipeline.model.sheet import Image
from pipeline.model.text import Line

WEIGHT_SCALE = 24
"""px per em at which strokes are measured: a hairline of Song type is one pixel, a bold stroke three."""


def contrasts(tones: Image, lines: Sequence[Line]) -> dict[int, float]:
    """Line id -> contrast of its ink, times the median of all lines: print that shines through the paper is pale."""
    values = {line.id: contrast(tones, line.box, reversed_print=line.reversed) for line in lines}
    middle = statistics.median(values.values()) if values else 0.0
    return {number: value / middle if middle else 1.0 for number, value in values.items()}


def stroke_weights(tones: Image, lines: Sequence[Line], em: float) -> dict[int, float]:
    """Line id -> mean stroke width as a share of the line's own character size.

    Stroke width is twice the area of the ink over the length of its outline, with soft edges counted in
    proportion, which stays steady under blur.  0 where nothing could be measured.
    """
    weights: dict[int, float] = {}
    for line in lines:
        size = line.ink_height or em
        x0, y0, x1, y1 = line.box
        crop = tones[max(0, int(y0)) : int(y1) + 1, max(0, int(x0)) : int(x1) + 1]
        if min(crop.shape) < 3:
            weights[line.id] = 0.0
            continue
        factor = WEIGHT_SCALE / size
        how = cv2.INTER_AREA if factor < 1 else cv2.INTER_LINEAR
        values = np.asarray(cv2.resize(crop, None, fx=factor, fy=factor, interpolation=how), np.uint8)
        if line.reversed:
            values = np.asarray(255 - values, np.uint8)
        ink, paper = tones_at(values[::2, ::2], (0.03, 0.85))
        if paper - ink < 20:
            weights[line.id] = 0.0
            continue
        levels = np.clip((paper - np.arange(256, dtype=np.float32)) / (paper - ink), 0, 1)
        cover = levels[values]
        # The total variation of the cover is the length of the outline (co-area formula).
        across, down = np.diff(cover, axis=1)[:-1], np.diff(cover, axis=0)[:, :-1]
        outline = float(np.sqrt(across**2 + down**2).sum())
        weights[line.id] = 2 * float(cover.sum()) / max(outline, 1e-6) / WEIGHT_SCALE
    return weights
