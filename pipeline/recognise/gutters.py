"""Splitting of detected lines that run across the gutter between two columns or table cells."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from pipeline.model.sheet import Image
from pipeline.recognise import ink as inks
from pipeline.recognise import strips as stripping
from pipeline.recognise.settings import RecogniseSettings
from pipeline.recognise.strips import Strip

WHITE = 0.04
"""Mean darkness of a column px below which it is white."""
LETTER_GAP = 0.06
"""Ems: narrower whites are inside characters."""
MARGIN = 0.15
"""Ems of white that each part keeps at a split."""
LEAST_LENGTH = 3.0
"""Ems: shorter lines cannot hold a gutter and text on both sides."""


def split_at_gutters(image: Image, found: Sequence[Strip], settings: RecogniseSettings) -> list[Strip]:
    """The strips, those with a gutter in them cut in two or more."""
    result: list[Strip] = []
    for strip in found:
        if strip.vertical or strip.length < LEAST_LENGTH * strip.height:
            result.append(strip)
            continue
        _, sharp = stripping.crop(image, strip, 1.0, 0.0)
        em = stripping.HEIGHT / 1.13
        columns = inks.ink_of(sharp).columns
        runs = [(a, b) for a, b in inks.gaps(columns, WHITE) if a > 0 and b < len(columns)]
        wide = [b - a for a, b in runs if b - a > LETTER_GAP * em]
        typical = float(np.median(wide)) if wide else 0.0
        least = max(settings.gutter_em * em, settings.letterspacing_ratio * typical if len(wide) > 2 else 0.0)
        cuts = [(a, b) for a, b in runs if b - a >= least]
        scale = strip.length / sharp.shape[1]
        start = 0.0
        for a, b in cuts:
            result.append(strip.part(start, (a + MARGIN * em) * scale))
            start = (b - MARGIN * em) * scale
        result.append(strip.part(start, strip.length))
    return result
