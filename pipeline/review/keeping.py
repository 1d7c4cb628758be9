"""What goes on behind the requests: finished pages are taken in, those that are there when the server starts and those
of later runs; the corpus has them all; pages are looked at again after a name was added."""

from __future__ import annotations

import logging
import threading
from dataclasses import dataclass
from importlib import import_module

from pipeline.corpus.names import Names
from pipeline.corpus.refreshing import behind, refresh
from pipeline.editing.store import Editing
from pipeline.errors import BaokanError
from pipeline.review.intake_process import IntakeProcess
from pipeline.settings import Settings

log = logging.getLogger("baokan.review")
_KEEPING = -3
"""What one of several servers of a database holds while it takes pages in (``Database.alone``)."""
FEW = 4
"""pages that are taken in beside the requests, in a good part of a second; a process that does it starts in two."""


@dataclass(frozen=True, slots=True)
class Progress:
    """How far taking in has come."""

    done: int = 0
    of: int = 0
    """0: nothing is being taken in."""


class Keeper:
    """A thread that looks for new page files again and again, and does what is asked of it in between."""

    def __init__(self, editing: Editing, settings: Settings, mentioned: Names) -> None:
        """``mentioned``: the names that the corpus looks for."""
        self._editing, self._seconds, self._mentioned = editing, settings.review.look_again_seconds, mentioned
        self._settings, self._process = settings, IntakeProcess(editing.results, settings)
        self._stop, self._asked = threading.Event(), threading.Event()
        self._thread: threading.Thread | None = None
        self._names = False
        self.progress = Progress()
        """replaced as a whole, so that other threads may read it."""

    def start(self) -> None:
        """Begin; also again, after ``stop``."""
        self.stop()
        self._stop.clear()
        self._process = IntakeProcess(self._editing.results, self._settings)
        self._thread = threading.Thread(target=self._work, name="baokan-intake", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """End after the page at hand."""
        self._stop.set()
        self._asked.set()
        self._process.stop()
        if self._thread is not None:
            self._thread.join()

    def look_for_names(self) -> None:
        """Look soon for what added names bring to light on finished pages."""
        self._names = True
        self._asked.set()

    def _work(self) -> None:
        import_module("cv2")  # takes a good part of a second, which the first picture would have to wait for
        while not self._stop.is_set():
            self._asked.clear()
            try:
                with self._editing.database.alone(_KEEPING, 0) as mine:
                    if mine:
                        self._round()
            except BaokanError as error:
                log.error("%s", error)  # the next round tries again
            self.progress = Progress()
            self._process.rest()
            self._asked.wait(self._seconds)
        self._process.close()

    def _round(self) -> None:
        names, self._names = self._names, False
        try:
            for problem in self._process.round(names, self._tell) if self._many(names) else self._here(names):
                log.warning("%s", problem)
        except BaokanError:
            self._names |= names
            raise

    def _many(self, names: bool) -> bool:
        touched = len(self._editing.names.touched()) if names else 0
        return max(touched, behind(self._editing, self._mentioned)) > FEW

    def _here(self, names: bool) -> list[str]:
        problems = refresh(self._editing, self._mentioned, self._tell, self._stop.is_set)
        if names:
            self._editing.names.look_again(self._tell, self._stop.is_set)
        return [str(problem) for problem in problems]

    def _tell(self, done: int, of: int) -> None:
        self.progress = Progress(done, of)
