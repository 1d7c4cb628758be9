"""The directions of the text over the whole page, as one homography.

Seen in perspective, all level lines of a flat page meet in one vanishing point: their slope at (x, y) is
``(a + b y) / (1 + b x)``.  The upright ones meet in another: their lean (run against fall) is
``(p + q x) / (1 + q y)``.  The homography that sends both points to infinity makes the page square again
(Hartley & Zisserman, Multiple View Geometry, ch. 2).
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from pipeline.model.geometry import Matrix
from pipeline.straighten.columns import Directions
from pipeline.straighten.settings import StraightenSettings
from pipeline.straighten.warp import as_matrix

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Field:
    """Slope and lean over a picture; lengths in units of ``unit`` px from the picture's centre."""

    slope: float
    """a: slope of the lines at the centre, positive downwards."""
    fan: float
    """b: change of the slope per unit of y."""
    lean: float
    """p: run per fall of upright lines at the centre; ``-slope`` where nothing says otherwise."""
    lean_fan: float
    """q: change of the lean per unit of x."""
    sigma: float
    """standard error of ``slope``."""
    centre: tuple[float, float]
    unit: float

    @property
    def degrees(self) -> float:
        """Counter-clockwise angle of the lines at the centre."""
        return -math.degrees(math.atan(self.slope))

    @property
    def turns_only(self) -> bool:
        """True when the homography is a plain rotation."""
        return self.fan == 0 and self.lean_fan == 0 and self.lean == -self.slope

    @property
    def rectifier(self) -> Matrix:
        """Homography of the picture that makes lines level and columns upright; the centre keeps place and scale."""
        a, b, p, q = self.slope, self.fan, self.lean, self.lean_fan
        g = (b - a * q) / (1 - a * p)
        h = q - p * g
        (cx, cy), u = self.centre, self.unit
        k = 1 / math.sqrt(1 - a * p)
        inner = np.array([[k, -k * p, 0], [-k * a, k, 0], [g / u, h / u, 1]])
        move = np.array([[1, 0, -cx], [0, 1, -cy], [0, 0, 1.0]])
        back = np.array([[1, 0, cx], [0, 1, cy], [0, 0, 1.0]])
        return as_matrix(back @ inner @ move)


def weighted_median(values: Floats, weights: Floats) -> float:
    """The value below which half of the weight lies."""
    order = np.argsort(values, kind="stable")
    running = np.cumsum(weights[order])
    return float(values[order][np.searchsorted(running, running[-1] / 2)])


def fit(level: Directions, upright: Directions, size: tuple[int, int], settings: StraightenSettings) -> Field:
    """The field of a picture of ``size`` (width, height).

    Slopes from ``level``, leans from ``upright``, each by iteratively reweighted least squares; perspective and
    shear only where they are significant.
    """
    cx, cy = (size[0] - 1) / 2, (size[1] - 1) / 2
    unit = float(max(size))
    if len(level) < settings.fewest_lines:
        return Field(0.0, 0.0, 0.0, 0.0, math.inf, (cx, cy), unit)
    x, y = (level.x - cx) / unit, (level.y - cy) / unit
    # slope (1 + b x) = a + b y
    # an arched page (curl) adds a slope that grows with x; no homography takes it out, but it must not tip the page
    slope = _robust(level.tilt, (y - level.tilt * x, x), level.precision, settings)
    lean, lean_fan = -slope.level, 0.0
    if len(upright) >= settings.fewest_uprights:
        x, y = (upright.x - cx) / unit, (upright.y - cy) / unit
        leaning = _robust(upright.tilt, (x - upright.tilt * y,), upright.precision, settings)
        shear = leaning.level + slope.level
        significant = abs(shear) > max(settings.fan_sigmas * leaning.sigma, math.radians(settings.fan_least))
        if significant or leaning.fan:
            lean, lean_fan = leaning.level, leaning.fan
    return Field(slope.level, slope.fan, lean, lean_fan, slope.sigma, (cx, cy), unit)


@dataclass(frozen=True, slots=True)
class _Fit:
    level: float
    fan: float
    """0 unless significant."""
    sigma: float
    """standard error of ``level``."""


def _robust(values: Floats, levers: Sequence[Floats], precision: Floats, settings: StraightenSettings) -> _Fit:
    """``values = level + fan * levers[0] + ...``, with Cauchy weights; levers that are not significant are left out."""
    kept = list(range(len(levers))) if len(values) >= settings.fan_fewest else []
    least = math.radians(settings.fan_least)
    while True:
        design = np.stack([np.ones_like(values), *(levers[k] for k in kept)], axis=1)
        answer, spread, trust = _reweighted(values, design, precision, settings)
        # standard errors by how the values scatter, and by how well each is known: few values may agree by chance
        scattered = spread**2 / _effective(trust) * _inverse(design, trust / trust.sum())
        errors = np.sqrt(np.maximum(scattered, _inverse(design, precision)))
        needed = [max(settings.fan_sigmas * float(error), least) for error in errors[1:]]
        weak = [n for n, need in enumerate(needed) if abs(answer[n + 1]) < need]
        if not weak:
            break
        del kept[min(weak, key=lambda n: abs(float(answer[n + 1])) / needed[n])]
    fan = float(answer[1 + kept.index(0)]) if 0 in kept else 0.0
    return _Fit(float(answer[0]), fan, float(errors[0]))


def _inverse(design: Floats, weight: Floats) -> Floats:
    """Diagonal of the inverse normal matrix."""
    return np.maximum(np.diag(np.linalg.pinv(design.T @ (design * weight[:, None]))), 0.0)


def _effective(trust: Floats) -> float:
    """How many equal observations these weights are worth."""
    return float(trust.sum() ** 2 / (trust**2).sum())


def _reweighted(
    values: Floats, design: Floats, precision: Floats, settings: StraightenSettings
) -> tuple[Floats, float, Floats]:
    answer = np.zeros(design.shape[1])
    answer[0] = weighted_median(values, precision)
    spread, trust = 0.0, precision
    for _ in range(settings.rounds):
        rest = values - design @ answer
        spread = 1.4826 * weighted_median(np.abs(rest), precision) + 1e-5
        trust = precision / (1 + (rest / (settings.cauchy * spread)) ** 2)
        root = np.sqrt(trust)
        answer = np.linalg.lstsq(design * root[:, None], values * root, rcond=None)[0]
    return np.asarray(answer, np.float64), spread, trust
