"""Print of the other side that shines through the paper, read as part of a headline or as a headline of its own.

Thin paper lets the large type of its back show, mirrored and pale.  It is kept as lines of its own (nothing is thrown
away), so that ``layout`` can tell it from the print of this side by its contrast.
"""

from __future__ import annotations

import statistics
from collections.abc import Sequence

from pipeline.model.geometry import bounding_box
from pipeline.model.pixels import contrast, grey
from pipeline.model.sheet import Image
from pipeline.model.text import Line
from pipeline.recognise.threshold_settings import ShowThroughSettings

THIN = "一二三十丨卜1lI"


def part_show_through(lines: Sequence[Line], image: Image, em: float, settings: ShowThroughSettings) -> list[Line]:
    """Cut pale ends off lines of large type; the pieces become lines of their own, numbered on.

    ``image``: page image, grey or BGR.  ``em``: body size, px, page frame.
    """
    large = {k for k, line in enumerate(lines) if _may_be_mixed(line, em, settings)}
    if not large:
        return list(lines)
    tones = grey(image)
    result: list[Line] = []
    pale: list[tuple[Line, int, int]] = []
    for k, line in enumerate(lines):
        if k not in large:
            result.append(line)
            continue
        start, end = _dark_span(line, tones, settings.pale)
        if (start, end) == (0, len(line.text)):
            result.append(line)
            continue
        result.append(_piece(line, start, end, line.id))
        pale += [(line, a, b) for a, b in ((0, start), (end, len(line.text))) if b > a]
    first = max((line.id for line in lines), default=-1) + 1
    return [*result, *(_piece(line, a, b, first + k) for k, (line, a, b) in enumerate(pale))]


def _may_be_mixed(line: Line, em: float, settings: ShowThroughSettings) -> bool:
    return not line.vertical and line.ink_height >= settings.large * em and len(line.text) >= 3


def _dark_span(line: Line, tones: Image, pale: float) -> tuple[int, int]:
    """First and last-but-one offset of the characters that are as dark as the darker half of the line."""
    values = [
        contrast(tones, bounding_box(line.character_quad(k)), reversed_print=line.reversed)
        for k in range(len(line.text))
    ]
    dark = statistics.median(sorted(values)[len(values) // 2 :])
    # Marks and characters of few strokes say nothing: they go with their neighbours.
    thin = [not ch.isalnum() or ch in THIN for ch in line.text]
    keep = [k for k, value in enumerate(values) if value >= pale * dark or thin[k]]
    solid = [k for k in keep if not thin[k]]
    if not solid:
        return 0, len(line.text)
    first, last = solid[0], solid[-1]
    while first > 0 and first - 1 in keep:
        first -= 1
    while last + 1 < len(values) and last + 1 in keep:
        last += 1
    return first, last + 1


def _piece(line: Line, start: int, end: int, number: int) -> Line:
    quads = [line.character_quad(k) for k in range(start, end)]
    offset = line.cuts[start]
    return Line(
        id=number,
        text=line.text[start:end],
        quad=(quads[0][0], quads[-1][1], quads[-1][2], quads[0][3]),
        cuts=tuple(cut - offset for cut in line.cuts[start : end + 1]),
        confidences=line.confidences[start:end],
        alternatives={k - start: v for k, v in line.alternatives.items() if start <= k < end},
        reversed=line.reversed,
        ink_height=line.ink_height,
    )
