"""A frame becomes one upright page, or two."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np

from pipeline.engine.protocol import Engine
from pipeline.model.geometry import IDENTITY, Box, Matrix, bounding_box, compose, invert, transform_point
from pipeline.model.page import Page
from pipeline.model.sheet import Frame, Image, Sheet
from pipeline.straighten import borders, columns, field, ink, light, posture, spread, textlines, warp
from pipeline.straighten.resolution import resolution
from pipeline.straighten.settings import StraightenSettings

STAGE = "straighten"


@dataclass(frozen=True, slots=True)
class _Flat:
    """A frame upright and level, reduced."""

    grey: Image
    ink: Image
    inside: Image
    """255 where the picture shows the scan, 0 where straightening added canvas."""
    scale: float
    """px of this picture per px of the page."""


@dataclass(frozen=True, slots=True)
class _Part:
    """One page of a frame."""

    matrix: Matrix
    """scan -> page before cropping."""
    to_frame: Matrix
    """page before cropping -> the whole upright, level frame (different for the halves of a spread)."""
    box: Box
    """the part of that picture that is kept, px, before cropping; whole numbers."""
    paper: borders.Polygon | None
    """outline of the paper where a lid shows, px, before cropping."""


def straighten(frame: Frame, engine: Engine | None, settings: StraightenSettings) -> tuple[Sheet, ...]:
    """The page of a frame, or the two pages of a spread from left to right, upright and straight.

    ``engine`` reads a few lines to tell up from down; without one the scan is taken to stand upright.  Raises
    nothing of its own: a scan without text stays as it is, its light apart.
    """
    for side in settings.working_sides:
        reduced = ink.reduce(frame.image, side, settings)
        found = posture.measure(reduced, engine, settings)
        if found.em:
            break
    height, width = frame.image.shape[:2]
    matrix, size = warp.fitted(found.matrix, (width, height))
    flat = _flatten(reduced, matrix, size)
    cut = spread.fold(flat.grey, flat.ink, found.em * flat.scale, settings) if found.em else None
    outline = borders.paper(flat.grey, flat.inside, settings)
    outline = None if outline is None else _enlarged(outline, flat.scale)
    if cut is None:
        parts = [_Part(matrix, IDENTITY, _kept(frame, matrix, size, flat, outline, found.em, settings), outline)]
    else:
        middle = cut / flat.scale
        sides = ((0.0, 0.0, float(round(middle)), float(size[1])), (float(round(middle)), 0.0, *map(float, size)))
        parts = [_half(flat, matrix, box, outline, found.em, settings) for box in sides]  # type: ignore[arg-type]
    dpi, origin = resolution(frame.dpi, found.em, settings)
    shine = None if frame.bilevel else light.measure(frame.image, matrix, size, settings)
    sheets = []
    for number, part in enumerate(parts, start=1):
        x0, y0, x1, y1 = part.box
        crop: Matrix = (1.0, 0.0, -x0), (0.0, 1.0, -y0), (0.0, 0.0, 1.0)
        uncrop: Matrix = (1.0, 0.0, x0), (0.0, 1.0, y0), (0.0, 0.0, 1.0)
        transform = compose(crop, part.matrix)
        page_size = (round(x1 - x0), round(y1 - y0))
        image = warp.warp(frame.image, transform, page_size)
        image = _without_lid(image, part)
        if shine is not None:
            image = light.even(image, shine, compose(part.to_frame, uncrop))
        centre = ((page_size[0] - 1) / 2, (page_size[1] - 1) / 2)
        skew = found.skew
        if cut is not None:
            skew = posture.angle_at(transform, (width, height), found.orientation, centre)
        page = Page(
            source=frame.source,
            frame=frame.number,
            half=number if cut is not None else None,
            scan_size=(width, height),
            size=page_size,
            dpi=dpi,
            dpi_origin=origin,
            transform=transform,
            orientation=found.orientation,
            skew_degrees=round(skew, 4),
            warnings=frame.warnings,
            status="done with warnings" if frame.warnings else "done",
        )
        sheets.append(Sheet(page, image, frame))
    return tuple(sheets)


def _flatten(reduced: ink.Reduced, matrix: Matrix, size: tuple[int, int]) -> _Flat:
    k = reduced.scale
    small = (max(1, round(size[0] * k)), max(1, round(size[1] * k)))
    to_flat = compose(invert(reduced.to_scan), compose(matrix, reduced.to_scan))
    whole = np.full(reduced.grey.shape, 255, np.uint8)
    return _Flat(
        warp.warp(reduced.grey, to_flat, small),
        warp.warp(reduced.ink, to_flat, small, border=0),
        warp.warp(whole, to_flat, small, border=0),
        k,
    )


def _enlarged(polygon: borders.Polygon, scale: float) -> borders.Polygon:
    return (polygon + 0.5) / scale - 0.5


def _kept(
    frame: Frame,
    matrix: Matrix,
    size: tuple[int, int],
    flat: _Flat,
    outline: borders.Polygon | None,
    em: float,
    settings: StraightenSettings,
) -> Box:
    """What is kept of a whole frame: all of it, unless straightening or a lid put something around the page."""
    everything = (0.0, 0.0, float(size[0]), float(size[1]))
    if outline is None and frame.image.shape[0] * frame.image.shape[1] == size[0] * size[1]:
        return everything
    return _tight(flat, everything, outline, em, settings)


def _tight(flat: _Flat, box: Box, outline: borders.Polygon | None, em: float, settings: StraightenSettings) -> Box:
    """The part of ``box`` that has print in it, with a margin, and lies on paper."""
    k = flat.scale
    left, top, right, bottom = (round(v * k) for v in box)
    area = flat.ink[top:bottom, left:right]
    shown = flat.inside[top:bottom, left:right]
    if outline is not None:
        mask = np.zeros_like(flat.ink)
        cv2.fillConvexPoly(mask, np.round((outline + 0.5) * k - 0.5).astype(np.int32), (1,))
        shown = shown * mask[top:bottom, left:right]
    found = borders.content(np.where(shown > 0, area, 0).astype(np.uint8), em * k, settings)
    if found is None:
        return box
    x0, y0, x1, y1 = ((v + offset) / k for v, offset in zip(found, (left, top, left, top), strict=True))
    return (
        max(box[0], float(np.floor(x0))),
        max(box[1], float(np.floor(y0))),
        min(box[2], float(np.ceil(x1))),
        min(box[3], float(np.ceil(y1))),
    )


def _half(
    flat: _Flat, matrix: Matrix, box: Box, outline: borders.Polygon | None, em: float, settings: StraightenSettings
) -> _Part:
    """One page of a spread, straightened once more by its own lines."""
    k = flat.scale
    left, top, right, bottom = (round(v * k) for v in box)
    piece = np.ascontiguousarray(flat.ink[top:bottom, left:right])
    lines = textlines.find(piece, settings, em * k)
    level, upright = columns.level(piece, lines, settings), columns.upright(piece, lines, settings)
    found = field.fit(level, upright, (right - left, bottom - top), settings)
    if abs(found.degrees) < settings.skew_least and found.turns_only:
        rectifier = IDENTITY
    else:
        place: Matrix = (k, 0.0, (k - 1) / 2 - left), (0.0, k, (k - 1) / 2 - top), (0.0, 0.0, 1.0)
        rectifier = compose(invert(place), compose(found.rectifier, place))
    kept = _tight(flat, box, outline, em, settings)
    corners = [(kept[x] - 0.5, kept[y] - 0.5) for x in (0, 2) for y in (1, 3)]
    x0, y0, x1, y1 = bounding_box(transform_point(rectifier, corner) for corner in corners)
    whole = (float(np.floor(x0)), float(np.floor(y0)), float(np.ceil(x1)), float(np.ceil(y1)))
    return _Part(compose(rectifier, matrix), invert(rectifier), whole, outline)


def _without_lid(image: Image, part: _Part) -> Image:
    """The scanner's lid painted over in white."""
    if part.paper is None:
        return image
    mask = np.full(image.shape[:2], 255, np.uint8)
    polygon = part.paper - np.array(part.box[:2])
    cv2.fillConvexPoly(mask, np.round(polygon).astype(np.int32), (0,))
    painted = image.copy()
    painted[mask > 0] = warp.WHITE
    return painted
