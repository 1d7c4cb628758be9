"""Rows that a fold or a scratch has broken at one place, told from the rows of two columns.

A fold down a column breaks some of its rows, one under the other, and what it leaves looks like a gutter.  But a gutter
is not one or two rows high: right above or below stands a row of the same column that runs across.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from pipeline.layout.row_settings import BrokenSettings
from pipeline.model.geometry import LEVEL

Boxes = NDArray[np.float64]
"""Boxes of lines as rows: left, top, right, bottom, px, page frame."""


def is_broken_row(left: int, right: int, boxes: Boxes, em: float, settings: BrokenSettings) -> bool:
    """Are two neighbours on one row its pieces?  ``left``, ``right``: their places in ``boxes``; ``em``: px."""
    x0, x1 = boxes[left, 0], boxes[right, 2]
    start, end = boxes[left, 2], boxes[right, 0]
    if end - start > settings.gap * em:
        return False
    inside = (boxes[:, 0] < x1 - em) & (boxes[:, 2] > x0 + em)
    inside[[left, right]] = False
    near = boxes[inside]
    top, bottom = boxes[[left, right], 1].min(), boxes[[left, right], 3].max()
    above, upper = _walk(near, top, -1, (start, end), em, settings)
    if above >= settings.rows:
        return False
    below, lower = _walk(near, bottom, 1, (start, end), em, settings)
    if above + below >= settings.rows:
        return False
    return any(
        row is not None and abs(row[0] - x0) < settings.indent * em and abs(row[2] - x1) < settings.edge * em
        for row in (upper, lower)
    )


def _walk(
    boxes: Boxes, edge: float, step: int, gap: tuple[float, float], em: float, settings: BrokenSettings
) -> tuple[int, NDArray[np.float64] | None]:
    """How many rows leave white at the gap, and the first that does not.

    From ``edge`` (px) up (``step`` -1) or down (1).  ``None`` where nothing stands near.
    """
    for count in range(settings.rows):
        white = edge - boxes[:, 3] if step < 0 else boxes[:, 1] - edge
        is_beyond = white > -0.5 * em
        beyond, white = boxes[is_beyond], white[is_beyond]
        if not len(beyond) or white.min() > settings.next_row * em:
            return count, None
        first = beyond[white.argmin()]
        shared = np.minimum(beyond[:, 3], first[3]) - np.maximum(beyond[:, 1], first[1])
        row = beyond[shared > LEVEL * np.minimum(beyond[:, 3] - beyond[:, 1], first[3] - first[1])]
        across = row[(row[:, 0] < gap[0] - 0.5 * em) & (row[:, 2] > gap[1] + 0.5 * em)]
        if len(across):
            return count, across[0]
        edge = float(row[:, 1].min() if step < 0 else row[:, 3].max())
    return settings.rows, None
