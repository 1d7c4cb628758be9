"""Text recognition engines behind one small protocol (``protocol.Engine``)."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

from pipeline.errors import EngineError

if TYPE_CHECKING:
    from pipeline.engine.protocol import Engine, EngineInfo
    from pipeline.engine.settings import EngineSettings


def create_engine(settings: EngineSettings) -> Engine:
    """Load the engine that the settings name.

    Raises ``EngineError`` when its packages or models cannot be used.
    """
    if settings.engine == "openvino":
        from pipeline.engine.openvino import OpenVinoEngine

        return OpenVinoEngine(settings)
    if settings.engine == "paddleocr":
        from pipeline.engine.paddle import PaddleEngine

        return PaddleEngine(settings)
    if settings.engine == "replay":
        from pipeline.engine.recording import ReplayEngine

        return ReplayEngine.of_folder(settings.recordings)
    return _foreign(settings)


def identify(settings: EngineSettings) -> EngineInfo:
    """What the engine of the settings is made of, without loading its networks where that can be told.

    Raises ``EngineError``.
    """
    if settings.engine == "openvino":
        from pipeline.engine import openvino

        return openvino.identify(settings)
    return create_engine(settings).info


def _foreign(settings: EngineSettings) -> Engine:
    """An engine from elsewhere: ``package.module:callable``, called with the settings."""
    module, _, name = settings.engine.partition(":")
    try:
        engine: Engine = getattr(import_module(module), name)(settings)
    except (ImportError, AttributeError) as error:
        raise EngineError(
            f"engine.engine = '{settings.engine}' cannot be used ({error}). "
            "Name a function that can be imported, which takes the engine's settings and returns an engine."
        ) from error
    return engine
