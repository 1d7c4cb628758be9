"""The resolution of a scan: from the file, or from the size of its text."""

from __future__ import annotations

import math
from typing import Literal

from pipeline.straighten.settings import StraightenSettings

POINTS_PER_INCH = 72.0


def resolution(
    stated: float | None, em: float, settings: StraightenSettings
) -> tuple[float, Literal["file", "estimated", "assumed"]]:
    """Dots per inch and where they come from.

    ``em``: typical ink height of a line, px of the scan, 0 without text.
    """
    if stated is not None:
        return stated, "file"
    if em <= 0:
        return settings.dpi_assumed, "assumed"
    guess = em / settings.ink_height / settings.body_points * POINTS_PER_INCH
    nearest = min(settings.dpi_usual, key=lambda dpi: abs(math.log(dpi / guess)))
    return float(nearest), "estimated"
