"""Stage ``layout``: from lines and pixels to regions of print."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pipeline.layout.settings import LayoutSettings
    from pipeline.model.sheet import Sheet

VERSION = 4


def layout(sheet: Sheet, settings: LayoutSettings) -> Sheet:
    """See :func:`pipeline.layout.stage.layout`."""
    from pipeline.layout.stage import layout as run

    return run(sheet, settings)
