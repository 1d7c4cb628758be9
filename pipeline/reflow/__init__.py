"""Stage ``reflow``: whole paragraphs across lines, columns and pictures."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pipeline.model.sheet import Sheet
    from pipeline.reflow.settings import ReflowSettings

VERSION = 3


def reflow(sheet: Sheet, settings: ReflowSettings) -> Sheet:
    """See :func:`pipeline.reflow.stage.reflow`."""
    from pipeline.reflow.stage import reflow as run

    return run(sheet, settings)
