"""What a file says about its resolution, and whether it can be believed."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

import cv2

from pipeline.ingest.settings import IngestSettings
from pipeline.model.sheet import Image

MM_PER_INCH = 25.4


@dataclass(frozen=True, slots=True)
class Resolution:
    """Dots per inch across and down, as a file states them; only the ratio counts where ``absolute`` is False."""

    across: float
    down: float
    absolute: bool = True

    def turned(self) -> Resolution:
        """The same for the image turned by a quarter."""
        return Resolution(self.down, self.across, self.absolute)


def credible_dpi(stated: Resolution | None, size: tuple[int, int], settings: IngestSettings) -> float | None:
    """The stated resolution where it is possible for an image of ``size`` (width, height; px), else ``None``.

    Impossible are values that no scanner has, sheets that no bulletin has, and the 72 or 96 dpi that programs write
    when they do not know, unless the sheet would be of a common size then.
    """
    if stated is None or not stated.absolute:
        return None
    dpi = max(stated.across, stated.down)
    if not settings.min_dpi <= min(stated.across, stated.down) <= dpi <= settings.max_dpi:
        return None
    side_mm = max(size[0] / stated.across, size[1] / stated.down) * MM_PER_INCH
    placeholder = any(math.isclose(dpi, value, abs_tol=0.5) for value in settings.placeholder_dpi)
    if side_mm > (settings.placeholder_side_mm if placeholder else settings.max_side_mm):
        return None
    return round(dpi, 2)


def square_pixels(
    image: Image, stated: Resolution | None, settings: IngestSettings
) -> tuple[Image, Resolution | None, dict[str, Any]]:
    """Stretch the coarser axis where the pixels of a file are not square (fax: 204 x 98 dpi), so that type looks right.

    Returns the image, its resolution and what was done.  Unbelievable ratios, and images that would exceed the pixel
    limit, are left as they are.
    """
    if stated is None:
        return image, None, {}
    if not (_positive(stated.across) and _positive(stated.down)):
        return image, None, {}
    low, high = sorted((stated.across, stated.down))
    if high / low > settings.max_aspect:
        return image, None, {"dpi_ignored": [round(stated.across, 2), round(stated.down, 2)]}
    if high / low <= 1 + settings.square_tolerance:
        return image, stated, {}
    height, width = image.shape[:2]
    size = round(width * high / stated.across), round(height * high / stated.down)
    if size[0] * size[1] > settings.max_megapixels * 1e6:
        return image, stated, {}
    stretched: Image = cv2.resize(image, size, interpolation=cv2.INTER_CUBIC).astype("uint8", copy=False)
    return (
        stretched,
        Resolution(high, high, stated.absolute),
        {
            "square_pixels": {
                "stored_size": [width, height],
                "stored_dpi": [round(stated.across, 2), round(stated.down, 2)],
            }
        },
    )


def _positive(value: float) -> bool:
    return math.isfinite(value) and value > 0
