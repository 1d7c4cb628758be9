"""What of a scan is page: the scanner's dark lid around it, and blank canvas that straightening adds."""

from __future__ import annotations

import cv2
import numpy as np

from pipeline.model.geometry import Box
from pipeline.model.pixels import tones_at
from pipeline.model.sheet import Image
from pipeline.straighten.flat import Flat, window
from pipeline.straighten.part import Polygon
from pipeline.straighten.settings import StraightenSettings
from pipeline.straighten.warp import WHITE


def paper(flat: Flat, settings: StraightenSettings) -> Polygon | None:
    """Outline of the paper, px of the straightened frame, when a dark lid shows around it; ``None``: no lid is seen.

    The outline is convex, so that a dark photo that touches the edge of the page stays.  A dark frame that is not
    evenly dark is print.
    """
    view = flat.smaller(settings.lid_side)
    outline = _outline(view.picture, view.inside, settings)
    return None if outline is None else (outline + 0.5) / view.scale - 0.5


def painted(image: Image, outline: Polygon) -> Image:
    """``image`` with everything outside the outline white; changed in place."""
    outside = np.full(image.shape[:2], 1, np.uint8)
    cv2.fillConvexPoly(outside, np.round(outline).astype(np.int32), (0,))
    image[outside > 0] = WHITE
    return image


def _outline(grey: Image, inside: Image, settings: StraightenSettings) -> Polygon | None:
    shown = grey[inside > 0]
    if not shown.size:
        return None
    level = tones_at(shown, (settings.lid_paper,))[0] * settings.lid_level
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
    rim = 2 * max(1, round(settings.lid_fringe * max(grey.shape))) + 1
    mask = cv2.copyMakeBorder(mask, 1, 1, 1, 1, cv2.BORDER_CONSTANT, value=(0,))
    inner = cv2.erode(mask, np.ones((rim, rim), np.uint8))[1:-1, 1:-1]
    points = cv2.findNonZero(inner)
    return None if points is None else cv2.convexHull(points)[:, 0, :].astype(np.float64)


def kept(flat: Flat, box: Box, outline: Polygon | None, em: float, settings: StraightenSettings) -> Box:
    """The part of ``box`` that has ink in it, with a margin, and lies on paper; all of it where there is no ink.

    ``box``, ``outline`` and ``em`` (character size) in px of the straightened frame.  Never cuts what may be print.
    """
    view = flat.coarse
    k = view.scale
    rows, cols = window(box, k)
    mask = (
        np.asarray(cv2.threshold(view.picture, settings.coarse_ink, 255, cv2.THRESH_BINARY)[1], np.uint8) & view.inside
    )
    if outline is not None:
        on_paper = np.zeros_like(mask)
        cv2.fillConvexPoly(on_paper, np.round((outline + 0.5) * k - 0.5).astype(np.int32), (255,))
        mask &= on_paper
    mask = mask[rows, cols]
    speck = max(1, round(settings.speck * em * k))
    mask = np.asarray(cv2.morphologyEx(mask, cv2.MORPH_OPEN, np.ones((speck, speck), np.uint8)), np.uint8)
    left, top, width, height = cv2.boundingRect(mask)
    if not width:
        return box
    left, top = left + cols.start, top + rows.start
    margin = settings.content_margin * em
    return (
        max(box[0], left / k - margin),
        max(box[1], top / k - margin),
        min(box[2], (left + width) / k + margin),
        min(box[3], (top + height) / k + margin),
    )
