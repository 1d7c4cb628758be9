"""Pictures of the places of a sheet, from the stored page images."""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from pipeline.crops.cut import PAPER, Window, cut
from pipeline.crops.encoding import beside_each_other, encoded
from pipeline.crops.images import PageImages
from pipeline.errors import PageError
from pipeline.model.sheet import Image

SIZE = 64
"""px: width and height of the picture of one character, sharp on screens of double density at 32 px."""
MARGIN = 0.12
"""Of the square around a character, on every side: what stands close to it is seen, and cut strokes are not taken for
missing ones."""
WORKERS = 2
"""threads that decode at a time; decoding needs the processor, and holds no lock."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """One picture."""

    image: Path
    """of the page."""
    window: Window
    """the square around the character, px, page frame."""


def glyph_row(images: PageImages, wanted: Sequence[Wanted], size: int = SIZE) -> bytes:
    """Characters beside each other as one JPEG, ``size`` px high and ``size`` px wide each.

    White where a page image is missing or damaged.  Raises ``ValueError`` when nothing is wanted.
    """
    with ThreadPoolExecutor(WORKERS) as pool:
        return encoded(beside_each_other(list(pool.map(lambda one: _glyph(images, one, size), wanted))))


def _glyph(images: PageImages, one: Wanted, size: int) -> Image:
    side = one.window.width * (1 + 2 * MARGIN)
    try:
        return cut(images, one.image, one.window.of_size(side, side), (size, size))
    except PageError:
        return np.full((size, size), PAPER, np.uint8)
