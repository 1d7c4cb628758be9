"""The stage ``recognise``: lines of characters on the straightened page."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pipeline.engine.protocol import Engine
    from pipeline.model.sheet import Sheet
    from pipeline.recognise.settings import RecogniseSettings

VERSION = 5


def recognise(sheet: Sheet, engine: Engine, settings: RecogniseSettings) -> Sheet:
    """Read the page: its lines, the size of its body text, and a ``Step`` of provenance are added.

    A frame with a text layer to use is not recognised; its characters become the lines.
    """
    from pipeline.recognise.stage import run

    return run(sheet, engine, settings)
