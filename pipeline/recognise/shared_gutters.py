"""Gutters that many rows share: they part a line even where a printed rule or specks fill the white between columns."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from pipeline.model.sheet import Image
from pipeline.recognise import ink as inks
from pipeline.recognise import strips as stripping
from pipeline.recognise.gutters import look
from pipeline.recognise.settings import RecogniseSettings
from pipeline.recognise.strips import Strip
from pipeline.recognise.threshold_settings import GutterSettings

Span = tuple[float, float]
"""Start and end, px."""
SAME_LINE = 0.7
"""Heights: witnesses whose middles fall into one step of this are on one row."""


def split_at_shared_gutters(
    tones: Image, found: Sequence[Strip], scale: float, settings: RecogniseSettings
) -> list[Strip]:
    """The strips, those cut that run across a gutter which the rows around them keep.

    A witness is a pair of strips on one row with white between them.  Where all rows of a passage were found across the
    gutter (between a headline and a picture, say), witnesses farther away are believed when these rows all leave white
    there.  ``tones``: grey page image, its sides ``scale``
    times those of the image that the strips belong to.
    """
    flat = [strip for strip in found if not strip.vertical]
    if len(flat) < 2 * settings.gutters.witnesses:
        return list(found)
    gaps = _gaps(flat, settings.gutters)
    if not len(gaps):
        return list(found)
    parted: list[Strip] = []
    for strip in found:
        near = [] if strip.vertical else _gutters(strip, gaps, settings.gutters)
        parted += _parts(strip, _whites(tones, strip, near, scale, settings)) if near else [strip]
    across: list[tuple[Strip, list[Span], list[Span]]] = []
    for strip in parted:
        far = [] if strip.vertical else _gutters(strip, gaps, settings.gutters, far=True)
        if far:
            across.append((strip, far, _whites(tones, strip, far, scale, settings)))
    whites = {id(strip): white for strip, _, white in across if white and _all_leave_white(strip, across, settings)}
    return [part for strip in parted for part in _parts(strip, whites.get(id(strip), []))]


def _all_leave_white(
    strip: Strip, others: Sequence[tuple[Strip, list[Span], list[Span]]], settings: RecogniseSettings
) -> bool:
    """Do the rows right above and below, at least one, leave white where a gutter far away runs, as the strip does?"""
    own = settings.gutters
    beside = [
        (gutters, whites)
        for other, gutters, whites in others
        if other is not strip
        and abs(other.centre[1] - strip.centre[1]) < own.next_row * strip.height
        and abs(other.centre[0] - strip.centre[0]) < (other.length + strip.length) / 2
        and abs(other.height / strip.height - 1) <= own.sizes
    ]
    return bool(beside) and all(len(whites) == len(gutters) for gutters, whites in beside)


def _gaps(flat: Sequence[Strip], settings: GutterSettings) -> NDArray[np.float64]:
    """(left, right, y, height) of the white between neighbours on one row, px; from left to right."""
    boxes = stripping.spans(flat)
    boxes = boxes[np.argsort(boxes[:, 0])]
    left, top, right, bottom = boxes.T
    height = bottom - top
    level = np.minimum(bottom, bottom[:, None]) - np.maximum(top, top[:, None])
    after = (level > 0.5 * height[:, None]) & (left > (right - 0.3 * height)[:, None])
    np.fill_diagonal(after, False)
    start = np.where(after, left, np.inf).min(axis=1)
    white = start - right
    fits = (settings.narrowest * height <= white) & (white <= settings.witness_widest * height)
    return np.asarray(np.stack([right, start, (top + bottom) / 2, height], axis=1)[fits])


def _gutters(strip: Strip, gaps: NDArray[np.float64], settings: GutterSettings, *, far: bool = False) -> list[Span]:
    """Left and right of the gutters that the rows around a strip keep, px, from left to right.

    ``far``: more rows, but at any distance within half a page.
    """
    x, y = strip.centre
    left, right, height = x - strip.length / 2, x + strip.length / 2, strip.height
    reach, least = (settings.far, settings.far_witnesses) if far else (settings.near, settings.witnesses)
    near = gaps[
        (np.abs(gaps[:, 2] - y) <= reach * height)
        & (np.abs(gaps[:, 3] / height - 1) <= settings.sizes)
        & (gaps[:, 0] > left + settings.overhang * height)
        & (gaps[:, 1] < right - settings.overhang * height)
    ]
    near = near[np.argsort(near[:, 1] - near[:, 0])]
    found: list[Span] = []
    while len(near) >= least and near[0, 1] - near[0, 0] <= settings.widest * height:
        a, b = near[0, 0], near[0, 1]
        around = (near[:, 0] <= a + settings.alike * height) & (near[:, 1] >= b - settings.alike * height)
        rows = {round(value / (SAME_LINE * height)) for value in near[around, 2].tolist()}
        if len(rows) >= least:
            found.append((a, b))
        near = near[~around]
    return sorted(found)


def _parts(strip: Strip, whites: Sequence[Span]) -> list[Strip]:
    """The strip cut at its whites (distances along it, px)."""
    pieces, start = [], 0.0
    for a, b in whites:
        if a > start:
            pieces.append(strip.part(start, a))
            start = b
    return [*pieces, strip.part(start, strip.length)] if pieces else [strip]


def _whites(
    tones: Image, strip: Strip, gutters: Sequence[Span], scale: float, settings: RecogniseSettings
) -> list[Span]:
    """The line's own whites at those of the gutters where it leaves some; distances along the strip, px."""
    columns = look(tones, [strip], scale, settings).columns
    left = strip.centre[0] - strip.length / 2
    found = (_own_white(columns, strip, a - left, b - left, settings.gutters) for a, b in gutters)
    return [white for white in found if white is not None]


def _own_white(
    columns: NDArray[np.float32], strip: Strip, start: float, end: float, settings: GutterSettings
) -> Span | None:
    """The widest white of the line near the gutter, thin print in it left aside; distances along the strip, px.

    ``columns``: mean darkness along the strip.  ``None``: characters stand there.
    """
    scale = len(columns) / strip.length
    around = settings.alike * strip.height
    first, last = max(0, int((start - around) * scale)), int((end + around) * scale)
    dark = columns[first:last] >= settings.print_dark
    thin, white = int(settings.rule * strip.height * scale), int(settings.rule_white * strip.height * scale)
    for a, b in inks.gaps(np.where(dark, 0.0, 1.0).astype(np.float32), 0.5):
        alone = not dark[max(0, a - white) : a].any() and not dark[b : b + white].any()
        if b - a <= thin and a >= white and b + white <= len(dark) and alone:
            dark[a:b] = False
    runs = inks.gaps(np.where(dark, 1.0, 0.0).astype(np.float32), 0.5)
    a, b = max(runs, key=lambda run: run[1] - run[0], default=(0, 0))
    if b - a < settings.own_white * strip.height * scale:
        return None
    return (first + a) / scale, (first + b) / scale
