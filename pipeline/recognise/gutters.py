"""Splitting of detected lines that run across the gutter between two columns or table cells."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from pipeline.model.sheet import Image
from pipeline.recognise import ink as inks
from pipeline.recognise import strips as stripping
from pipeline.recognise.ink import Ink
from pipeline.recognise.settings import RecogniseSettings
from pipeline.recognise.strips import Strip

LOOK = stripping.HEIGHT // 2
"""px: height of the crops in which white is looked for; nothing is read in them."""


def look(tones: Image, found: Sequence[Strip], scale: float, settings: RecogniseSettings) -> Ink:
    """The ink of strips (at least one).

    ``tones``: grey page image, its sides ``scale`` times those of the image that the strips belong to.
    """
    return inks.ink_of([stripping.crop(tones, strip.scaled(scale), height=LOOK) for strip in found], settings.ink)


def split_at_gutters(tones: Image, found: Sequence[Strip], scale: float, settings: RecogniseSettings) -> list[Strip]:
    """The strips, those with a gutter in them cut in two or more (``tones``, ``scale``: as of ``look``)."""
    may_hold = [
        k
        for k, strip in enumerate(found)
        if not strip.vertical and strip.length >= settings.gutters.shortest * strip.height
    ]
    if not may_hold:
        return list(found)
    ink = look(tones, [found[k] for k in may_hold], scale, settings)
    parts = {k: _parts(found[k], ink.columns_of(n), settings) for n, k in enumerate(may_hold)}
    return [part for k, strip in enumerate(found) for part in parts.get(k, (strip,))]


def _parts(strip: Strip, columns: NDArray[np.float32], settings: RecogniseSettings) -> list[Strip]:
    own, em = settings.gutters, LOOK / settings.size.box
    runs = [(a, b) for a, b in inks.gaps(columns, own.white) if a > 0 and b < len(columns)]
    if not any(b - a >= settings.gutter_em * em for a, b in runs):
        return [strip]
    wide = [b - a for a, b in runs if b - a > own.letter_gap * em]
    spaced = settings.letterspacing_ratio * float(np.median(wide)) if len(wide) > 2 else 0.0
    scale, margin = strip.length / len(columns), own.margin * em
    parts, start = [], 0.0
    for a, b in runs:
        if b - a >= max(settings.gutter_em * em, spaced):
            parts.append(strip.part(start, (a + margin) * scale))
            start = (b - margin) * scale
    parts.append(strip.part(start, strip.length))
    return parts
