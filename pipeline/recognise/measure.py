"""The size of a line's characters and the place of its em squares, measured on the ink."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from pipeline.recognise import ink as inks
from pipeline.recognise.ink import Ink
from pipeline.recognise.widths import DIGIT, HAN, LATIN, character_class

HAN_SIZE = 0.92
"""Ink of tall Chinese characters in ems: mean of common Song, Hei and Kai faces."""
HAN_BAND = 0.86
"""Height in ems of the band of rows that hold a good part of a line's ink (measured)."""
BAND_SHARE = 0.25
"""Share of the ink of dense rows from which a row belongs to the band."""
LEAST_OF_BOX = 0.6
"""An em is never smaller than this share of what the box says."""
DIGIT_HEIGHT = 0.75
"""Ink height of digits and capitals in ems, likewise."""
TALL = 0.7
"""Share of the sorted tops and bottoms that stands for the tall characters of a line (many are lower: 一, 口, 四)."""
FEW = 3
"""Fewer Chinese characters may all be low (一, 二): then their breadth counts too."""
BOX_EMS = 1.13
"""Height of the detector's box in ems, for lines that have nothing to measure."""


@dataclass(frozen=True, slots=True)
class Size:
    """Vertical measure of a line, px of its crop."""

    em: float
    top: float
    """Top of the em squares."""
    measured: bool


def rough_em(text: str, ink: Ink, box_height: float) -> float:
    """The em of a line from the band of its ink, before its characters have places; px of the crop, downwards."""
    usual = box_height / BOX_EMS
    classes = {character_class(ch) for ch in text}
    ratio = HAN_BAND if HAN in classes else DIGIT_HEIGHT if classes & {DIGIT, LATIN} else None
    rows = np.asarray(ink.darkness.mean(axis=1))
    band = inks.extent(rows, BAND_SHARE * inks.quantile(rows, 0.9))
    if ratio is None or band is None:
        return usual
    return float(np.clip((band[1] - band[0]) / ratio, LEAST_OF_BOX * usual, usual))


def measure(text: str, cuts: NDArray[np.float64], ink: Ink, box_height: float, rows_per_column: float) -> Size:
    """The em of a line from the ink of its characters.

    ``cuts``: px of the crop.  ``box_height``: height of the detector's box, px of the crop.  ``rows_per_column``: px
    of the crop downwards per px along (the crop may be squeezed).
    """
    classes = np.array([character_class(ch) for ch in text])
    for wanted, ratio in ((HAN, HAN_SIZE), (DIGIT, DIGIT_HEIGHT), (LATIN, DIGIT_HEIGHT)):
        which = np.flatnonzero(classes == wanted)
        extents = _extents(which, cuts, ink)
        if not len(extents):
            continue
        top = inks.quantile(extents[:, 0], 1 - TALL)
        bottom = inks.quantile(extents[:, 1], TALL)
        size = bottom - top
        if wanted == HAN and len(extents) < FEW:
            size = max(size, float(extents[:, 2].max()) * rows_per_column)
        middle = (top + bottom) / 2
        em = size / ratio
        return Size(em, middle - em / 2, True)
    em = box_height / BOX_EMS
    return Size(em, (ink.darkness.shape[0] - em) / 2, False)


def _extents(which: NDArray[np.intp], cuts: NDArray[np.float64], ink: Ink) -> NDArray[np.float64]:
    """(top, bottom, breadth) of the ink of some characters, px of the crop."""
    found = []
    for k in which.tolist():
        part = ink.darkness[:, int(cuts[k]) : int(np.ceil(cuts[k + 1]))]
        if not part.size:
            continue
        rows, columns = inks.extent(_second(part, 1)), inks.extent(_second(part, 0))
        if rows is not None and columns is not None:
            found.append((*rows, columns[1] - columns[0]))
    return np.array(found, dtype=np.float64).reshape(-1, 3)


def _second(part: NDArray[np.float32], axis: int) -> NDArray[np.float32]:
    """Second largest darkness along an axis: one speck of noise is no ink."""
    if part.shape[axis] < 2:
        return np.asarray(part.max(axis=axis))
    return np.asarray(np.partition(part, -2, axis=axis).take(-2, axis=axis))
