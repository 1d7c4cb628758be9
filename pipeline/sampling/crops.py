"""The picture of one line, for the person who judges it."""

from __future__ import annotations

import io
import math
from pathlib import Path

from PIL import Image, UnidentifiedImageError

from pipeline.errors import PageError
from pipeline.model.geometry import bounding_box
from pipeline.sampling.drawing import DrawnLine

QUALITY = 90
"""JPEG: a person tells look-alikes apart by single strokes."""


def line_crop(results: Path, line: DrawnLine, margin: float) -> bytes:
    """The line out of the stored page image, as JPEG.  ``margin``: around it, ems.

    Raises ``PageError`` when there is no page image, or a damaged one.
    """
    path = results / line.document / f"{line.page}.jpg"
    left, top, right, bottom = bounding_box(line.quad)
    more = margin * math.dist(line.quad[0], line.quad[3])
    try:
        with Image.open(path) as image:
            box = (
                max(0, math.floor(left - more)),
                max(0, math.floor(top - more)),
                min(image.width, math.ceil(right + more)),
                min(image.height, math.ceil(bottom + more)),
            )
            stream = io.BytesIO()
            image.crop(box).save(stream, "JPEG", quality=QUALITY)
            return stream.getvalue()
    except (OSError, UnidentifiedImageError, ValueError) as error:
        raise PageError(
            path,
            "no-image",
            f"The page image cannot be used ({error}).",
            "Run 'baokan run' on its scan again, with export.page_image = true.",
            stage="sampling",
        ) from error
