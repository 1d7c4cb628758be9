"""From the detector's map of log odds to quadrilaterals (differentiable binarisation, Liao et al. 2020)."""

from __future__ import annotations

import math
from collections.abc import Sequence

import cv2
import numpy as np
from numpy.typing import NDArray

from pipeline.engine.protocol import Detection
from pipeline.model.geometry import Point, Quad

MIN_SIDE = 3.0
"""px of the map: thinner regions are specks (PP-OCR's own value)."""
LEAST_ODDS = -50.0
"""log odds that count as no probability at all; much lower ones overflow."""


def text_regions(
    odds: NDArray[np.float32], scale: tuple[float, float], threshold: float, box_threshold: float, unclip: float
) -> list[Detection]:
    """Rectangles around the connected regions of likely text, however many there are.

    ``odds``: (height, width), log odds.  ``threshold``, ``box_threshold``: probabilities, of a pixel and of the mean
    inside a rectangle.  ``scale``: (x, y) factors from px of the map to px of the image.  A region
    is replaced by its rectangle of least area, grown on every side by ``area * unclip / perimeter``: for a rectangle
    that is the same as the polygon offset of the reference implementation, without a polygon library.
    """
    mask = (odds > math.log(threshold / (1 - threshold))).astype(np.uint8)
    contours, hierarchy = cv2.findContours(mask, cv2.RETR_CCOMP, cv2.CHAIN_APPROX_SIMPLE)
    found: list[Detection] = []
    for index, contour in enumerate(contours):
        if hierarchy[0][index][3] >= 0:  # a hole, not a region
            continue
        (cx, cy), (w, h), angle = cv2.minAreaRect(contour)
        if min(w, h) < MIN_SIDE:
            continue
        points = np.asarray(cv2.boxPoints(((cx, cy), (w, h), angle)), dtype=np.float32)
        score = _mean_inside(odds, points)
        if score < box_threshold:
            continue
        grow = w * h * unclip / (2 * (w + h))
        grown = cv2.boxPoints(((cx, cy), (w + 2 * grow, h + 2 * grow), angle))
        corners = [(x * scale[0], y * scale[1]) for x, y in grown.tolist()]
        found.append(Detection(clockwise_from_top_left(corners), score))
    return found


def clockwise_from_top_left(corners: Sequence[Point]) -> Quad:
    """The four corners of a rectangle, clockwise, from the one that is top left when it lies nearly straight."""
    by_x = sorted(corners, key=lambda corner: corner[0])
    (a, d), (b, c) = (sorted(side, key=lambda corner: corner[1]) for side in (by_x[:2], by_x[2:]))
    return a, b, c, d


def _mean_inside(odds: NDArray[np.float32], points: NDArray[np.float32]) -> float:
    """Mean of the probability inside a quadrilateral."""
    height, width = odds.shape
    xs, ys = points[:, 0].tolist(), points[:, 1].tolist()
    x0, x1 = (min(max(x, 0), width - 1) for x in (math.floor(min(xs)), math.ceil(max(xs))))
    y0, y1 = (min(max(y, 0), height - 1) for y in (math.floor(min(ys)), math.ceil(max(ys))))
    inside = np.zeros((y1 - y0 + 1, x1 - x0 + 1), dtype=np.uint8)
    cv2.fillPoly(inside, [(points - (x0, y0)).astype(np.int32)], (1.0,))
    probability = 1 / (1 + np.exp(-np.maximum(odds[y0 : y1 + 1, x0 : x1 + 1], LEAST_ODDS)))
    return float(cv2.mean(probability, inside)[0])
