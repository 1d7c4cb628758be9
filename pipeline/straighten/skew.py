"""The coarse look: which way the text lines run, to about a quarter of a degree.

Each tile of the page is projected along many directions (a Radon transform over a small range); along the text
lines the profile is the most uneven.  Tiles keep columns with different baselines apart, and their round window
makes every direction equal, so that the edges of the tiles favour none.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from pipeline.model.sheet import Image
from pipeline.straighten.settings import StraightenSettings

Floats = NDArray[np.float64]


class Tiles:
    """Ink of a whole page as weighted points, each with its tile."""

    def __init__(self, ink: Image, settings: StraightenSettings) -> None:
        """``ink``: as of ``ink.strokes``."""
        side = settings.coarse_tile
        rows, columns = max(1, ink.shape[0] // side), max(1, ink.shape[1] // side)
        self._settings = settings
        self._count, self._side = rows * columns, side
        ink = np.ascontiguousarray(ink[: rows * side, : columns * side])
        random = np.random.default_rng(0)
        points = np.flatnonzero(ink > settings.coarse_ink)
        if len(points) > settings.coarse_points:
            # at random: every n-th point in the order of the rows would make a pattern of its own
            points = points[random.random(len(points), np.float32) < settings.coarse_points / len(points)]
        ys, xs = np.divmod(points, ink.shape[1])
        tile = (ys // side) * columns + xs // side
        # points are spread over their pixel: on the bare pixel grid the axes themselves would look special
        spread = random.random((2, len(xs)), np.float32) - np.float32(0.5)
        self._y = (ys % side - (side - 1) / 2).astype(np.float32) + spread[0]
        self._x = (xs % side - (side - 1) / 2).astype(np.float32) + spread[1]
        radius = np.minimum(1.0, np.hypot(self._x, self._y) * np.float32(2 / side))
        self._weight = (ink.ravel()[points] * (0.5 + 0.5 * np.cos(np.float32(np.pi) * radius))).astype(np.float64)
        self._base = (tile * 2 * side + side).astype(np.float32)

    def angle(self, vertical: bool) -> float:
        """Counter-clockwise angle of the strongest structure near an axis, degrees.

        ``vertical``: the axis down the page.  Whether the structure is text lines is not decided here: set in a grid,
        characters line up in columns nearly as well as in lines.
        """
        step, fine = self._settings.coarse_step, self._settings.coarse_fine
        count = round(self._settings.coarse_limit / step)
        angles = np.arange(-count, count + 1, dtype=np.float64) * step
        energy = self._energy(angles, vertical)
        # every tile counts by how clearly it speaks, and only by the root of how much ink it has
        floor = np.median(energy, axis=0) + 1e-9
        mass = np.sqrt(floor) / np.sqrt(floor).sum()

        def score(energy: Floats) -> Floats:
            return np.asarray((np.log((energy + 1e-9) / floor) * mass).sum(axis=1), np.float64)

        near = angles[int(score(energy).argmax())] + np.arange(-fine, fine + 1) / fine * step
        return _peak(near, score(self._energy(near, vertical)))

    def _energy(self, angles: Floats, vertical: bool) -> Floats:
        """How uneven each tile's profile along lines at each angle is."""
        across, along = (self._x, -self._y) if vertical else (self._y, self._x)
        bins = 2 * self._side
        energy = []
        for radians in np.deg2rad(angles).astype(np.float32):
            position = across * np.cos(radians) + along * np.sin(radians) + self._base
            profile = np.bincount(position.astype(np.int64), self._weight, self._count * bins)
            profile = profile.reshape(self._count, bins)
            steps = profile[:, 3:] + profile[:, 2:-1] - profile[:, 1:-2] - profile[:, :-3]
            energy.append(np.einsum("tb,tb->t", steps, steps))
        return np.stack(energy)


def _peak(xs: Floats, ys: Floats) -> float:
    """Position of the maximum, between the samples by a parabola."""
    k = int(np.argmax(ys))
    if not 0 < k < len(xs) - 1:
        return float(xs[k])
    a, b, c = ys[k - 1 : k + 2]
    bend = a - 2 * b + c
    return float(xs[k] + (0.5 * (a - c) / bend if bend else 0.0) * (xs[1] - xs[0]))
