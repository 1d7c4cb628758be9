"""Ink of the crops of lines: darkness, its profiles, the extent of glyphs.

The crops of a page lie side by side in one array, so that most of the work is done once a page instead of once a line.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from pipeline.model.sheet import Image
from pipeline.recognise.threshold_settings import InkSettings

Floats = NDArray[np.float64]
FULL = 255
"""darkness of full ink as it is stored."""


@dataclass(frozen=True, slots=True)
class Ink:
    """Darkness of crops, each relative to its own paper and ink."""

    darkness: Image
    """(height, columns of all crops), 0 paper .. 255 ink, whatever the colours are."""
    starts: NDArray[np.intp]
    """first column of each crop, and behind the last one."""
    columns: NDArray[np.float32]
    """mean darkness of each column, 0..1."""
    reversed: tuple[bool, ...]
    """of each crop: True when its ink is lighter than its paper."""

    def of(self, crop: int) -> Image:
        """The darkness of one crop."""
        return self.darkness[:, self.starts[crop] : self.starts[crop + 1]]

    def columns_of(self, crop: int) -> NDArray[np.float32]:
        """Mean darkness of the columns of one crop, 0..1."""
        return self.columns[self.starts[crop] : self.starts[crop + 1]]

    def rows_of(self, crop: int) -> Floats:
        """Mean darkness of the rows of one crop, 0..1."""
        return np.asarray(self.of(crop).mean(axis=1) / FULL)


def ink_of(crops: Sequence[Image], settings: InkSettings) -> Ink:
    """Separate paper and ink of crops of one height (grey or BGR; at least one).

    The paper is the crop's median, the ink the far end of the greys on the side that lies farther from it.
    """
    joined = np.concatenate(crops, axis=1)
    grey = joined if joined.ndim == 2 else np.asarray(cv2.cvtColor(joined, cv2.COLOR_BGR2GRAY), np.uint8)
    starts = np.concatenate(([0], np.cumsum([crop.shape[1] for crop in crops])))
    parts = [grey[:, a:b] for a, b in zip(starts[:-1].tolist(), starts[1:].tolist(), strict=True)]
    tables, light = _tables(parts, settings)
    darkness = np.empty_like(grey)
    for part, a, table in zip(parts, starts.tolist(), tables, strict=False):
        darkness[:, a : a + part.shape[1]] = cv2.LUT(part, table)
    _clear_rows(darkness, starts, settings)
    columns = _column_means(darkness)
    _clear_columns(darkness, columns, starts, settings)
    return Ink(darkness, starts, columns, light)


def _tables(parts: Sequence[Image], settings: InkSettings) -> tuple[Image, tuple[bool, ...]]:
    """Of each crop the darkness of the 256 greys, and whether its ink is light."""
    counts = np.stack([cv2.calcHist([part], [0], None, [256], [0, 256])[:, 0] for part in parts])
    shares = np.cumsum(counts, axis=1, dtype=np.float64)
    shares /= shares[:, -1:]
    low, paper, high = ((shares < q).sum(axis=1).astype(np.float64) for q in (settings.tail, 0.5, 1 - settings.tail))
    light = high - paper > paper - low
    contrast = np.maximum(np.where(light, high - paper, paper - low), settings.contrast)
    signed = (np.arange(256) - paper[:, None]) / np.where(light, contrast, -contrast)[:, None]
    return np.rint(np.clip(signed, 0, 1) * FULL).astype(np.uint8), tuple(light.tolist())


def _column_means(darkness: Image) -> NDArray[np.float32]:
    total = cv2.reduce(darkness, 0, cv2.REDUCE_SUM, dtype=cv2.CV_32F)
    return np.asarray(total[0] / (FULL * len(darkness)), np.float32)


def _clear_rows(darkness: Image, starts: NDArray[np.intp], settings: InkSettings) -> None:
    """Take solid rows at the upper and lower edges away: rules, frames, the page beside a dark bar."""
    for a, b in zip(starts[:-1].tolist(), starts[1:].tolist(), strict=True):
        part = darkness[:, a:b]
        solid = part.sum(axis=1, dtype=np.uint32) > settings.edge * FULL * (b - a)
        if solid.any():
            for rows in _edges(solid, settings):
                part[rows] = 0


def _clear_columns(
    darkness: Image, columns: NDArray[np.float32], starts: NDArray[np.intp], settings: InkSettings
) -> None:
    """The same at the ends of each crop; ``columns`` follow."""
    solid = columns > settings.edge
    if not solid.any():
        return
    for k in np.unique(np.searchsorted(starts, np.flatnonzero(solid), side="right") - 1).tolist():
        a, b = int(starts[k]), int(starts[k + 1])
        for span in _edges(solid[a:b], settings):
            darkness[:, a:b][:, span] = 0
            columns[a:b][span] = 0


def _edges(solid: NDArray[np.bool_], settings: InkSettings) -> list[slice]:
    """What is to be cleared at either edge: from the edge to the end of the solid that begins near it."""
    count, half = len(solid), len(solid) // 2
    found = []
    for forwards in (True, False):
        from_edge = solid if forwards else solid[::-1]
        near = np.flatnonzero(from_edge[:half][: settings.edge_reach])
        if not len(near):
            continue
        end = int(near[-1])
        while end + 1 < half and from_edge[end + 1]:
            end += 1
        # the blurred flank of the edge goes with it
        end = min(end + 1 + settings.flank, count)
        found.append(slice(0, end) if forwards else slice(count - end, count))
    return found


def extent(profile: NDArray[np.float64], level: float) -> tuple[float, float] | None:
    """First and last place where a profile rises to a level, with fractions of a px; None when it never does."""
    first, last = extents(np.asarray(profile, np.float64)[:, None], level)
    return None if np.isnan(first[0]) else (float(first[0]), float(last[0]))


def extents(profiles: Floats, level: float) -> tuple[Floats, Floats]:
    """The same of several profiles, one a column; NaN where one never rises to the level."""
    count, which = len(profiles), np.arange(profiles.shape[1])
    above = profiles >= level
    first, last = above.argmax(axis=0), count - 1 - above[::-1].argmax(axis=0)
    with np.errstate(divide="ignore", invalid="ignore"):
        value, before = profiles[first, which], profiles[np.maximum(first - 1, 0), which]
        start = np.where(first > 0, first + 0.5 - (value - level) / (value - before), 0.0)
        value, after = profiles[last, which], profiles[np.minimum(last + 1, count - 1), which]
        end = np.where(last + 1 < count, last + 0.5 + (value - level) / (value - after), float(count))
    never = ~above.any(axis=0)
    start[never] = end[never] = np.nan
    return start, end


def gaps(columns: NDArray[np.float32], level: float) -> list[tuple[int, int]]:
    """Runs of columns below a level, as (start, end)."""
    white = np.zeros(len(columns) + 2, np.bool_)
    np.less(columns, level, out=white[1:-1])
    edges = np.flatnonzero(white[1:] != white[:-1]).tolist()
    return list(zip(edges[::2], edges[1::2], strict=True))


def quantile(values: NDArray[np.float32] | Floats, share: float) -> float:
    """The value at a share of the sorted values, without interpolation (numpy's own takes ten times as long)."""
    k = round(share * (values.size - 1))
    return float(np.partition(values, k)[k])
