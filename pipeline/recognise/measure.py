"""The size of the characters of lines and the place of their em squares, measured on the ink."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from pipeline.recognise import ink as inks
from pipeline.recognise.ink import FULL, Floats, Ink
from pipeline.recognise.settings import RecogniseSettings
from pipeline.recognise.widths import DIGIT, HAN, LATIN, character_class


@dataclass(frozen=True, slots=True)
class Size:
    """Vertical measure of a line, px of its crop."""

    em: float
    top: float
    """Top of the em squares."""
    measured: bool


@dataclass(frozen=True, slots=True)
class Placed:
    """A line whose characters have their places."""

    text: str
    cuts: Floats
    """px of the crop."""
    crop: int
    """number of its crop."""
    rows_per_column: float
    """px of the crop downwards per px along (the crop may be squeezed)."""


def rough_em(text: str, rows: Floats, box_height: float, settings: RecogniseSettings) -> float:
    """The em of a line from the band of its ink, before its characters have places; px of the crop, downwards.

    ``rows``: mean darkness of the rows of its crop.  ``box_height``: height of the detector's box, px of the crop.
    """
    size = settings.size
    usual = box_height / size.box
    classes = {character_class(character) for character in text}
    ratio = size.band if HAN in classes else size.digit if classes & {DIGIT, LATIN} else None
    band = inks.extent(rows, size.band_share * inks.quantile(rows, 0.9))
    if ratio is None or band is None:
        return usual
    return float(np.clip((band[1] - band[0]) / ratio, size.least_of_box * usual, usual))


def measure(lines: Sequence[Placed], ink: Ink, box_height: float, settings: RecogniseSettings) -> list[Size]:
    """The em of each line from the ink of its characters.  ``box_height``: as of ``rough_em``."""
    size = settings.size
    tops, bottoms = _extents(lines, ink, settings.ink.solid)
    results, first = [], 0
    for line in lines:
        own = slice(first, first + len(line.text))
        first = own.stop
        results.append(_size(line, tops[own], bottoms[own], ink, settings))
    unmeasured = box_height / size.box
    middle = ink.darkness.shape[0] / 2
    return [found or Size(unmeasured, middle - unmeasured / 2, False) for found in results]


def _size(line: Placed, tops: Floats, bottoms: Floats, ink: Ink, settings: RecogniseSettings) -> Size | None:
    """From the ink of the Chinese characters, or else of the digits, or else of the letters."""
    size = settings.size
    classes = np.array([character_class(character) for character in line.text])
    inked = ~np.isnan(tops)
    for wanted, ratio in ((HAN, size.han), (DIGIT, size.digit), (LATIN, size.digit)):
        which = (classes == wanted) & inked
        count = int(which.sum())
        if not count:
            continue
        top = inks.quantile(tops[which], 1 - size.tall)
        bottom = inks.quantile(bottoms[which], size.tall)
        height = bottom - top
        if wanted == HAN and count < size.few:
            breadths = [_breadth(line, k, ink, settings.ink.solid) for k in np.flatnonzero(which).tolist()]
            height = max(height, max(breadths) * line.rows_per_column)
        em = height / ratio
        return Size(em, (top + bottom) / 2 - em / 2, True)
    return None


def _extents(lines: Sequence[Placed], ink: Ink, solid: float) -> tuple[Floats, Floats]:
    """Top and bottom of the ink of every character of all lines, px of the crop; NaN where there is none.

    A row counts by its second darkest px: one speck of noise is no ink.
    """
    starts = np.concatenate([np.floor(line.cuts[:-1]) + ink.starts[line.crop] for line in lines]).astype(np.intp)
    ends = np.concatenate([np.ceil(line.cuts[1:]) + ink.starts[line.crop] for line in lines]).astype(np.intp)
    widths = ends - starts
    order = np.argsort(-widths, kind="stable")
    starts, widths = starts[order], widths[order]
    columns = np.ascontiguousarray(ink.darkness.T)
    first, second = np.zeros((2, len(order), columns.shape[1]), np.uint8)
    for k in range(int(widths[0])):  # the k-th column of every character that has one
        count = int(np.searchsorted(-widths, -k, side="left"))
        column = columns[starts[:count] + k]
        np.maximum(second[:count], np.minimum(first[:count], column), out=second[:count])
        np.maximum(first[:count], column, out=first[:count])
    profiles = np.empty((columns.shape[1], len(order)))
    profiles[:, order] = second.T
    return inks.extents(profiles, solid * FULL)


def _breadth(line: Placed, offset: int, ink: Ink, solid: float) -> float:
    """Breadth of the ink of one character, px of the crop; 0 where there is none."""
    part = ink.of(line.crop)[:, int(line.cuts[offset]) : int(np.ceil(line.cuts[offset + 1]))]
    if part.shape[0] < 2 or not part.size:
        return 0.0
    second = np.partition(part, -2, axis=0)[-2] / FULL
    found = inks.extent(second, solid)
    return found[1] - found[0] if found else 0.0
