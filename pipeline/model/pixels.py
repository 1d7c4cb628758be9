"""Small operations on images that several stages need."""

from __future__ import annotations

import numpy as np

from pipeline.model.sheet import Image


def grey(image: Image) -> Image:
    """A grey view of a page image; grey images are returned as they are.

    ``image``: ``(height, width)`` or ``(height, width, 3)`` BGR.
    """
    if image.ndim == 2:
        return image
    import cv2

    return np.asarray(cv2.cvtColor(image, cv2.COLOR_BGR2GRAY), dtype=np.uint8)
