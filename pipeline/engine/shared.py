"""One engine for several threads: they take turns, network by network."""

from __future__ import annotations

from collections.abc import Sequence
from threading import Lock

from pipeline.engine.protocol import Detection, Engine, EngineInfo, Reading
from pipeline.model.sheet import Image


class SharedEngine:
    """An engine that may be used by one thread for straightening while another one recognises.

    What it gives does not depend on who asks in between.
    """

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._turn = Lock()

    @property
    def info(self) -> EngineInfo:
        """What the engine is made of."""
        return self._engine.info

    def detect(self, image: Image, side: int) -> list[Detection]:
        """See :meth:`pipeline.engine.protocol.Engine.detect`."""
        with self._turn:
            return self._engine.detect(image, side)

    def recognise(self, crops: Sequence[Image]) -> list[Reading]:
        """See :meth:`pipeline.engine.protocol.Engine.recognise`."""
        with self._turn:
            return self._engine.recognise(crops)
