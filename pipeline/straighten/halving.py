"""The cheap way to a smaller picture."""

from __future__ import annotations

import cv2
import numpy as np

from pipeline.model.sheet import Image


def halved(image: Image, side: int) -> tuple[Image, int]:
    """``image`` halved as often as its longer side keeps ``side`` px, and the factor by which it is smaller.

    Two by two pixels become their mean, which costs a fraction of a resampling to any size.  A last odd row or
    column is left out.
    """
    factor = 1
    while max(image.shape[:2]) >= 2 * side and min(image.shape[:2]) >= 2:
        height, width = image.shape[0] // 2, image.shape[1] // 2
        even = image[: 2 * height, : 2 * width]
        image = np.asarray(cv2.resize(even, (width, height), interpolation=cv2.INTER_AREA), np.uint8)
        factor *= 2
    return image, factor
