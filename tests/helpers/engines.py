"""An engine with faults, named by the setting ``engine.engine = "helpers.engines:faulty"``.

A blank scan of shade *n* shows it which page is meant; ``engine.options`` says which shade has which fault.
"""

from __future__ import annotations

import ctypes
import os
import signal
import time
from pathlib import Path

from helpers.fakes import FakeEngine
from pipeline.engine.protocol import Detection
from pipeline.engine.settings import EngineSettings
from pipeline.errors import EngineError
from pipeline.model.sheet import Image

NAME = "helpers.engines:faulty"


def faulty(settings: EngineSettings) -> FaultyEngine:
    """What the setting calls.  Option ``broken``: it cannot be loaded."""
    if "broken" in settings.options:
        raise EngineError("The networks of this engine are missing.")
    if "dies" in settings.options:
        os._exit(3)
    return FaultyEngine(settings.options)


class FaultyEngine(FakeEngine):
    """Reads nothing.

    Options ``crash``, ``hang``, ``eat``, ``kill``: shade of the page at which it does so.  ``once``: a folder; each
    fault happens only the first time.  ``count``: a folder in which every question is counted.  ``seconds``: that every
    page takes.
    """

    def __init__(self, options: dict[str, str]) -> None:
        self._options = options
        self._eaten: list[bytes] = []

    def detect(self, image: Image, side: int) -> list[Detection]:
        shade = str(round(float(image.mean())))
        if folder := self._options.get("count"):
            (Path(folder) / f"{shade}-{time.time_ns()}").touch()
        for name, fault in {"crash": self._crash, "hang": self._hang, "eat": self._eat, "kill": self._kill}.items():
            if self._options.get(name) == shade and self._first(name):
                fault()
        time.sleep(float(self._options.get("seconds", "0")))
        return super().detect(image, side)

    def _first(self, name: str) -> bool:
        folder = self._options.get("once")
        if folder is None:
            return True
        try:
            (Path(folder) / name).touch(exist_ok=False)
        except FileExistsError:
            return False
        return True

    def _crash(self) -> None:
        ctypes.string_at(0)

    def _hang(self) -> None:
        time.sleep(3600)

    def _eat(self) -> None:
        while True:
            self._eaten.append(b"\1" * 50_000_000)
            time.sleep(0.01)

    def _kill(self) -> None:
        os.kill(os.getpid(), signal.SIGKILL)
        time.sleep(60)
