"""Uneven light and yellowed paper: the page divided by the brightness of its own paper.

Light on a scan falls off smoothly and along the axes of the page (towards the fold, under a bent edge), so the paper
is described by a cubic surface plus one profile along each axis, fitted robustly to what is as bright as paper.  A
freer background (a median or a morphological one) would follow photos and tinted boxes, and bleach them.

Evened paper is neutral and as bright as it was on the whole, never white: measured on poor scans, paper driven to
white (its noise cut off) cost the recogniser a quarter more errors, and grey instead of colour 7 per cent; this way
it reads about as before.  Paper that is even and nearly neutral is left alone.
"""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from pipeline.model.geometry import Matrix, compose, invert
from pipeline.model.sheet import Image
from pipeline.straighten.halving import halved
from pipeline.straighten.ink import Reduced, enlarging
from pipeline.straighten.settings import StraightenSettings
from pipeline.straighten.warp import warp

Floats = NDArray[np.float32]
DEGREE = 3
POWERS = [(i, j) for i in range(DEGREE + 1) for j in range(DEGREE + 1 - i)]
"""Exponents of x and y in the terms of the surface."""


@dataclass(frozen=True, slots=True)
class Light:
    """Brightness of the paper of a scan."""

    paper: Image
    """(h, w) or (h, w, 3) BGR, reduced."""
    from_page: Matrix
    """upright, level page -> ``paper``."""
    target: float
    """brightness given to paper, 0..255."""


def measure(reduced: Reduced, matrix: Matrix, size: tuple[int, int], settings: StraightenSettings) -> Light | None:
    """Light of a scan, seen in the frame of the upright page of ``size`` (``matrix``: scan -> page).

    ``None``: there is nothing to even out, or hardly anything is paper.
    """
    little, factor = halved(reduced.half, settings.light_side)
    to_scan = enlarging(float(factor * reduced.factor))
    k = min(1.0, settings.light_side / max(size))
    to_small = invert(enlarging(1 / k))
    small = (max(1, round(size[0] * k)), max(1, round(size[1] * k)))
    page = warp(little, compose(to_small, compose(matrix, to_scan)), small)
    kernel = np.ones((settings.light_stroke, settings.light_stroke), np.uint8)
    closed = np.asarray(cv2.morphologyEx(page, cv2.MORPH_CLOSE, kernel), np.uint8)
    channels = closed.transpose(2, 0, 1) if closed.ndim == 3 else closed[None]
    if _white(channels.min(axis=0), settings):
        return None
    surface = _surface(np.log(np.maximum(channels, 1, dtype=np.float32, order="C")), settings)
    if surface is None:
        return None
    level = np.exp(surface)
    middle = np.median(level.reshape(len(level), -1), axis=1)
    low, high = np.quantile(level.mean(axis=0), (0.02, 0.98))
    uneven, tint = 1 - float(low / high), 1 - float(middle.min() / middle.max())
    if uneven < settings.light_uneven and tint < settings.light_tint:
        return None
    target = float(min(255.0, middle.mean()))
    level = np.clip(level, target / settings.light_gain, 255).astype(np.uint8)
    paper = np.ascontiguousarray(level.transpose(1, 2, 0)) if page.ndim == 3 else level[0]
    return Light(paper, to_small, target)


def even(image: Image, light: Light, uncrop: Matrix, settings: StraightenSettings) -> Image:
    """``image`` (as many channels as ``light.paper``) with even, neutral paper; changed in place.

    ``uncrop``: ``image`` -> the page that ``measure`` saw.  Done in strips that stay in the processor's cache.  The
    brightness is first put into the frame of the image, on a grid so fine that rows and columns can be interpolated
    one after the other: several times faster than point by point.
    """
    height, width = image.shape[:2]
    n, rows = settings.light_grid, settings.light_strip
    points = -(-width // n), -(-height // n) + 2
    from_grid = compose(((1.0, 0.0, 0.0), (0.0, 1.0, -float(n)), (0.0, 0.0, 1.0)), enlarging(float(n)))
    grid = warp(light.paper, invert(compose(light.from_page, compose(uncrop, from_grid))), points, border=None)
    for top in range(0, height, n * rows):
        strip = image[top : top + n * rows]
        # a row of points more above and below: at the ends there is nothing to interpolate with
        part = grid[top // n : top // n + rows + 2]
        level = cv2.resize(part, (n * points[0], n * len(part)), interpolation=cv2.INTER_LINEAR)
        cv2.divide(strip, level[n : n + len(strip), :width], dst=strip, scale=light.target)
    return image


def _white(darkest: Image, settings: StraightenSettings) -> bool:
    """True when every row and column of the page has white paper in it."""
    return all(
        bool((np.quantile(darkest, settings.light_bare, axis=axis) >= settings.light_fine).all()) for axis in (0, 1)
    )


def _surface(values: Floats, settings: StraightenSettings) -> Floats | None:
    """Logarithm of the paper's brightness, each channel; ``None`` when hardly anything is paper.

    ``values``: (channels, h, w), logarithms.
    """
    # powers of x and y; products are summed by einsum: on arrays so small, the threads of a BLAS cost more than they do
    xs, ys = (
        np.linspace(-1, 1, size, dtype=np.float32) ** np.arange(DEGREE + 1)[:, None] for size in values.shape[:0:-1]
    )
    start = np.quantile(values.reshape(len(values), -1), settings.light_start, axis=1).astype(np.float32)
    rest = values - start[:, None, None]
    n = settings.light_thin
    for tolerance in settings.light_tolerances:
        # the profiles first: a fold's shadow is steep, and no surface for a polynomial
        for axis in (1, 2):
            rest -= _profile(rest, axis, settings)
        bare = np.abs(rest).max(axis=0) < tolerance
        if bare.mean() < settings.light_least:
            return None
        rows, columns = (n * index for index in np.nonzero(bare[::n, ::n]))
        terms = np.stack([xs[i, columns] * ys[j, rows] for i, j in POWERS])
        normal, wanted = np.einsum("pn,qn->pq", terms, terms), np.einsum("pn,cn->pc", terms, rest[:, rows, columns])
        along = np.zeros((len(values), DEGREE + 1, values.shape[2]), np.float32)
        for (i, j), answer in zip(POWERS, np.linalg.lstsq(normal, wanted, rcond=None)[0], strict=True):
            along[:, j] += answer[:, None] * xs[i]
        rest -= np.einsum("jh,cjw->chw", ys, along)
    paper: Floats = values - rest
    return paper


def _profile(rest: Floats, axis: int, settings: StraightenSettings) -> Floats:
    """A high quantile of ``rest`` along an axis, smoothed: paper, as long as a tenth of a row or column is paper.

    Rows and columns that are far too dark all along (a masthead's bar) take the value of their neighbours.
    """
    along = np.array(np.moveaxis(rest, axis, 2), order="C")
    bright = along.max(axis=0) > settings.light_brighter
    along[:, bright] = -np.inf
    along.sort(axis=2)
    size = along.shape[2]
    hidden = bright.sum(axis=1)
    counts = size - hidden
    place = np.minimum(size - 1, hidden + (settings.light_bare * counts).astype(np.int64))
    picked = along[:, np.arange(len(place)), place]
    good = (counts > settings.light_support * size) & (picked > -settings.light_darkest).all(axis=0)
    if not good.any():
        return np.zeros((1, 1, 1), np.float32)
    everywhere = np.arange(len(place))
    filled = np.stack([np.interp(everywhere, everywhere[good], channel[good]) for channel in picked]).astype(np.float32)
    smooth = cv2.blur(filled, (2 * settings.light_smooth + 1, 1), borderType=cv2.BORDER_REPLICATE)
    return np.expand_dims(smooth.reshape(filled.shape), axis)
