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

from pipeline.model.geometry import Matrix, compose
from pipeline.model.sheet import Image
from pipeline.straighten import warp
from pipeline.straighten.settings import StraightenSettings

Floats = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Light:
    """Brightness of the paper of a scan."""

    paper: Image
    """(h, w) or (h, w, 3) BGR, reduced."""
    from_page: Matrix
    """upright, level page -> ``paper``."""
    target: float
    """brightness given to paper, 0..255."""


def measure(image: Image, matrix: Matrix, size: tuple[int, int], settings: StraightenSettings) -> Light | None:
    """Light of a scan, seen in the frame of the upright page of ``size`` (``matrix``: scan -> page).

    ``None``: there is nothing to even out, or hardly anything is paper.
    """
    n = settings.light_stride
    thin = image[::n, ::n]
    shrink = min(1.0, settings.light_side / max(thin.shape[:2]))
    little = cv2.resize(thin, None, fx=shrink, fy=shrink, interpolation=cv2.INTER_AREA) if shrink < 1 else thin
    to_scan: Matrix = (n / shrink, 0.0, 0.0), (0.0, n / shrink, 0.0), (0.0, 0.0, 1.0)
    k = min(1.0, settings.light_side / max(size))
    to_small: Matrix = (k, 0.0, 0.0), (0.0, k, 0.0), (0.0, 0.0, 1.0)
    small = (max(1, round(size[0] * k)), max(1, round(size[1] * k)))
    page = warp.warp(np.asarray(little, np.uint8), compose(to_small, compose(matrix, to_scan)), small)
    kernel = np.ones((settings.light_stroke, settings.light_stroke), np.uint8)
    closed = np.asarray(cv2.morphologyEx(page, cv2.MORPH_CLOSE, kernel), np.uint8)
    channels = closed if closed.ndim == 3 else closed[:, :, None]
    if _white(channels.min(axis=2), settings):
        return None
    surface = _surface(np.log(np.maximum(channels, 1).astype(np.float32)), settings)
    if surface is None:
        return None
    level = np.exp(surface)
    middle = np.median(level.reshape(-1, level.shape[2]), axis=0)
    low, high = np.quantile(level.mean(axis=2), (0.02, 0.98))
    uneven, tint = 1 - float(low / high), 1 - float(middle.min() / middle.max())
    if uneven < settings.light_uneven and tint < settings.light_tint:
        return None
    target = float(min(255.0, middle.mean()))
    level = np.clip(level, target / settings.light_gain, 255).astype(np.uint8)
    return Light(np.asarray(level if page.ndim == 3 else level[:, :, 0], np.uint8), to_small, target)


def even(image: Image, light: Light, uncrop: Matrix, settings: StraightenSettings) -> Image:
    """``image`` (as many channels as ``light.paper``) with even, neutral paper; changed in place.

    ``uncrop``: ``image`` -> the page that ``measure`` saw.  Done in strips, so that a large page costs little memory.
    """
    height, width = image.shape[:2]
    flags = cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP
    for top in range(0, height, settings.light_strip):
        strip = image[top : top + settings.light_strip]
        down: Matrix = (1.0, 0.0, 0.0), (0.0, 1.0, float(top)), (0.0, 0.0, 1.0)
        m = np.array(compose(light.from_page, compose(uncrop, down)))
        size = (width, strip.shape[0])
        if m[2, :2].any():
            level = cv2.warpPerspective(light.paper, m, size, flags=flags, borderMode=cv2.BORDER_REPLICATE)
        else:
            level = cv2.warpAffine(light.paper, m[:2], size, flags=flags, borderMode=cv2.BORDER_REPLICATE)
        strip[:] = cv2.divide(strip, level, scale=light.target)
    return image


def _white(darkest: Image, settings: StraightenSettings) -> bool:
    """True when every row and column of the page has white paper in it."""
    return all(
        bool((np.quantile(darkest, settings.light_bare, axis=axis) >= settings.light_fine).all()) for axis in (0, 1)
    )


def _surface(values: Floats, settings: StraightenSettings) -> Floats | None:
    """Logarithm of the paper's brightness, each channel; ``None`` when hardly anything is paper."""
    height, width, count = values.shape
    y, x = np.linspace(-1, 1, height, dtype=np.float32), np.linspace(-1, 1, width, dtype=np.float32)
    powers = [(i, j) for i in range(4) for j in range(4 - i)]
    basis = np.stack([np.outer(y**j, x**i) for i, j in powers], axis=2)
    start = np.quantile(values, settings.light_start, axis=(0, 1)).astype(np.float32)
    paper = np.broadcast_to(start, values.shape)
    n = settings.light_thin
    for tolerance in settings.light_tolerances:
        # the profiles first: a fold's shadow is steep, and no surface for a polynomial
        for axis in (0, 1):
            paper = paper + _profile(values - paper, axis, settings)
        rest = values - paper
        bare = np.asarray(np.abs(rest).max(axis=2) < tolerance)
        if bare.mean() < settings.light_least:
            return None
        thin = bare[::n, ::n]
        rows, wanted = basis[::n, ::n][thin], rest[::n, ::n][thin]
        answer = np.linalg.lstsq(rows.T @ rows, rows.T @ wanted, rcond=None)[0]
        paper = paper + np.asarray(basis.reshape(-1, len(powers)) @ answer, np.float32).reshape(height, width, count)
    return np.asarray(paper, np.float32)


def _profile(rest: Floats, axis: int, settings: StraightenSettings) -> Floats:
    """A high quantile of ``rest`` along an axis, smoothed: paper, as long as a tenth of a row or column is paper.

    Rows and columns that are far too dark all along (a masthead's bar) take the value of their neighbours.
    """
    bright = np.asarray(rest.max(axis=2) > settings.light_brighter)
    sortable = np.where(bright[:, :, None], -np.inf, rest)
    ordered = np.sort(sortable, axis=axis)
    size = rest.shape[axis]
    counts = size - bright.sum(axis=axis)
    place = np.minimum(size - 1, bright.sum(axis=axis) + (settings.light_bare * counts).astype(np.int64))
    picked = np.take_along_axis(ordered, np.expand_dims(place, axis)[..., None], axis=axis).squeeze(axis)
    good = (counts > settings.light_support * size) & (picked > -settings.light_darkest).all(axis=1)
    if not good.any():
        return np.zeros((1, 1, 1), np.float32)
    everywhere = np.arange(len(picked))
    filled = np.stack(
        [np.interp(everywhere, everywhere[good], picked[good, c]) for c in range(rest.shape[2])], axis=1
    ).astype(np.float32)
    smooth = cv2.blur(filled, (1, 2 * settings.light_smooth + 1), borderType=cv2.BORDER_REPLICATE)
    return np.expand_dims(smooth.reshape(filled.shape), axis)
