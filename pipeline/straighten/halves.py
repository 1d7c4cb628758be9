"""The two pages of a spread, each straightened once more by its own lines."""

from __future__ import annotations

import math

import numpy as np

from pipeline.model.geometry import Box, Matrix, bounding_box, compose, invert, transform_point
from pipeline.straighten import borders, columns, field, textlines
from pipeline.straighten.flat import Flat
from pipeline.straighten.part import Part, Polygon
from pipeline.straighten.posture import Posture
from pipeline.straighten.settings import StraightenSettings


def half(flat: Flat, box: Box, outline: Polygon | None, found: Posture, settings: StraightenSettings) -> Part:
    """The page in ``box`` (px of the straightened frame) of a spread."""
    kept = borders.kept(flat, box, outline, found.em, settings)
    if found.vertical:
        return Part.of(kept, outline)
    rows, cols = flat.window(box)
    k = flat.scale
    piece = np.ascontiguousarray(flat.ink[rows, cols])
    lines = textlines.find(piece, settings, found.em * k)
    level, upright = columns.level(lines, settings), columns.upright(lines, settings)
    own = field.fit(level, upright, (piece.shape[1], piece.shape[0]), settings)
    least = max(settings.skew_least, settings.skew_sigmas * math.degrees(own.sigma))
    if abs(own.degrees) < least and own.turns_only:
        return Part.of(kept, outline)
    place: Matrix = (k, 0.0, (k - 1) / 2 - cols.start), (0.0, k, (k - 1) / 2 - rows.start), (0.0, 0.0, 1.0)
    rectifier = compose(invert(place), compose(own.rectifier, place))
    corners = [(kept[x] - 0.5, kept[y] - 0.5) for x in (0, 2) for y in (1, 3)]
    left, top, right, bottom = bounding_box(transform_point(rectifier, corner) for corner in corners)
    return Part.of((left + 0.5, top + 0.5, right + 0.5, bottom + 0.5), outline, rectifier)
