"""Small operations on images that several stages need."""

from __future__ import annotations

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
    values = np.sort(crop[:: 1 + crop.shape[0] // 48, :: 1 + crop.shape[1] // 192].ravel())
    low, high = (
        float(values[int(share * (len(values) - 1))]) for share in ((0.1, 0.95) if reversed_print else (0.05, 0.9))
    )
    return high - low
