"""Cuts between the characters of a line, settled on the ink.

The recogniser's steps say where a character is read to within a good part of an em.  The cuts are the cheapest
chain of positions under four costs: ink under a cut, a width unlike the character's, a middle far from where the
character was read, and ink left outside the line.  The chain is found by dynamic programming (Viterbi).

The box of a character is its *cell*: the advance from cut to cut by the em square.  So the cell of a comma is as wide
as it was set, not as its ink; where characters are letterspaced the space is shared between neighbours.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from pipeline.recognise.ink import quantile
from pipeline.recognise.widths import HAN, SPREAD, character_class, typical_width

INK = 2.0
"""Cost of a cut through solid ink."""
MIDDLE = 0.30
"""Ems: spread of the distance between the middle of a cell and the middle of its steps."""
OUTSIDE = 0.15
"""Cost of one column px of solid ink outside the first and last cut."""
REACH = 0.55
"""Ems: how far a cut may lie from the middle between two readings."""
END_REACH = 1.2
"""Ems: how far the first and last cut may lie from the outermost readings."""
LEAST_INK = 1e-3
"""Mean darkness below which a crop has no ink to settle on."""
BACKWARDS = 1e6
"""Cost of a cell without width: only where a crop has fewer px than characters."""
OUTLIER = 1.5
"""Times the median: a wider distance of two neighbours is no pitch but a gap."""


def pitch_of(text: str, centres: Sequence[float], fallback: float) -> float:
    """Distance of neighbouring Chinese characters along the line, px; ``fallback`` where there are none."""
    classes = [character_class(ch) for ch in text]
    steps = np.array(
        [centres[k + 1] - centres[k] for k in range(len(text) - 1) if classes[k] == HAN and classes[k + 1] == HAN]
    )
    if len(steps) < 2:
        return fallback
    inliers = steps[steps < OUTLIER * np.median(steps)]
    return float(inliers.mean()) if len(inliers) else fallback


def settle(text: str, centres: Sequence[float], columns: NDArray[np.float32], pitch: float) -> NDArray[np.float64]:
    """``len(text) + 1`` rising positions, px of the crop.

    ``centres``: where each character was read, px.  ``columns``: darkness of each column of the crop, 0..1.
    ``pitch``: width of a full-width character, px.
    """
    width = len(columns)
    if width < len(text):  # fewer px than characters: nothing to settle on
        return np.linspace(0.0, width, len(text) + 1)
    ink = np.minimum(columns.astype(np.float64) / max(quantile(columns, 0.95), LEAST_INK), 1.0)
    cut_cost = np.zeros(width + 1)
    cut_cost[:-1] += ink
    cut_cost[1:] += ink
    cut_cost *= INK / 2
    before = np.concatenate(([0.0], np.cumsum(ink)))

    firsts, lasts = _windows(centres, pitch, width)
    grid = np.arange(int((lasts - firsts).max()) + 1, dtype=np.float64)
    start, end = int(firsts[0]), int(lasts[0])
    score = cut_cost[start : end + 1] + OUTSIDE * before[start : end + 1]
    back: list[NDArray[np.intp]] = []
    for k, character in enumerate(text):
        low, high = int(firsts[k + 1]), int(lasts[k + 1])
        starts = grid[: len(score), None] + start
        ends = grid[None, : high - low + 1] + low
        widths = ends - starts
        off = (widths - typical_width(character) * pitch) / (SPREAD[character_class(character)] * pitch)
        aside = (ends + starts - 2 * centres[k]) / (2 * MIDDLE * pitch)
        cost = score[:, None] + 0.5 * (off * off + aside * aside)
        if high - low and end >= low:
            cost[widths < 1] += BACKWARDS
        best = cost.argmin(axis=0)
        back.append(best)
        score = cost[best, np.arange(len(best))] + cut_cost[low : high + 1]
        start, end = low, high
    score = score + OUTSIDE * (before[-1] - before[start : end + 1])
    at = int(score.argmin())
    chain = [float(start + at)]
    for k in range(len(text) - 1, -1, -1):
        at = int(back[k][at])
        chain.append(float(firsts[k] + at))
    return np.maximum.accumulate(np.array(chain[::-1]))


def _windows(centres: Sequence[float], pitch: float, width: int) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """First and last position that each cut may take."""
    places = np.asarray(centres, dtype=np.float64)
    middles = (places[:-1] + places[1:]) / 2
    low = np.concatenate(([places[0] - END_REACH * pitch], middles - REACH * pitch, [places[-1]]))
    high = np.concatenate(([places[0]], middles + REACH * pitch, [places[-1] + END_REACH * pitch]))
    # every chain of strictly rising cuts must stay possible at the borders of the crop
    least = np.arange(len(low))
    most = width - least[::-1]
    firsts = np.clip(np.floor(low).astype(np.intp), least, most)
    lasts = np.clip(np.ceil(high).astype(np.intp), firsts, most)
    return firsts, lasts
