"""The coarse look: which way the text lines run, to about a quarter of a degree.

Each tile of the page is projected along many directions (a Radon transform over a small range); along the text
lines the profile is the most uneven.  Tiles keep columns with different baselines apart, and their round window
makes every direction equal, so that the edges of the tiles favour none.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from pipeline.model.sheet import Image
from pipeline.straighten.settings import StraightenSettings

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Coarse:
    """Structure along one axis of the picture."""

    angle: float
    """counter-clockwise angle of the structure from its axis, degrees."""
    vertical: bool
    """True: the axis that runs down the picture."""
    strength: float
    """mean logarithm of how uneven the profile is in this direction against the usual direction; 0: no structure."""


class _Tiles:
    """Ink as weighted points, each with its tile."""

    def __init__(self, ink: Image, settings: StraightenSettings) -> None:
        side = settings.coarse_tile
        rows, columns = max(1, ink.shape[0] // side), max(1, ink.shape[1] // side)
        self.count, self.side = rows * columns, side
        ys, xs = np.nonzero(ink > settings.coarse_ink)
        random = np.random.default_rng(0)
        if len(ys) > settings.coarse_points:
            # at random: every n-th point in the order of the rows would make a pattern of its own
            some = random.random(len(ys)) < settings.coarse_points / len(ys)
            ys, xs = ys[some], xs[some]
        inside = (ys < rows * side) & (xs < columns * side)
        ys, xs = ys[inside], xs[inside]
        tile = (ys // side) * columns + xs // side
        # points are spread over their pixel: on the bare pixel grid the axes themselves would look special
        spread = random.random((2, len(xs)), np.float32) - np.float32(0.5)
        self.y = (ys % side - (side - 1) / 2).astype(np.float32) + spread[0]
        self.x = (xs % side - (side - 1) / 2).astype(np.float32) + spread[1]
        radius = np.minimum(1.0, np.hypot(self.x, self.y) * 2 / side)
        self.weight = ink[ys, xs] * (0.5 + 0.5 * np.cos(np.pi * radius))
        self.base = (tile * 2 * side + side).astype(np.float32)

    def unevenness(self, degrees: float, vertical: bool) -> Floats:
        """Energy of each tile's profile along lines at an angle counter-clockwise from an axis."""
        radians = np.deg2rad(degrees)
        across, along = (self.x, -self.y) if vertical else (self.y, self.x)
        radians = np.deg2rad(degrees)
        position = across * np.float32(np.cos(radians)) + along * np.float32(np.sin(radians)) + self.base
        bins = 2 * self.side
        profile = np.bincount(position.astype(np.int32), self.weight, self.count * bins).reshape(self.count, bins)
        steps = profile[:, 3:] + profile[:, 2:-1] - profile[:, 1:-2] - profile[:, :-3]
        return np.asarray((steps * steps).sum(axis=1), np.float64)


def look(ink: Image, settings: StraightenSettings) -> tuple[Coarse, Coarse]:
    """The strongest structure near each axis (level, upright) of a whole page.

    ``ink``: as of ``ink.strokes``.  Which of the two are text lines is not decided here: set in a grid, characters
    line up in columns nearly as well as in lines.
    """
    tiles = _Tiles(ink, settings)
    count = round(settings.coarse_limit / settings.coarse_step)
    angles = np.arange(-count, count + 1) * settings.coarse_step
    curves = [np.stack([tiles.unevenness(float(a), vertical) for a in angles]) for vertical in (False, True)]
    # every tile counts by how clearly it speaks, and only by the root of how much ink it has
    floor = np.median(np.concatenate(curves), axis=0) + 1e-9
    mass = np.sqrt(floor) / np.sqrt(floor).sum()

    def score(energy: Floats) -> Floats:
        return np.asarray((np.log((energy + 1e-9) / floor) * mass).sum(axis=1), np.float64)

    found = []
    for vertical, curve in ((False, curves[0]), (True, curves[1])):
        middle = angles[int(score(curve).argmax())]
        fine = middle + np.arange(-settings.coarse_fine, settings.coarse_fine + 1) / settings.coarse_fine * (
            settings.coarse_step
        )
        sharp = score(np.stack([tiles.unevenness(float(a), vertical) for a in fine]))
        found.append(Coarse(_peak(fine, sharp), vertical, float(sharp.max())))
    return found[0], found[1]


def _peak(xs: Floats, ys: Floats) -> float:
    """Position of the maximum, between the samples by a parabola."""
    k = int(np.argmax(ys))
    if not 0 < k < len(xs) - 1:
        return float(xs[k])
    a, b, c = ys[k - 1 : k + 2]
    bend = a - 2 * b + c
    return float(xs[k] + (0.5 * (a - c) / bend if bend else 0.0) * (xs[1] - xs[0]))
