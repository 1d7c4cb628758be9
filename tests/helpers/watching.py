"""A watch that is played: a clock of its own, and a script of what happens in the folders."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from helpers.fakes import pipeline
from pipeline.batch.events import Event, RunDone
from pipeline.batch.run import run
from pipeline.batch.watch import Report, watch
from pipeline.batch.wishes import Wishes
from pipeline.settings import Settings

SETTLE, LOOK, RETRY = 20.0, 5.0, 600.0
"""s of the clock of the tests."""


class End(Exception):
    """The script of a test is over."""


class Watching:
    """A watch on ``scans`` with a clock of its own; before each look the next step of a script is done."""

    def __init__(self, folder: Path) -> None:
        self.scans, self.output = folder / "scans", folder / "out"
        self.scans.mkdir(exist_ok=True)
        self.said: list[str] = []
        self.batches: list[list[str]] = []
        self.events: list[Event] = []
        self.now = 0.0

    def settings(self, **run_: object) -> Settings:
        times = {"settle_seconds": SETTLE, "look_seconds": LOOK, "retry_seconds": RETRY}
        return Settings.model_validate({"run": {"output": self.output, "watch": times, **run_}})

    def work(self, paths: Iterable[Path], settings: Settings, report: Report, wishes: Wishes) -> RunDone:
        paths = list(paths)
        self.batches.append([path.relative_to(self.scans).as_posix() for path in paths])
        made = pipeline(self.output)
        made.settings = settings
        return run(paths, made, report, wishes=wishes)

    @contextmanager
    def reporting(self) -> Iterator[Report]:
        yield self.events.append

    def sleep(self, script: Iterator[float | None]) -> object:
        def sleeping(seconds: float) -> None:
            try:
                wanted = next(script)
            except StopIteration:
                raise End from None
            self.now += seconds if wanted is None else wanted

        return sleeping

    def play(self, script: Iterator[float | None], work: object = None, **run_: object) -> None:
        """Each ``yield`` is a pause, of so many seconds or as long as the watch wants."""
        with pytest.raises(End):
            watch(
                [self.scans],
                self.settings(**run_),
                self.reporting,
                self.said.append,
                work=work or self.work,  # type: ignore[arg-type]
                sleep=self.sleep(script),  # type: ignore[arg-type]
                clock=lambda: self.now,
            )

    def documents(self) -> set[str]:
        return {path.parent.name for path in self.output.glob("*/document.json")}

    def heard(self, words: str) -> list[str]:
        return [message for message in self.said if words in message]
