"""Small operations on images that several stages need."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from pipeline.model.geometry import Box
from pipeline.model.sheet import Image


def grey(image: Image) -> Image:
    """A grey view of a page image; grey images are returned as they are.

    ``image``: ``(height, width)`` or ``(height, width, 3)`` BGR.
    """
    if image.ndim == 2:
        return image
    import cv2

    return np.asarray(cv2.cvtColor(image, cv2.COLOR_BGR2GRAY), dtype=np.uint8)


def contrast(tones: Image, box: Box, *, reversed_print: bool = False) -> float:
    """How far the darkest ink in a box stands from its paper, grey levels (0..255); 0 for an empty box.

    ``tones``: grey page image.  ``box``: px, page frame.  A twentieth of the box may be darker: neither specks nor
    the edge of a bar beside it count.
    """
    x0, y0, x1, y1 = box
    crop = tones[max(0, int(y0)) : int(y1) + 1, max(0, int(x0)) : int(x1) + 1]
    if crop.size == 0:
        return 0.0
    sample = crop[:: 1 + crop.shape[0] // 48, :: 1 + crop.shape[1] // 192]
    low, high = tones_at(sample, (0.1, 0.95) if reversed_print else (0.05, 0.9))
    return high - low


def tones_at(sample: Image, shares: Sequence[float]) -> list[float]:
    """Grey levels (0..255) that the given shares (0..1) of the pixels do not exceed.  ``sample``: not empty."""
    # Counting the 256 levels is several times faster than sorting the pixels, and as exact.
    upto = np.cumsum(np.bincount(sample.ravel(), minlength=256))
    places = [int(share * (sample.size - 1)) for share in shares]
    return [float(value) for value in np.searchsorted(upto, places, side="right")]
