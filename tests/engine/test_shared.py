"""Two threads at one engine take turns."""

from __future__ import annotations

import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor

import numpy as np
from helpers.fakes import FakeEngine

from pipeline.engine.protocol import Detection, Reading
from pipeline.engine.shared import SharedEngine
from pipeline.model.sheet import Image


class Busy(FakeEngine):
    """Notes when two calls run at the same time."""

    inside = 0
    most = 0

    def _work(self) -> None:
        self.inside += 1
        self.most = max(self.most, self.inside)
        time.sleep(0.01)
        self.inside -= 1

    def detect(self, image: Image, side: int) -> list[Detection]:
        self._work()
        return super().detect(image, side)

    def recognise(self, crops: Sequence[Image]) -> list[Reading]:
        self._work()
        return super().recognise(crops)


def test_networks_never_run_for_two_threads_at_once() -> None:
    engine = Busy()
    shared = SharedEngine(engine)
    image = np.zeros((8, 8), np.uint8)
    with ThreadPoolExecutor(4) as pool:
        calls = [pool.submit(shared.detect, image, 8) for _ in range(6)]
        calls += [pool.submit(shared.recognise, [image]) for _ in range(6)]
        for call in calls:
            call.result()
    assert engine.most == 1
    assert shared.info is engine.info
