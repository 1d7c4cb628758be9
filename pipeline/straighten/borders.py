"""What of a scan is page: the scanner's dark lid around it, and blank canvas that straightening adds."""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from pipeline.model.geometry import Box
from pipeline.model.sheet import Image
from pipeline.straighten.settings import StraightenSettings

Polygon = NDArray[np.float64]
"""(n, 2) corners x, y in px."""


def paper(grey: Image, inside: Image, settings: StraightenSettings) -> Polygon | None:
    """Outline of the paper when a dark lid shows around it; ``None``: no lid is seen.

    ``grey``: upright picture; ``inside``: not 0 where that picture shows the scan at all.  The outline is convex, so
    that a dark photo that touches the edge of the page stays.  A dark frame that holds light figures, or that is
    not evenly dark, is print.
    """
    shown = grey[inside > 0]
    if not shown.size:
        return None
    level = float(np.quantile(shown, 0.8)) * settings.lid_level
    dark = ((grey < level) | (inside == 0)).astype(np.uint8)
    size = max(3, round(settings.lid_opening * max(grey.shape)))
    dark = np.asarray(cv2.morphologyEx(dark, cv2.MORPH_OPEN, np.ones((size, size), np.uint8)), np.uint8)
    framed = cv2.copyMakeBorder(dark, 1, 1, 1, 1, cv2.BORDER_CONSTANT, value=(1,))
    _, labels = cv2.connectedComponents(framed, connectivity=4)
    lid = (labels == labels[0, 0])[1:-1, 1:-1]
    # specks on the lid cling to the paper: what is narrow is no paper
    blunt = max(3, round(settings.lid_blunt * max(grey.shape)))
    sheet = cv2.morphologyEx((~lid).astype(np.uint8), cv2.MORPH_OPEN, np.ones((blunt, blunt), np.uint8))
    count, parts, stats, _ = cv2.connectedComponentsWithStats(sheet, connectivity=4)
    if count < 2:
        return None
    largest = 1 + int(stats[1:, cv2.CC_STAT_AREA].argmax())
    contours, _ = cv2.findContours((parts == largest).astype(np.uint8), cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_SIMPLE)
    hull = cv2.convexHull(max(contours, key=cv2.contourArea))
    mask = cv2.fillConvexPoly(np.zeros_like(grey), hull, (1,))
    outside = (mask == 0) & (inside > 0)
    area = int(outside.sum())
    if area < settings.lid_least * grey.size:
        return None
    ground = grey[outside]
    middle = float(np.median(ground))
    even = float((np.abs(ground - middle) < settings.lid_spread).mean())
    if middle > level or even < settings.lid_even:
        return None
    corners = hull[:, 0, :].astype(np.float64)
    centre = corners.mean(axis=0)
    away = corners - centre
    length = np.hypot(away[:, 0], away[:, 1])[:, None]
    return np.asarray(centre + away * (1 - settings.lid_fringe * max(grey.shape) / np.maximum(length, 1)), np.float64)


def content(ink: Image, em: float, settings: StraightenSettings) -> Box | None:
    """Box around all ink of a picture with a margin; ``None`` without ink.  Never cuts anything that may be print.

    ``em``: character size, px of this picture.
    """
    speck = max(1, round(settings.speck * em))
    mask = (ink > settings.coarse_ink).astype(np.uint8)
    solid = cv2.morphologyEx(mask, cv2.MORPH_OPEN, np.ones((speck, speck), np.uint8))
    ys, xs = np.nonzero(solid)
    if not len(xs):
        return None
    margin = settings.content_margin * em
    height, width = ink.shape
    return (
        max(0.0, float(xs.min()) - margin),
        max(0.0, float(ys.min()) - margin),
        min(float(width), float(xs.max()) + 1 + margin),
        min(float(height), float(ys.max()) + 1 + margin),
    )
