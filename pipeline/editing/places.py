"""Where characters stand on the scan, and which characters stand at a place of the scan.

An event is tied to the scan by polygons (px, scan frame), so that it is found again on a page that was recognised
anew, with other lines and other characters.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import groupby

import numpy as np
from numpy.typing import NDArray

from pipeline.model.geometry import Quad
from pipeline.model.page import Page
from pipeline.model.text import CharacterId, parse_character_id

DIGITS = 1
"""of px: finer ones say nothing."""


def polygons(page: Page, ids: Iterable[CharacterId]) -> tuple[Quad, ...]:
    """Quadrilaterals around characters, px, scan frame: one for each line that they touch, in their order."""
    places = [parse_character_id(one) for one in ids]
    return tuple(
        _rounded(page.span_polygon([f"{line}.{offset}" for _, offset in group]))
        for line, group in groupby(places, key=lambda place: place[0])
        if line in page.line_by_id
    )


def line_polygon(page: Page, line: int) -> Quad | None:
    """The quadrilateral of a whole line, px, scan frame; ``None`` for one without text."""
    found = page.line_by_id.get(line)
    if found is None or not found.text:
        return None
    return _rounded(page.span_polygon([found.character_id(0), found.character_id(len(found.text) - 1)]))


def _rounded(quad: Quad) -> Quad:
    a, b, c, d = ((round(x, DIGITS), round(y, DIGITS)) for x, y in quad)
    return a, b, c, d


class Places:
    """The middle of every character of a page, on the scan."""

    def __init__(self, page: Page) -> None:
        self._ids: list[CharacterId] = []
        middles: list[tuple[float, float]] = []
        for line in page.lines:
            for offset in range(len(line.text)):
                quad = line.character_quad(offset)
                self._ids.append(line.character_id(offset))
                middles.append((sum(x for x, _ in quad) / 4, sum(y for _, y in quad) / 4))
        self._middles = _to_scan(np.array(middles, dtype=float).reshape(-1, 2), page)

    def within(self, polygon: Sequence[Sequence[float]]) -> list[CharacterId]:
        """Characters whose middle lies in a convex polygon (px, scan frame), in the order of the page."""
        inside = np.ones(len(self._ids), dtype=bool)
        corners = np.array(polygon, dtype=float)
        around = np.roll(corners, -1, axis=0)
        turn = np.sign(np.sum(corners[:, 0] * around[:, 1] - around[:, 0] * corners[:, 1])) or 1.0
        for (ax, ay), (bx, by) in zip(corners, around, strict=True):
            side = (bx - ax) * (self._middles[:, 1] - ay) - (by - ay) * (self._middles[:, 0] - ax)
            inside &= side * turn >= 0
        return [self._ids[k] for k in np.flatnonzero(inside)]


def _to_scan(points: NDArray[np.float64], page: Page) -> NDArray[np.float64]:
    matrix = np.array(page.page_to_scan, dtype=float)
    mapped = np.column_stack([points, np.ones(len(points))]) @ matrix.T
    found: NDArray[np.float64] = mapped[:, :2] / mapped[:, 2:]
    return found
