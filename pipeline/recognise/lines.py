"""From readings of crops to lines of the page model."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from pipeline.engine.protocol import Reading, Symbol
from pipeline.model.sheet import Image
from pipeline.model.text import Alternative, Line
from pipeline.recognise import cuts as cutting
from pipeline.recognise.ink import ink_of
from pipeline.recognise.measure import measure, rough_em
from pipeline.recognise.settings import RecogniseSettings
from pipeline.recognise.strips import HEIGHT, Strip


def line_of(
    number: int, strip: Strip, reading: Reading, sharp: Image, scale: float, settings: RecogniseSettings
) -> Line | None:
    """The line that was read in a strip; None when nothing or too unsure a text was read.

    ``scale``: px of the page frame per px of the image that the strip belongs to.
    """
    symbols = _trimmed(reading.symbols)
    if not symbols or Reading(symbols).confidence < settings.minimum_confidence:
        return None
    text = "".join(symbol.text for symbol in symbols)
    ink = ink_of(sharp)
    along = strip.length / sharp.shape[1]
    across = strip.height / HEIGHT
    box_height = HEIGHT / settings.crop_height
    centres = [(symbol.start + symbol.end) / 2 for symbol in symbols]
    pitch = cutting.pitch_of(text, centres, rough_em(text, ink, box_height) * across / along)
    chain = cutting.settle(text, centres, ink.columns, pitch)
    size = measure(text, chain, ink, box_height, along / across)

    start, end = float(chain[0]) * along, float(chain[-1]) * along
    top, bottom = size.top * across, (size.top + size.em) * across
    corners = [strip.corner(start, top), strip.corner(end, top), strip.corner(end, bottom), strip.corner(start, bottom)]
    a, b, c, d = ((x * scale, y * scale) for x, y in corners)
    confidences = tuple(round(100 * symbol.confidence) for symbol in symbols)
    return Line(
        id=number,
        text=text,
        quad=(a, b, c, d),
        cuts=tuple(float(cut) for cut in np.round((chain - chain[0]) * along * scale, 2)),
        confidences=confidences,
        alternatives=_alternatives(symbols, confidences, settings),
        vertical=strip.vertical,
        reversed=ink.reversed,
        ink_height=round(size.em * across * scale, 2),
    )


def _trimmed(symbols: Sequence[Symbol]) -> tuple[Symbol, ...]:
    """Without blanks at both ends: those are the crop's margin, not print."""
    first, last = 0, len(symbols)
    while first < last and symbols[first].text.isspace():
        first += 1
    while last > first and symbols[last - 1].text.isspace():
        last -= 1
    return tuple(symbols[first:last])


def _alternatives(
    symbols: Sequence[Symbol], confidences: Sequence[int], settings: RecogniseSettings
) -> dict[int, tuple[Alternative, ...]]:
    """Other readings of the unsure characters."""
    return {
        k: tuple(
            Alternative(text=text, probability=round(min(p, 1.0), 4))
            for text, p in symbol.alternatives
            if p >= settings.alternatives_least or text == symbol.text
        )
        for k, symbol in enumerate(symbols)
        if confidences[k] < settings.alternatives_below and symbol.alternatives
    }
