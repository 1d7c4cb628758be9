"""Reading pieces of page images from their files."""

from __future__ import annotations

import math
import threading
from collections import OrderedDict
from pathlib import Path

import numpy as np

from pipeline.crops.rows import NoRowsError, read_rows, strip
from pipeline.errors import PageError
from pipeline.model.geometry import Box
from pipeline.model.sheet import Image

WHOLE_MB = 192
"""MB of decoded page images that are kept: three or four newspaper pages in colour."""


class PageImages:
    """Reads page images; threads may share one.

    Of an image that says where its rows are (``pipeline.crops.rows``) a strip is read and decoded; any other (made
    by an older version, or by another program) is decoded as a whole, and the last ones are kept.
    """

    def __init__(self, whole_mb: int = WHOLE_MB) -> None:
        """``whole_mb``: MB of images decoded as a whole that are kept at most."""
        self._most = whole_mb * 1_000_000
        self._whole: OrderedDict[tuple[Path, int, int], Image] = OrderedDict()
        self._bytes = 0
        self._lock = threading.Lock()

    def part(self, path: Path, box: Box) -> tuple[Image, tuple[int, int]]:
        """The pixels around a box (px, page frame), grey or BGR, and (left, top) of the first in the page frame.

        The box is widened to whole pixels and clipped to the image; what lies outside altogether gives an empty array.
        Raises ``PageError`` when the file is missing or damaged.
        """
        left, top = max(0, math.floor(box[0])), max(0, math.floor(box[1]))
        right, bottom = max(left, math.ceil(box[2])), max(top, math.ceil(box[3]))
        rows, first = self._rows(path, top, bottom)
        return rows[top - first : bottom - first, left:right], (left, top)

    def whole(self, path: Path) -> Image:
        """All pixels of an image, ``(height, width)`` grey or ``(height, width, 3)`` BGR.  Raises ``PageError``."""
        return _decoded(path, _read(path))

    def grey(self, path: Path) -> Image:
        """All pixels of an image in grey, ``(height, width)``; colours are not even decoded.  Raises ``PageError``."""
        return _decoded(path, _read(path), grey=True)

    def _rows(self, path: Path, top: int, bottom: int) -> tuple[Image, int]:
        """Pixel rows that hold those from ``top`` to ``bottom``, and the number of the first."""
        try:
            with path.open("rb") as file:
                try:
                    rows = read_rows(file)
                    if top >= min(bottom, rows.size[1]):
                        return np.zeros((0, 0), np.uint8), top
                    first, last = rows.around(top, bottom)
                    data = strip(file, rows, first, last)
                except NoRowsError:
                    return self._kept(path), 0
        except OSError as error:
            raise _missing(path, error) from error
        return _decoded(path, data), first * rows.row

    def _kept(self, path: Path) -> Image:
        facts = path.stat()
        key = (path, facts.st_mtime_ns, facts.st_size)
        with self._lock:
            if key in self._whole:
                self._whole.move_to_end(key)
                return self._whole[key]
        image = self.whole(path)
        with self._lock:
            if key not in self._whole:
                self._whole[key] = image
                self._bytes += image.nbytes
            while self._bytes > self._most:
                self._bytes -= self._whole.popitem(last=False)[1].nbytes
        return image


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise _missing(path, error) from error


def _decoded(path: Path, data: bytes, *, grey: bool = False) -> Image:
    import cv2

    kind = cv2.IMREAD_GRAYSCALE if grey else cv2.IMREAD_UNCHANGED
    image = cv2.imdecode(np.frombuffer(data, np.uint8), kind) if data else None
    if image is None or image.dtype != np.uint8 or (image.ndim == 3 and image.shape[2] != 3):
        raise PageError(
            path, "damaged-image", "The page image cannot be decoded.", f"{_AGAIN} with --force.", stage="export"
        )
    return np.asarray(image)


def _missing(path: Path, error: OSError) -> PageError:
    cause = f"The page image cannot be read ({error.strerror or error})."
    return PageError(path, "no-image", cause, f"{_AGAIN}, with export.page_image = true.", stage="export")


_AGAIN = "Run 'baokan run' on its scan again"
