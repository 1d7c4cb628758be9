"""The picture of one line, upright, for the person who judges it."""

from __future__ import annotations

import math
from pathlib import Path

from pipeline.crops.cut import cut, window_of
from pipeline.crops.encoding import encoded
from pipeline.crops.images import PageImages
from pipeline.sampling.drawing import DrawnLine

QUALITY = 90
"""JPEG: a person tells look-alikes apart by single strokes."""
WIDEST = 8_000
"""px: a line over a whole newspaper page at 600 dpi; larger ones are shown smaller."""


class LineCrops:
    """Pictures of lines of one results folder; threads may share it."""

    def __init__(self, results: Path, margin: float) -> None:
        """``margin``: around a line, ems."""
        self._results, self._margin, self._images = results, margin, PageImages()

    def jpeg(self, line: DrawnLine) -> bytes:
        """The line out of the stored page image, in its own size.

        Raises ``PageError`` when there is no page image, or a damaged one.
        """
        path = self._results / line.document / f"{line.page}.jpg"
        more = 2 * self._margin * math.dist(line.quad[0], line.quad[3])
        own = window_of(line.quad, vertical=line.vertical)
        window = own.of_size(own.width + more, own.height + more)
        scale = min(1.0, WIDEST / max(window.width, window.height))
        size = max(1, round(window.width * scale)), max(1, round(window.height * scale))
        return encoded(cut(self._images, path, window, size), QUALITY)
