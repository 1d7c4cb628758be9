"""Stage ``straighten``: orientation, skew, perspective, spreads, borders and light."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pipeline.engine.protocol import Engine
    from pipeline.model.sheet import Frame, Sheet
    from pipeline.straighten.settings import StraightenSettings

VERSION = 3


def straighten(
    frame: Frame, engine: Engine | None = None, settings: StraightenSettings | None = None
) -> tuple[Sheet, ...]:
    """The page of a frame, or the two pages of a spread from left to right (``pipeline.straighten.stage``)."""
    from pipeline.straighten.settings import StraightenSettings as Settings
    from pipeline.straighten.stage import straighten as run

    return run(frame, engine, settings or Settings())
