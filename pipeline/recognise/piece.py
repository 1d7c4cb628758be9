"""A piece of a page, read by itself: somebody drew a box around print that was missed."""

from __future__ import annotations

from itertools import groupby

import cv2
import numpy as np

from pipeline.engine.protocol import Engine
from pipeline.model.geometry import Box, bounding_box, level
from pipeline.model.sheet import Image
from pipeline.model.text import Line
from pipeline.recognise.lines import lines_of, read_of
from pipeline.recognise.settings import RecogniseSettings
from pipeline.recognise.stage import read, read_strips
from pipeline.recognise.strips import Strip

MARGIN = 1.0
"""ems of plain paper put around a piece: the detector misses print that touches the edge."""
COLUMN = 1.5
"""Height by width of a box without a line in it from which it is read as one column."""


def read_piece(image: Image, box: Box, em: float, engine: Engine, settings: RecogniseSettings) -> list[Line]:
    """What stands in a box, in reading order, numbered from 0; px, page frame.  Empty where nothing can be read.

    ``image``: the page, grey or BGR.  ``box``: px, page frame, within the page.  ``em``: px, of the page's body text.
    A box in which no line is found is read as one line.  Raises ``EngineError``.
    """
    left, top, right, bottom = (round(value) for value in box)
    crop = image[top:bottom, left:right]
    margin = round(MARGIN * em)
    framed = _framed(crop, margin)
    lines = read(framed, engine, settings) or _one_line(framed, margin, engine, settings)
    moved = [_moved(line, left - margin, top - margin) for line in lines]
    return [line.model_copy(update={"id": n}) for n, line in enumerate(_in_order(moved))]


def _framed(crop: Image, margin: int) -> Image:
    pixels = crop.reshape(crop.shape[0] * crop.shape[1], -1)
    paper = [float(value) for value in np.median(pixels, axis=0)]
    around = cv2.copyMakeBorder(crop, margin, margin, margin, margin, cv2.BORDER_CONSTANT, value=paper)
    return np.asarray(around, np.uint8)


def _one_line(framed: Image, margin: int, engine: Engine, settings: RecogniseSettings) -> list[Line]:
    height, width = (side - 2 * margin for side in framed.shape[:2])
    upright = height > COLUMN * width
    length, across = (height, width) if upright else (width, height)
    strip = Strip((framed.shape[1] / 2, framed.shape[0] / 2), float(length), float(across), 0.0, vertical=upright)
    reads = [
        read_of(one, found, sharp, settings) for one, found, sharp in read_strips(framed, [strip], engine, settings)
    ]
    return lines_of([found for found in reads if found is not None], 1.0, settings)


def _moved(line: Line, x: float, y: float) -> Line:
    a, b, c, d = ((px + x, py + y) for px, py in line.quad)
    return line.model_copy(update={"quad": (a, b, c, d)})


def _in_order(lines: list[Line]) -> list[Line]:
    """Columns of vertical print from the right; horizontal lines from the top, those on one row from the left."""
    boxes = {id(line): bounding_box(line.quad) for line in lines}
    if sum(line.vertical for line in lines) > len(lines) / 2:
        return sorted(lines, key=lambda line: (-boxes[id(line)][2], boxes[id(line)][1]))
    downwards = sorted(lines, key=lambda line: boxes[id(line)][1] + boxes[id(line)][3])
    rows, last = {}, -1
    for n, line in enumerate(downwards):
        if not n or not level(boxes[id(downwards[n - 1])], boxes[id(line)]):
            last += 1
        rows[id(line)] = last
    found: list[Line] = []
    for _, row in groupby(downwards, key=lambda line: rows[id(line)]):
        found += sorted(row, key=lambda line: boxes[id(line)][0])
    return found
