"""From readings of crops to lines of the page model."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from pipeline.engine.protocol import Reading, Symbol
from pipeline.model.geometry import Point
from pipeline.model.sheet import Image
from pipeline.model.text import Alternative, Line
from pipeline.recognise import cuts as cutting
from pipeline.recognise.cuts import Unsettled
from pipeline.recognise.ink import Floats, Ink, ink_of
from pipeline.recognise.measure import Placed, Size, measure, rough_em
from pipeline.recognise.settings import RecogniseSettings
from pipeline.recognise.strips import HEIGHT, Strip


@dataclass(frozen=True, slots=True)
class Read:
    """A strip and what was read in it."""

    strip: Strip
    symbols: tuple[Symbol, ...]
    """never empty; no blanks at its ends."""
    sharp: Image
    """its crop, not smoothed."""

    @property
    def text(self) -> str:
        """As read."""
        return "".join(symbol.text for symbol in self.symbols)

    @property
    def along(self) -> float:
        """px of the strip's image per px of its crop, along the text."""
        return self.strip.length / int(self.sharp.shape[1])

    @property
    def across(self) -> float:
        """The same from the top of the characters to their feet."""
        return self.strip.height / HEIGHT


def read_of(strip: Strip, reading: Reading, sharp: Image, settings: RecogniseSettings) -> Read | None:
    """``None`` when nothing or too unsure a text was read."""
    symbols = _trimmed(reading.symbols)
    if not symbols or Reading(symbols).confidence < settings.minimum_confidence:
        return None
    return Read(strip, symbols, sharp)


def lines_of(reads: Sequence[Read], scale: float, settings: RecogniseSettings) -> list[Line]:
    """The lines of a page, numbered from 0.

    ``scale``: px of the page frame per px of the image that the strips belong to.
    """
    if not reads:
        return []
    ink = ink_of([read.sharp for read in reads], settings.ink)
    box_height = HEIGHT / settings.crop_height
    chains = cutting.settle(
        [_unsettled(read, k, ink, box_height, settings) for k, read in enumerate(reads)], settings.cuts
    )
    placed = [
        Placed(read.text, chain, k, read.along / read.across)
        for k, (read, chain) in enumerate(zip(reads, chains, strict=True))
    ]
    sizes = measure(placed, ink, box_height, settings)
    return [
        _line(k, read, chain, size, ink.reversed[k], scale, settings)
        for k, (read, chain, size) in enumerate(zip(reads, chains, sizes, strict=True))
    ]


def _unsettled(read: Read, crop: int, ink: Ink, box_height: float, settings: RecogniseSettings) -> Unsettled:
    text, centres = read.text, [(symbol.start + symbol.end) / 2 for symbol in read.symbols]
    pitch = cutting.pitch_of(text, centres, settings.cuts)
    if pitch is None:
        pitch = rough_em(text, ink.rows_of(crop), box_height, settings) * read.across / read.along
    return Unsettled(text, centres, ink.columns_of(crop), pitch)


def _line(
    number: int, read: Read, chain: Floats, size: Size, light_ink: bool, scale: float, settings: RecogniseSettings
) -> Line:
    along, across = read.along, read.across
    cuts = chain.tolist()
    start, end = cuts[0] * along, cuts[-1] * along
    top, bottom = size.top * across, (size.top + size.em) * across

    def corner(x: float, y: float) -> Point:
        px, py = read.strip.corner(x, y)
        return px * scale, py * scale

    confidences = tuple(round(100 * symbol.confidence) for symbol in read.symbols)
    return Line(
        id=number,
        text=read.text,
        quad=(corner(start, top), corner(end, top), corner(end, bottom), corner(start, bottom)),
        cuts=tuple(round((cut - cuts[0]) * along * scale, 2) for cut in cuts),
        confidences=confidences,
        alternatives=_alternatives(read.symbols, confidences, settings),
        vertical=read.strip.vertical,
        reversed=light_ink,
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
