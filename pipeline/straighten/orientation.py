"""Which of the four quarter turns puts the page upright, by the recogniser's own confidence.

The structure of the page says along which axis the lines run.  What is left is decided by reading:

* A line read forwards and backwards: upside-down print is hardly read at all.  What is read plainly forwards need not
  be read backwards.
* The trap: networks for Chinese are trained to read upright vertical lines (竖排) that were turned into a
  horizontal crop by a quarter turn, so a lying line reads as well as a standing one.  Characters are therefore cut
  out, turned one by one and set into a new line.  A network reads characters that stand, and characters whose
  tops point left; so of the two quarter turns of a standing character it reads the counter-clockwise one, and of
  those of a character that lies with its top to the left the clockwise one.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import cv2
import numpy as np

from pipeline.engine.protocol import Engine, Reading
from pipeline.model import pixels
from pipeline.model.geometry import Box, Matrix, compose
from pipeline.model.sheet import Image
from pipeline.straighten.settings import StraightenSettings
from pipeline.straighten.textlines import TextLines

Turn = Literal[0, 90, 180, 270]
IDEOGRAPHS = ("\u3400", "\u9fff")


@dataclass(frozen=True, slots=True)
class Verdict:
    """How the print stands in a picture whose lines run from left to right."""

    turn: Turn
    """counter-clockwise turn of the print in the picture, degrees."""
    sure: bool
    """False when nothing could be read either way."""


@dataclass(frozen=True, slots=True)
class Look:
    """A level picture of a scan, to cut crops by."""

    scan: Image
    """grey or BGR."""
    to_scan: Matrix
    """level picture -> scan."""
    ink: Image
    """level picture."""
    lines: TextLines
    """of the level picture."""

    def cut(self, box: Box, settings: StraightenSettings) -> Image:
        """A box of the level picture as a grey crop of the recogniser's height, taken from the scan itself."""
        left, top, right, bottom = box
        height = settings.orientation_height
        k = height / (bottom - top)
        width = max(1, round((right - left) * k))
        to_box: Matrix = (1 / k, 0.0, left + 0.5 / k - 0.5), (0.0, 1 / k, top + 0.5 / k - 0.5), (0.0, 0.0, 1.0)
        m = np.array(compose(self.to_scan, to_box))
        flags = cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP
        crop = cv2.warpAffine(self.scan, m[:2], (width, height), flags=flags, borderMode=cv2.BORDER_REPLICATE)
        return pixels.grey(np.asarray(crop, np.uint8))


def decide(look: Look, engine: Engine, settings: StraightenSettings) -> Verdict:
    """Turn of the print in a level picture."""
    chosen = _choose(look.lines, settings)
    forwards = backwards = 0.0
    for start in range(0, len(chosen), settings.orientation_batch):
        some = [_crop(look, k, settings) for k in chosen[start : start + settings.orientation_batch]]
        forwards += _legible(engine.recognise(some), settings)
        if not start and forwards > settings.legible_plainly * sum(crop.shape[1] / crop.shape[0] for crop in some):
            break
        backwards += _legible(engine.recognise([_turned(crop, 180) for crop in some]), settings)
        if max(forwards, backwards) > settings.orientation_factor * min(forwards, backwards) + (
            settings.orientation_characters
        ):
            break
    if max(forwards, backwards) < settings.legible_least:
        return Verdict(0, False)
    around = backwards > forwards
    lying = _lies(look, chosen, around, engine, settings)
    turn = (180 if around else 0) + (90 if lying else 0)
    return Verdict(turn, True)  # type: ignore[arg-type]


def _legible(readings: Sequence[Reading], settings: StraightenSettings) -> float:
    """Characters read, each counted by its confidence; figures and letters, which noise looks like, count less."""
    return sum(
        symbol.confidence * (1.0 if IDEOGRAPHS[0] <= symbol.text[:1] <= IDEOGRAPHS[1] else settings.other_weight)
        for reading in readings
        for symbol in reading.symbols
        if symbol.text.isalnum()
    )


def _choose(lines: TextLines, settings: StraightenSettings) -> list[int]:
    """Lines of body size and good length, from all over the page."""
    height = lines.box[:, 3] - lines.box[:, 1]
    width = lines.box[:, 2] - lines.box[:, 0]
    fits = (height > settings.orientation_low * lines.em) & (height < settings.orientation_high * lines.em)
    good = np.flatnonzero(fits)
    # longest first, but only so many that they come from several places
    good = good[np.argsort(-np.minimum(width[good], settings.orientation_length * lines.em), kind="stable")]
    good = np.sort(good[: 4 * settings.orientation_lines])
    if len(good) > settings.orientation_lines:
        good = good[np.linspace(0, len(good) - 1, settings.orientation_lines).astype(int)]
    # from the middle on, as titles in odd type stand at the top; neighbours in the list are far apart on the page
    good = np.roll(good, -(len(good) // 2))
    return [int(k) for offset in range(3) for k in good[offset::3]]


def _crop(look: Look, k: int, settings: StraightenSettings) -> Image:
    left, top, right, bottom = (float(v) for v in look.lines.box[k])
    right = min(right, left + settings.orientation_length * look.lines.em)
    margin = max(1.0, settings.orientation_margin * look.lines.em)
    return look.cut((left - margin, top - margin, right + margin, bottom + margin), settings)


def _turned(crop: Image, degrees: int) -> Image:
    """Turned counter-clockwise."""
    return np.ascontiguousarray(np.rot90(crop, degrees // 90))


def _lies(look: Look, chosen: Sequence[int], around: bool, engine: Engine, settings: StraightenSettings) -> bool:
    """True when the characters lie on their left side (``around``: after half a turn) and are no horizontal text."""
    boxes = _glyphs(look, chosen, settings)
    size = settings.glyphs_per_set
    sets = [boxes[n : n + size] for n in range(0, len(boxes) - settings.fewest_glyphs + 1, size)]
    horizontal = vertical = 0.0
    for start in range(0, len(sets), settings.glyph_sets):
        some = [[look.cut(box, settings) for box in one] for one in sets[start : start + settings.glyph_sets]]
        if around:
            some = [[_turned(glyph, 180) for glyph in one] for one in some]
        horizontal += _legible(engine.recognise([_sideways(one, 90, settings) for one in some]), settings)
        if not start and horizontal > settings.glyphs_plainly * sum(map(len, some)):
            break
        vertical += _legible(engine.recognise([_sideways(one, 270, settings) for one in some]), settings)
        most, least = max(horizontal, vertical), min(horizontal, vertical)
        if most > settings.glyph_factor * least + settings.glyph_lead:
            break
    return vertical > settings.vertical_factor * horizontal


def _glyphs(look: Look, chosen: Sequence[int], settings: StraightenSettings) -> list[Box]:
    """Boxes of single characters, one of each line before the next of any; those nearest to a full em first."""
    em = look.lines.em
    rows: list[list[Box]] = []
    for k in chosen:
        left, top, right, bottom = (int(v) for v in look.lines.box[k])
        filled = (look.ink[top:bottom, left:right] > settings.coarse_ink).any(axis=0).astype(np.int8)
        edges = np.flatnonzero(np.diff(filled, prepend=0, append=0))
        single: list[tuple[float, float]] = []
        for a, b in zip(edges[::2], edges[1::2], strict=True):
            # characters that touch are cut apart: they are all of one width
            number = max(1, round((b - a) / (settings.glyph_width * em)))
            size = (b - a) / number
            if number <= settings.glyphs_touching and settings.glyph_low * em < size < settings.glyph_high * em:
                single += [(float(a) + k * size, float(a) + (k + 1) * size) for k in range(number)]
        single.sort(key=lambda s: abs(s[1] - s[0] - settings.glyph_width * em))
        rows.append([(left + a - 1, top - 1, left + b + 1, bottom + 1) for a, b in single[: settings.glyphs_per_line]])
    return [row[n] for n in range(settings.glyphs_per_line) for row in rows if n < len(row)]


def _sideways(glyphs: Sequence[Image], degrees: int, settings: StraightenSettings) -> Image:
    """Characters, each turned counter-clockwise, set side by side as one line."""
    side = settings.orientation_height
    line = np.full((side, side * len(glyphs)), 255, np.uint8)
    for n, glyph in enumerate(_turned(glyph, degrees) for glyph in glyphs):
        k = (side - 4) / max(glyph.shape)
        size = (max(1, round(glyph.shape[1] * k)), max(1, round(glyph.shape[0] * k)))
        small = cv2.resize(glyph, size, interpolation=cv2.INTER_AREA if k < 1 else cv2.INTER_LINEAR)
        top, left = (side - size[1]) // 2, n * side + (side - size[0]) // 2
        line[top : top + size[1], left : left + size[0]] = small
    return line
