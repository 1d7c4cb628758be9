"""The strip under a layout picture that says what the colours mean."""

from __future__ import annotations

from collections import Counter

import cv2
import numpy as np

from pipeline.model.page import Page
from pipeline.model.sheet import Image
from pipeline.visualise import colours
from pipeline.visualise.colours import Colour

QUALITY = 80
"""JPEG quality of layout pictures."""
_FONT = cv2.FONT_HERSHEY_SIMPLEX
_SIZE, _THICK = 0.55, 1
_ROW, _PAD, _SWATCH = 28, 12, 18
"""px."""


def entries(page: Page) -> list[tuple[Colour, str]]:
    """Colour and words of everything that is drawn on this page (OpenCV's fonts are ASCII)."""
    found: list[tuple[Colour, str]] = []
    kinds = Counter(block.kind for block in page.blocks)
    for kind, colour in colours.BLOCKS.items():
        if kinds[kind]:
            found.append((colour, f"{kind} {kinds[kind]}"))
    found += [(colours.REGION, f"regions {len(page.regions)}"), (colours.ORDER, "reading order")]
    marks = len(page.graphics.rules) + len(page.graphics.frames) + len(page.graphics.bars)
    if marks:
        found.append((colours.GRAPHICS, f"rules, frames, bars {marks}"))
    joins = sum(join.kind != "line" for block in page.blocks for join in block.joins)
    if joins:
        found.append((colours.JOIN, f"joins over columns or photos {joins}"))
    held = {i for block in page.blocks for i in (*block.lines, *(n for cell in block.cells for n in cell.lines))}
    loose = sum(line.id not in held for line in page.lines)
    if loose:
        found.append((colours.LOOSE, f"lines in no block {loose}"))
    statuses = Counter(record.status for record in page.corrections if record.stage != "normalise")
    found += [(colours.CORRECTIONS[status], f"corrections {status} {n}") for status, n in statuses.items()]
    if any(block.uncertain for block in page.blocks):
        found.append((colours.INK, "thick frame: uncertain"))
    return found


def with_legend(picture: Image, page: Page) -> Image:
    """The picture with its legend below."""
    width = picture.shape[1]
    places: list[tuple[int, int, Colour, str]] = []
    x, row = _PAD, 0
    for colour, words in entries(page):
        needed = _SWATCH + 6 + cv2.getTextSize(words, _FONT, _SIZE, _THICK)[0][0] + 2 * _PAD
        if x > _PAD and x + needed > width:
            x, row = _PAD, row + 1
        places.append((x, row, colour, words))
        x += needed
    strip = np.full(((row + 1) * _ROW + _PAD, width, 3), 255, np.uint8)
    for left, line, colour, words in places:
        top = _PAD // 2 + line * _ROW
        cv2.rectangle(strip, (left, top + 4), (left + _SWATCH, top + 4 + _SWATCH), colour, cv2.FILLED)
        where = (left + _SWATCH + 6, top + _SWATCH)
        cv2.putText(strip, words, where, _FONT, _SIZE, colours.INK, _THICK, cv2.LINE_AA)
    return np.vstack([picture, strip])
