"""Takes finished pages in while the server runs: those that are there when it starts, and those of later runs."""

from __future__ import annotations

import logging
import threading
from dataclasses import dataclass

from pipeline.editing.store import Editing
from pipeline.errors import BaokanError

log = logging.getLogger("baokan.review")


@dataclass(frozen=True, slots=True)
class Progress:
    """How far taking in has come."""

    done: int = 0
    of: int = 0
    """0: nothing is being taken in."""


class Keeper:
    """A thread that looks for new page files again and again."""

    def __init__(self, editing: Editing, seconds: float) -> None:
        self._editing, self._seconds = editing, seconds
        self._stop = threading.Event()
        self._thread: threading.Thread | None = None
        self.progress = Progress()
        """replaced as a whole, so that other threads may read it."""

    def start(self) -> None:
        """Begin; also again, after ``stop``."""
        self.stop()
        self._stop.clear()
        self._thread = threading.Thread(target=self._work, name="baokan-intake", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """End after the page at hand."""
        self._stop.set()
        if self._thread is not None:
            self._thread.join()

    def _work(self) -> None:
        while not self._stop.is_set():
            try:
                done = self._editing.intake.run(self._tell, self._stop.is_set)
                for problem in done.problems:
                    log.warning("%s", problem)
            except BaokanError as error:
                log.error("%s", error)  # the next round tries again
            self.progress = Progress()
            self._stop.wait(self._seconds)

    def _tell(self, done: int, of: int) -> None:
        self.progress = Progress(done, of)
