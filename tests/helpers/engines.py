"""An engine with faults, named by the setting ``engine.engine = "helpers.engines:faulty"``.

A blank scan of shade *n* shows it which page is meant; ``engine.options`` says which shade has which fault.
"""

from __future__ import annotations

import ctypes
import os
import signal
import time
from collections.abc import Sequence
from pathlib import Path

from helpers.fakes import FakeEngine
from pipeline.engine.protocol import Detection, Reading, Symbol
from pipeline.engine.settings import EngineSettings
from pipeline.errors import EngineError
from pipeline.model.geometry import quad_of
from pipeline.model.sheet import Image

NAME = "helpers.engines:faulty"


def faulty(settings: EngineSettings) -> FaultyEngine:
    """What the setting calls.  Option ``broken``: it cannot be loaded; ``home``: by no other process than this one."""
    if "broken" in settings.options or settings.options.get("home", str(os.getpid())) != str(os.getpid()):
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


READER = "helpers.engines:reader"


def reader(settings: EngineSettings) -> Reader:
    """An engine that reads what the option ``text`` says, one line of print a line."""
    return Reader(settings.options.get("text", ""))


class Reader(FakeEngine):
    """Finds its lines evenly one below the other, whatever the image shows."""

    def __init__(self, text: str) -> None:
        self._lines = text.splitlines()
        self.shown: list[tuple[int, ...]] = []
        """size of every image it was shown: height, width."""

    def detect(self, image: Image, side: int) -> list[Detection]:
        self.shown.append(image.shape[:2])
        height, width = image.shape[:2]
        high = height / max(1, len(self._lines))
        rows = range(len(self._lines))
        return [Detection(quad_of((0.2 * width, (n + 0.2) * high, 0.8 * width, (n + 0.8) * high)), 0.9) for n in rows]

    def recognise(self, crops: Sequence[Image]) -> list[Reading]:
        return [self._reading(text, crop.shape[1]) for text, crop in zip(self._lines, crops, strict=False)]

    def _reading(self, text: str, width: int) -> Reading:
        step = width / len(text)
        return Reading(tuple(Symbol(one, 0.9, k * step, (k + 1) * step) for k, one in enumerate(text)))
