"""Text recognition engines behind one small protocol (``protocol.Engine``)."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pipeline.engine.protocol import Engine
    from pipeline.engine.settings import EngineSettings


def create_engine(settings: EngineSettings) -> Engine:
    """Load the engine that the settings name.

    Raises ``EngineError`` when its packages or models cannot be used.
    """
    if settings.engine == "openvino":
        from pipeline.engine.openvino import OpenVinoEngine

        return OpenVinoEngine(settings)
    from pipeline.engine.paddle import PaddleEngine

    return PaddleEngine(settings)
