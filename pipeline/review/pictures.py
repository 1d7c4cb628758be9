"""Pictures for the browser: lines and small pages, cut out when they are asked for."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from pipeline.crops.cut import PAPER, cut
from pipeline.crops.encoding import beside_each_other, encoded
from pipeline.crops.images import PageImages
from pipeline.crops.small import small
from pipeline.editing.events import Polygon
from pipeline.model.geometry import Point
from pipeline.model.page import Page
from pipeline.model.sheet import Image
from pipeline.model.text import Line
from pipeline.review.crop import Crop, place, window

FRAME = (31, 67, 215)
"""BGR: colour of the frame, ``--spot`` of the style sheet."""
FRAME_EM = 0.04
"""Width of the frame, ems."""
HELD = 256
"""small pages that are kept: some 60 KB each."""


class Pictures:
    """Makes pictures; threads may share it."""

    def __init__(self) -> None:
        self.images = PageImages()
        self._small: OrderedDict[tuple[Path, int], bytes] = OrderedDict()
        self._lock = threading.Lock()

    def line(self, path: Path, line: Line, first: int, last: int) -> bytes:
        """Some characters of a line as JPEG.  ``path``: the page image.  Raises ``PageError``."""
        return encoded(cut(self.images, path, *window(line, first, last)))

    def marked(self, path: Path, page: Page, parts: Sequence[Crop]) -> bytes:
        """Crops beside each other with a frame around what is in question, as JPEG.  Raises ``PageError``."""
        pictures = []
        for one in parts:
            shown = window(page.line_by_id[one.line], one.first, one.last)
            pictures.append(_framed(cut(self.images, path, *shown), one.mark))
        return encoded(beside_each_other(_of_one_height(pictures)))

    def place(self, path: Path, page: Page, polygon: Polygon) -> bytes:
        """A place of the scan (px, scan frame) with what is around it, framed, as JPEG.  Raises ``PageError``."""
        shown, size, corners = place(page, polygon)
        return encoded(_framed(cut(self.images, path, shown, size), corners))

    def small(self, path: Path, version: int, size: tuple[int, int]) -> bytes:
        """A whole page as a small JPEG.  ``version``: of the page file; ``size``: of the page, px.

        Raises ``PageError``.
        """
        key = (path, version)
        with self._lock:
            if key in self._small:
                self._small.move_to_end(key)
                return self._small[key]
        made = small(path, size)
        with self._lock:
            self._small[key] = made
            while len(self._small) > HELD:
                self._small.popitem(last=False)
        return made


def _framed(picture: Image, mark: Sequence[Point]) -> Image:
    import cv2

    coloured = cv2.cvtColor(picture, cv2.COLOR_GRAY2BGR) if picture.ndim == 2 else picture.copy()
    corners = np.array(mark, np.float32)
    width = max(1, round(FRAME_EM * min(picture.shape[:2])))
    away = np.sign(corners - corners.mean(axis=0)) * width  # the frame stands around the ink, not on it
    cv2.polylines(coloured, [np.rint(corners + away).astype(np.int32)], True, FRAME, width, cv2.LINE_AA)
    return np.asarray(coloured, np.uint8)


def _of_one_height(pictures: Sequence[Image]) -> list[Image]:
    """Pictures one under the other's height get paper below; between two stands a strip of it."""
    height = max(picture.shape[0] for picture in pictures)
    found: list[Image] = []
    for picture in pictures:
        more = height - picture.shape[0], (height // 3 if found else 0)
        found.append(np.pad(picture, ((0, more[0]), (more[1], 0), (0, 0)), constant_values=PAPER))
    return found
