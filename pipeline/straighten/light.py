"""Uneven light and yellowed paper: the page divided by the brightness of its own paper.

Light on a scan falls off smoothly and along the axes of the page (towards the fold, under a bent edge), so the paper
is described by a cubic surface plus one profile along each axis, fitted robustly to what is as bright as paper.  A
freer background (a median or a morphological one) would follow photos and tinted boxes, and bleach them.
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
    """What is known of a scan's light and colour."""

    paper: Image | None
    """brightness of the paper, (h, w) or (h, w, 3) BGR; ``None``: white and even already."""
    from_page: Matrix
    """page before cropping -> ``paper``."""
    coloured: bool
    """False when the print is black only, whatever the tint of the paper: grey says all."""


def measure(image: Image, matrix: Matrix, size: tuple[int, int], settings: StraightenSettings) -> Light:
    """Light of a scan, seen in the frame of the upright page of ``size`` (``matrix``: scan -> page)."""
    thin = image[:: settings.light_stride, :: settings.light_stride]
    k = settings.light_side / max(size)
    small = (max(1, round(size[0] * k)), max(1, round(size[1] * k)))
    # scan -> every n-th pixel -> smooth -> page, reduced
    n = settings.light_stride
    shrink = min(1.0, settings.light_side / max(thin.shape[:2]))
    little = cv2.resize(thin, None, fx=shrink, fy=shrink, interpolation=cv2.INTER_AREA) if shrink < 1 else thin
    to_scan: Matrix = (n / shrink, 0.0, 0.0), (0.0, n / shrink, 0.0), (0.0, 0.0, 1.0)
    to_small: Matrix = (k, 0.0, 0.0), (0.0, k, 0.0), (0.0, 0.0, 1.0)
    page = warp.warp(np.asarray(little, np.uint8), compose(to_small, compose(matrix, to_scan)), small)
    kernel = np.ones((settings.light_stroke, settings.light_stroke), np.uint8)
    closed = np.asarray(cv2.morphologyEx(page, cv2.MORPH_CLOSE, kernel), np.uint8)
    channels = closed if closed.ndim == 3 else closed[:, :, None]
    surface = None
    if not _white(channels.min(axis=2), settings):
        surface = _surface(np.log(np.maximum(channels, 1).astype(np.float32)), settings)
    paper = None
    if surface is not None:
        level = np.clip(np.exp(surface), settings.paper_white / settings.light_gain, 255).astype(np.uint8)
        paper = np.asarray(level if page.ndim == 3 else level[:, :, 0], np.uint8)
    return Light(paper, to_small, image.ndim == 3 and _coloured(page, paper, settings))


def grey_of(light: Light) -> Light:
    """The same for a grey copy of the scan."""
    if light.paper is None or light.paper.ndim == 2:
        return light
    return Light(np.asarray(cv2.cvtColor(light.paper, cv2.COLOR_BGR2GRAY), np.uint8), light.from_page, False)


def even(image: Image, light: Light, uncrop: Matrix, settings: StraightenSettings) -> Image:
    """``image`` (page frame, as many channels as ``light.paper``) with white, even paper.

    ``uncrop``: page -> the page that ``measure`` saw.  The same object is returned where there is nothing to even out.
    """
    if light.paper is None:
        return image
    height, width = image.shape[:2]
    to_paper = np.array(compose(light.from_page, uncrop))
    flags = cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP
    if to_paper[2, :2].any():
        full = cv2.warpPerspective(light.paper, to_paper, (width, height), flags=flags, borderMode=cv2.BORDER_REPLICATE)
    else:
        full = cv2.warpAffine(light.paper, to_paper[:2], (width, height), flags=flags, borderMode=cv2.BORDER_REPLICATE)
    return np.asarray(cv2.divide(image, full, scale=settings.paper_white), np.uint8)


def _coloured(page: Image, paper: Image | None, settings: StraightenSettings) -> bool:
    clean = page if paper is None else np.asarray(cv2.divide(page, paper, scale=settings.paper_white), np.uint8)
    chroma = clean.max(axis=2).astype(np.int16) - clean.min(axis=2)
    return float((chroma > settings.chroma).mean()) > settings.chroma_share


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
    n = settings.light_thin
    thin_basis, thin_values = basis[::n, ::n], values[::n, ::n]
    paper = np.broadcast_to(np.quantile(values, settings.light_start, axis=(0, 1)).astype(np.float32), values.shape)
    for tolerance in settings.light_tolerances:
        rest = values - paper
        bare = ((rest > -tolerance) & (rest < settings.light_brighter)).all(axis=2)
        if bare.mean() < settings.light_least:
            return None
        rows, wanted = thin_basis[bare[::n, ::n]], thin_values[bare[::n, ::n]]
        answer = np.linalg.lstsq(rows.T @ rows, rows.T @ wanted, rcond=None)[0]
        paper = np.asarray(basis.reshape(-1, len(powers)) @ answer, np.float32).reshape(height, width, count)
        for axis in (0, 1):
            paper = paper + _profile(values - paper, bare, axis, settings)
    return paper


def _profile(rest: Floats, bare: NDArray[np.bool_], axis: int, settings: StraightenSettings) -> Floats:
    """Mean of ``rest`` over bare paper along an axis, smoothed; 0 where there is little bare paper."""
    weight = bare.sum(axis=axis).astype(np.float32)
    total = (rest * bare[:, :, None]).sum(axis=axis)
    least = settings.light_support * bare.shape[axis]
    size = (1, 2 * settings.light_smooth + 1)
    spread = cv2.blur(total, size, borderType=cv2.BORDER_REPLICATE).reshape(total.shape)
    support = cv2.blur(weight[:, None], size, borderType=cv2.BORDER_REPLICATE).reshape(-1, 1)
    return np.asarray(np.expand_dims(spread / np.maximum(support, least), axis), np.float32)
