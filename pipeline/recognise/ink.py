"""Ink of one line's crop: darkness, its profile along the line, the extent of glyphs."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from pipeline.model.sheet import Image

SOLID = 0.45
"""Darkness from which a pixel counts as ink: a little under the half, where a blurred edge stands."""
EDGE = 0.7
"""Mean darkness of a row or column beyond which it is no part of characters."""
REACH = 8
"""px of the crop (a sixth of its height) from its edge within which something solid is looked for."""
FLANK = 2
"""px of the crop: width of a blurred flank."""
LEAST_CONTRAST = 24.0
"""Grey levels between paper and ink below which a crop is taken as empty rather than stretched into noise."""


@dataclass(frozen=True, slots=True)
class Ink:
    """Darkness of a crop relative to its own paper and ink."""

    darkness: NDArray[np.float32]
    """(height, width), 0 paper .. 1 ink, whatever the colours are."""
    reversed: bool
    """True when the ink is lighter than the paper."""

    @property
    def columns(self) -> NDArray[np.float32]:
        """Mean darkness of each column, 0..1."""
        return np.asarray(self.darkness.mean(axis=0), dtype=np.float32)


def ink_of(crop: Image) -> Ink:
    """Separate paper and ink of a crop (grey or BGR).

    The paper is the crop's median, the ink the far end of the greys on the side that lies farther from it.
    """
    grey = crop if crop.ndim == 2 else cv2.cvtColor(crop, cv2.COLOR_BGR2GRAY)
    histogram = np.cumsum(np.bincount(grey.ravel(), minlength=256)) / grey.size
    low, paper, high = (float(np.searchsorted(histogram, q)) for q in (0.03, 0.5, 0.97))
    light_ink = high - paper > paper - low
    contrast = max(high - paper if light_ink else paper - low, LEAST_CONTRAST)
    signed = (grey.astype(np.float32) - paper) / (contrast if light_ink else -contrast)
    darkness = np.clip(signed, 0.0, 1.0)
    _clear_edges(darkness)
    _clear_edges(darkness.T)
    return Ink(darkness, light_ink)


def _clear_edges(darkness: NDArray[np.float32]) -> None:
    """Take away what is solid from the first and last rows inwards: rules, frames, the page beside a dark bar."""
    solid = darkness.mean(axis=1) > EDGE
    half = len(solid) // 2
    for rows, side in ((solid[:half], slice(None)), (solid[::-1][:half], slice(None, None, -1))):
        near = np.flatnonzero(rows[:REACH])
        if not len(near):
            continue
        end = int(near[-1])
        while end + 1 < len(rows) and rows[end + 1]:
            end += 1
        # the blurred flank of the edge goes with it
        darkness[side][: end + 1 + FLANK] = 0.0


def extent(profile: NDArray[np.float32], level: float = SOLID) -> tuple[float, float] | None:
    """First and last place where a profile rises to a level, with fractions of a px; None when it never does."""
    above = np.flatnonzero(profile >= level)
    if not len(above):
        return None
    first, last = int(above[0]), int(above[-1])
    start, end = float(first), float(last + 1)
    if first > 0:
        rise = float(profile[first] - profile[first - 1])
        start = first + 0.5 - (float(profile[first]) - level) / rise
    if last + 1 < len(profile):
        fall = float(profile[last] - profile[last + 1])
        end = last + 0.5 + (float(profile[last]) - level) / fall
    return start, end


def gaps(columns: NDArray[np.float32], level: float) -> list[tuple[int, int]]:
    """Runs of columns below a level, as (start, end)."""
    white = np.concatenate(([False], columns < level, [False]))
    edges = np.flatnonzero(white[1:] != white[:-1])
    return list(zip(edges[::2].tolist(), edges[1::2].tolist(), strict=True))


def quantile(values: NDArray[np.float32] | NDArray[np.float64], share: float) -> float:
    """The value at a share of the sorted values, without interpolation (numpy's own takes ten times as long)."""
    k = round(share * (values.size - 1))
    return float(np.partition(values, k)[k])
