"""Is an indent white?  A dash or a first character that was not read leaves a gap that looks like one."""

from __future__ import annotations

from functools import cached_property

import numpy as np

from pipeline.model.pixels import grey
from pipeline.model.sheet import Image
from pipeline.reflow.edges import Edges, PrintRow
from pipeline.reflow.settings import IndentSettings


class Indents:
    """Looks at the pixels left of a row."""

    def __init__(self, image: Image, em: float, settings: IndentSettings) -> None:
        self._settings = settings
        self._image = image
        self._em = em

    @cached_property
    def _tones(self) -> Image:
        return grey(self._image)

    def printed(self, row: PrintRow, edges: Edges) -> bool:
        """Does ink stand between the edge of the column and the row?  Both in px, page frame."""
        x0, y0, x1, y1 = row.box
        height = y1 - y0
        left, right = edges.left + 0.1 * self._em, x0 - 0.2 * self._em
        if right - left < self._settings.least * self._em:
            return False
        own = self._tones[int(y0) : int(y1) + 1, int(x0) : int(x1) + 1]
        gap = self._tones[int(y0 + 0.15 * height) : int(y1 - 0.15 * height) + 1, max(0, int(left)) : int(right) + 1]
        if own.size == 0 or gap.size == 0:
            return False
        ink, paper = (float(value) for value in np.percentile(own, (5, 85)))
        dark = gap < paper - self._settings.halfway * (paper - ink)
        width, across = float(dark.any(axis=0).mean()), float(dark.any(axis=1).mean())
        limits = self._settings
        return width >= limits.dash_width or (width >= limits.glyph_width and across >= limits.glyph_height)
