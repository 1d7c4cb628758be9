"""Many pages are taken in by a process of its own: beside it the requests keep the interpreter, and answer at once."""

from __future__ import annotations

import logging
import multiprocessing
import os
import signal
import time
from collections.abc import Callable
from contextlib import suppress
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess
from pathlib import Path

import psutil

from pipeline.corpus.following import names_of
from pipeline.corpus.refreshing import refresh
from pipeline.errors import BaokanError, EngineError
from pipeline.following import editing_of
from pipeline.settings import Settings

log = logging.getLogger("baokan.review")
KEPT_SECONDS = 300.0
"""s that the process stays when nothing is left to do: its start takes two, and its memory is some 200 MB."""
GRACE_SECONDS = 10.0
"""s that it may take for the page at hand."""
_ROUND, _ROUND_WITH_NAMES = "round", "round with names"
_Tell = Callable[[int, int], None]


class IntakeProcess:
    """Started when it is first needed; asked by one thread; once it is stopped, for good."""

    def __init__(self, results: Path, settings: Settings) -> None:
        self._results, self._settings = results, settings
        self._process: BaseProcess | None = None
        self._pipe: Connection | None = None
        self._used, self._over = 0.0, False

    def round(self, names: bool, tell: _Tell) -> list[str]:
        """Bring everything up to date.  ``names``: look for what added names bring to light as well; ``tell``: see
        ``refresh``.

        Returns what could not be done, in words.  Raises ``EngineError`` when the process cannot go on.
        """
        problems: list[str] = []
        try:
            pipe = self._started()
            if self._over:  # before there was anybody to tell
                return problems
            pipe.send(_ROUND_WITH_NAMES if names else _ROUND)
            while (said := pipe.recv()) is not None:
                if isinstance(said, str):
                    problems.append(said)
                else:
                    tell(*said)
        except (EOFError, OSError) as error:
            end = self._ended()
            if self._over:
                return problems
            raise EngineError(
                f"The process that takes pages in has ended ({end}); it is started again at the next look. When that "
                "happens again and again, memory may be short."
            ) from error
        self._used = time.monotonic()
        return problems

    def stop(self) -> None:
        """Let it end after the page at hand; from another thread than that of ``round`` too."""
        self._over = True
        self._dismiss()

    def rest(self) -> None:
        """Let it end when there was nothing to do for long."""
        if self._process is not None and time.monotonic() - self._used > KEPT_SECONDS:
            self._dismiss()
            self._ended()

    def close(self) -> None:
        """End it."""
        self.stop()
        self._ended()

    def _dismiss(self) -> None:
        if (pipe := self._pipe) is not None:
            with suppress(OSError):
                pipe.send(None)

    def _started(self) -> Connection:
        if self._pipe is None:
            context = multiprocessing.get_context("spawn")
            self._pipe, theirs = context.Pipe()
            self._process = context.Process(
                target=_work, args=(theirs, self._results, self._settings), name="baokan-intake", daemon=True
            )
            self._process.start()
            theirs.close()
        return self._pipe

    def _ended(self) -> str:
        """Wait for its end; says how it was."""
        process, pipe = self._process, self._pipe
        self._process = self._pipe = None
        if process is None or pipe is None:
            return "it never began"
        process.join(GRACE_SECONDS)
        if process.is_alive():
            process.kill()
            process.join()
        pipe.close()
        code = process.exitcode
        return f"exit code {code}" if code is None or code >= 0 else f"signal {-code}"


def _work(pipe: Connection, results: Path, settings: Settings) -> None:
    """The process: does rounds until nobody asks any more."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the server, which says when it is over
    editing, names = editing_of(results, settings), names_of(settings)

    with editing.database, suppress(EOFError, BrokenPipeError):
        while (asked := pipe.recv()) is not None:
            tell = telling(pipe)
            try:
                # whatever is said in between means the end; so does a server that is gone
                for problem in refresh(editing, names, tell, pipe.poll):
                    pipe.send(str(problem))
                if asked == _ROUND_WITH_NAMES:
                    editing.names.look_again(tell, pipe.poll)
            except BaokanError as error:
                pipe.send(str(error))
            pipe.send(None)


def telling(pipe: Connection) -> _Tell:
    """What tells the server of the pages of one round, and rests after each where the machine is busy."""
    since = time.monotonic()

    def tell(done: int, of: int) -> None:
        nonlocal since
        pipe.send((done, of))
        if _busy():
            pipe.poll(time.monotonic() - since)  # ends at once when the server has something to say
        since = time.monotonic()

    return tell


def _busy() -> bool:
    """Whether more is at work than the machine has processors: then every page is followed by as long a rest, since
    people wait for the server's answers.  A lower priority would not do: who waits for the end of a page
    (``pipeline.editing.overall``) would wait for all that goes before it."""
    return bool(psutil.getloadavg()[0] > (os.cpu_count() or 1))
