"""Pictures for the browser: lines and small pages, cut out when they are asked for."""

from __future__ import annotations

import threading
from collections import OrderedDict
from pathlib import Path

from pipeline.crops.cut import cut
from pipeline.crops.encoding import encoded
from pipeline.crops.images import PageImages
from pipeline.crops.small import small
from pipeline.model.text import Line
from pipeline.review.crop import window

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
