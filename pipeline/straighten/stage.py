"""A frame becomes one upright page, or two."""

from __future__ import annotations

import numpy as np

from pipeline.engine.protocol import Engine
from pipeline.model.geometry import compose
from pipeline.model.page import Page
from pipeline.model.sheet import Frame, Image, Sheet
from pipeline.straighten import borders, halves, ink, light, posture, spread, warp
from pipeline.straighten.flat import Flat
from pipeline.straighten.part import Part
from pipeline.straighten.posture import Posture
from pipeline.straighten.resolution import resolution
from pipeline.straighten.settings import StraightenSettings

STAGE = "straighten"


def straighten(frame: Frame, engine: Engine | None, settings: StraightenSettings) -> tuple[Sheet, ...]:
    """The page of a frame, or the two pages of a spread from left to right, upright and straight.

    ``engine`` reads a few lines to tell up from down; without one the scan is taken to stand upright.  Raises
    nothing of its own: a scan without text stays as it is, its lid and light apart.
    """
    height, width = frame.image.shape[:2]
    if max(height, width) > settings.longest_side:
        return (_as_it_is(frame, settings),)
    reduced, found = _look(frame, engine, settings)
    matrix, size = warp.fitted(found.matrix, (width, height))
    flat = Flat(reduced, matrix, size)
    parts = _parts(flat, found, settings)
    shine = None if frame.bilevel else light.measure(reduced, matrix, size, settings)
    sheets = []
    for number, part in enumerate(parts, start=1):
        transform = compose(part.crop, compose(part.rectifier, matrix))
        image = warp.warp(frame.image, transform, part.size)
        if part.paper is not None:
            image = borders.painted(_own(image, frame), part.paper)
        if shine is not None:
            image = light.even(_own(image, frame), shine, part.to_frame, settings)
        skew = found.skew
        if len(parts) > 1:
            skew = posture.angle_at(transform, (width, height), found.orientation, part.centre)
        page = _page(frame, found, settings).changed(
            half=number if len(parts) > 1 else None,
            size=part.size,
            transform=transform,
            skew_degrees=round(skew, 4),
        )
        sheets.append(Sheet(page, image, frame))
    return tuple(sheets)


def _look(frame: Frame, engine: Engine | None, settings: StraightenSettings) -> tuple[ink.Reduced, Posture]:
    """The posture of a frame, measured at the first scale that shows enough lines, or else at the best one."""
    looks = []
    for side in settings.working_sides:
        reduced = ink.reduce(frame.image, side, settings)
        looks.append((reduced, posture.measure(frame.image, reduced, engine, settings)))
        if looks[-1][1].lines >= settings.lines_enough:
            break
    return max(looks, key=lambda look: look[1].lines)


def _parts(flat: Flat, found: Posture, settings: StraightenSettings) -> tuple[Part, ...]:
    """The pages of a frame: what is kept of it, or of its two halves."""
    outline = borders.paper(flat, settings)
    cut = spread.fold(flat, found.em, found.vertical, settings) if found.em else None
    if cut is None:
        box = flat.whole
        if outline is not None or not found.plain:
            box = borders.kept(flat, box, outline, found.em, settings)
        return (Part.of(box, outline),)
    left, top, right, bottom = flat.whole
    sides = (left, top, cut, bottom), (cut, top, right, bottom)
    return tuple(halves.half(flat, side, outline, found, settings) for side in sides)


def _page(frame: Frame, found: Posture, settings: StraightenSettings) -> Page:
    dpi, origin = resolution(frame.dpi, found.em, settings)
    height, width = frame.image.shape[:2]
    return Page(
        source=frame.source,
        frame=frame.number,
        scan_size=(width, height),
        size=(width, height),
        dpi=dpi,
        dpi_origin=origin,
        orientation=found.orientation,
        warnings=frame.warnings,
        status="done with warnings" if frame.warnings else "done",
    )


def _as_it_is(frame: Frame, settings: StraightenSettings) -> Sheet:
    page = _page(frame, posture.STILL, settings)
    message = (
        f"The image is {page.size[0]} x {page.size[1]} pixels, longer than the {settings.longest_side} that can be "
        "straightened: it is taken to be upright and straight. Cut it into pages to have them straightened."
    )
    return Sheet(page.warned("too-long-to-straighten", STAGE, message), frame.image, frame)


def _own(image: Image, frame: Frame) -> Image:
    """``image``, copied if its pixels are the frame's own, which are not to be changed."""
    return image.copy() if np.may_share_memory(image, frame.image) else image
