"""A page image as a small picture, to show where on the page something stands."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from pipeline.crops.encoding import encoded
from pipeline.errors import PageError

LONGEST = 720
"""px: the longer side of a small picture; a third of a laptop's window at twice its resolution."""
QUALITY = 70
_REDUCTIONS = (8, 4, 2)
"""By how much a JPEG can be decoded smaller, which takes a quarter of the time of the whole."""


def small(path: Path, size: tuple[int, int], longest: int = LONGEST) -> bytes:
    """A page image with its longer side ``longest`` px, as JPEG.  ``size``: of the image, px.

    Raises ``PageError`` when the file is missing or damaged.
    """
    import cv2

    try:
        data = np.frombuffer(path.read_bytes(), np.uint8)
    except OSError as error:
        cause = f"The page image cannot be read ({error.strerror or error})."
        raise PageError(path, "no-image", cause, _REMEDY, stage="export") from error
    flag = next((f for r, f in zip(_REDUCTIONS, _flags(), strict=True) if max(size) >= r * longest), cv2.IMREAD_COLOR)
    image = cv2.imdecode(data, flag) if data.size else None
    if image is None:
        raise PageError(path, "damaged-image", "The page image cannot be decoded.", _REMEDY, stage="export")
    height, width = image.shape[:2]
    scale = min(1.0, longest / max(height, width))
    wanted = max(1, round(width * scale)), max(1, round(height * scale))
    return encoded(np.asarray(cv2.resize(image, wanted, interpolation=cv2.INTER_AREA), np.uint8), QUALITY)


def _flags() -> tuple[int, int, int]:
    import cv2

    return cv2.IMREAD_REDUCED_COLOR_8, cv2.IMREAD_REDUCED_COLOR_4, cv2.IMREAD_REDUCED_COLOR_2


_REMEDY = "Run 'baokan run' on its scan again, with export.page_image = true."
