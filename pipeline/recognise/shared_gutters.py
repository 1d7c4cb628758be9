"""Gutters that many rows share: they part a line even where a printed rule or specks fill the white between columns."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from pipeline.model.sheet import Image
from pipeline.recognise import ink as inks
from pipeline.recognise import strips as stripping
from pipeline.recognise.strips import Strip

NEAR = 12.0
"""Heights above and below within which rows testify to a gutter."""
WITNESSES = 2
"""Rows near by that must leave white where the line leaves some, a rule or specks left aside."""
WIDTH = (0.4, 3.5)
"""Heights: narrower white stands between characters, wider white is no gutter of columns."""
WIDEST = 14.0
"""Heights: white beside the last row of a paragraph, which testifies to the gutter within it."""
ALIKE = 0.5
"""Heights by which print of a witness may reach into the gutter."""
OVERHANG = 1.0
"""Heights of print that the line must have on both sides of the gutter."""
OWN_WHITE = 0.85
"""Heights of white that the line itself must leave there."""
SIZE = 0.5
"""Share by which the heights of a line and its witnesses differ at most: headlines and captions have gutters of their
own."""
RULE, RULE_WHITE = 0.2, 0.25
"""Heights: print narrower than the first, with white wider than the second on both sides, is a rule or a speck."""
DARK = 0.1
"""Mean darkness of a column of px from which it holds print."""


def split_at_shared_gutters(image: Image, found: Sequence[Strip]) -> list[Strip]:
    """The strips, those cut that run across a gutter which the rows around them keep.

    A witness is a pair of strips on one row with white between them.
    """
    flat = [strip for strip in found if not strip.vertical]
    if len(flat) < 2 * WITNESSES:
        return list(found)
    gaps = _gaps(flat)
    result: list[Strip] = []
    for strip in found:
        result.extend(_parts(image, strip, gaps) if not strip.vertical and len(gaps) else [strip])
    return result


def _gaps(flat: Sequence[Strip]) -> NDArray[np.float64]:
    """(left, right, y, height) of the white between neighbours on one row, px."""
    boxes = stripping.spans(flat)
    order = np.argsort(boxes[:, 0])
    found = []
    for k in order.tolist():
        _, top, right, bottom = boxes[k]
        height = bottom - top
        level = np.minimum(boxes[:, 3], bottom) - np.maximum(boxes[:, 1], top)
        after = (level > 0.5 * height) & (boxes[:, 0] > right - 0.3 * height) & (np.arange(len(boxes)) != k)
        if not after.any():
            continue
        start = float(boxes[after, 0].min())
        if WIDTH[0] * height <= start - right <= WIDEST * height:
            found.append((right, start, (top + bottom) / 2, height))
    return np.array(found, dtype=np.float64).reshape(-1, 4)


def _parts(image: Image, strip: Strip, gaps: NDArray[np.float64]) -> list[Strip]:
    x, y = strip.centre
    left, right, height = x - strip.length / 2, x + strip.length / 2, strip.height
    near = gaps[
        (np.abs(gaps[:, 2] - y) <= NEAR * height)
        & (np.abs(gaps[:, 3] / height - 1) <= SIZE)
        & (gaps[:, 0] > left + OVERHANG * height)
        & (gaps[:, 1] < right - OVERHANG * height)
    ]
    near = near[np.argsort(near[:, 1] - near[:, 0])]
    cuts: list[tuple[float, float]] = []
    while len(near) >= WITNESSES and near[0, 1] - near[0, 0] <= WIDTH[1] * height:
        a, b = near[0, 0], near[0, 1]
        around = (near[:, 0] <= a + ALIKE * height) & (near[:, 1] >= b - ALIKE * height)
        rows = {round(value / (0.7 * height)) for value in near[around, 2].tolist()}
        if len(rows) >= WITNESSES:
            cuts.append((a, b))
        near = near[~around]
    whites = [white for a, b in sorted(cuts) if (white := _own_white(image, strip, a - left, b - left)) is not None]
    pieces, start = [], 0.0
    for a, b in whites:
        if a > start:
            pieces.append(strip.part(start, a))
            start = b
    pieces.append(strip.part(start, strip.length))
    return pieces


def _own_white(image: Image, strip: Strip, start: float, end: float) -> tuple[float, float] | None:
    """The widest white of the line near the gutter, thin print in it left aside; distances along the strip, px.

    ``None``: characters stand there.
    """
    _, sharp = stripping.crop(image, strip, 1.0, 0.0)
    columns = inks.ink_of(sharp).columns
    scale = len(columns) / strip.length
    first, last = max(0, int((start - ALIKE * strip.height) * scale)), int((end + ALIKE * strip.height) * scale)
    dark = columns[first:last] >= DARK
    thin, white = int(RULE * strip.height * scale), int(RULE_WHITE * strip.height * scale)
    for a, b in inks.gaps(np.where(dark, 0.0, 1.0).astype(np.float32), 0.5):
        alone = not dark[max(0, a - white) : a].any() and not dark[b : b + white].any()
        if b - a <= thin and a >= white and b + white <= len(dark) and alone:
            dark[a:b] = False
    runs = inks.gaps(np.where(dark, 1.0, 0.0).astype(np.float32), 0.5)
    a, b = max(runs, key=lambda run: run[1] - run[0], default=(0, 0))
    if b - a < OWN_WHITE * strip.height * scale:
        return None
    return (first + a) / scale, (first + b) / scale
