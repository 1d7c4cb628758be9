"""Blocks that the layout missed: a person draws a box, and the engine reads what is in it."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from pipeline.model.geometry import Box, Quad, quad_of, transform_quad
from pipeline.model.page import Page
from pipeline.model.text import Line

FIRST_LINE = 1_000_000
"""Least id of lines that people drew: the engine's own are far below, also after another run."""
FIRST_BLOCK = 10_000
"""Least number of blocks that people made."""


def numbered(page: Page, lines: Iterable[Line]) -> list[dict[str, Any]]:
    """Lines as an event has them, with ids that the page does not have."""
    free = max([FIRST_LINE - 1, *page.line_by_id]) + 1
    return [
        line.model_copy(update={"id": free + n}).model_dump(mode="json", exclude_defaults=True)
        for n, line in enumerate(lines)
    ]


def typed(box: Box, texts: Sequence[str], *, vertical: bool = False) -> list[Line]:
    """Lines that a person typed, since nothing could read them: they share a box evenly, and so do their characters.

    ``box``: px, page frame; ``texts``: one a line, none empty; ``vertical``: the lines run downwards, from the right.
    """
    left, top, right, bottom = box
    found = []
    for n, text in enumerate(texts):
        start, end = n / len(texts), (n + 1) / len(texts)
        if vertical:
            near, far = right + (left - right) * start, right + (left - right) * end
            quad: Quad = (near, top), (near, bottom), (far, bottom), (far, top)
        else:
            quad = quad_of((left, top + (bottom - top) * start, right, top + (bottom - top) * end))
        length = math.dist(quad[0], quad[1])
        cuts = tuple(length * k / len(text) for k in range(len(text) + 1))
        found.append(Line(id=n, text=text, quad=quad, cuts=cuts, vertical=vertical))
    return found


def line_on(page: Page, line: Mapping[str, Any], polygon: Sequence[Sequence[float]]) -> dict[str, Any]:
    """A drawn line on a page that was straightened otherwise.

    ``polygon``: its corners, px, scan frame.  The cuts keep their share of the line's length.
    """
    a, b, c, d = ((x, y) for x, y in polygon)
    quad: Quad = transform_quad(page.transform, (a, b, c, d))
    old = Line.model_validate(dict(line))
    scale = math.dist(quad[0], quad[1]) / (old.length or 1.0)
    moved = old.model_copy(update={"quad": quad, "cuts": tuple(cut * scale for cut in old.cuts)})
    if moved.id in page.line_by_id:
        moved = moved.model_copy(update={"id": max(page.line_by_id) + 1})
    return moved.model_dump(mode="json", exclude_defaults=True)
