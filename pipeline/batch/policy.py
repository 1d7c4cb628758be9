"""When a run ends before its work list does."""

from __future__ import annotations

import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from types import FrameType

from pipeline.batch.settings import PolicySettings
from pipeline.errors import ExitCode


@dataclass
class Tally:
    """What is counted for the summary and for the policies."""

    pages: int = 0
    """done in this run."""
    warnings: int = 0
    failed_pages: int = 0
    failed_files: int = 0
    skipped: int = 0
    """frames that were done before."""
    held: int = 0
    """finished frames that the changed gazetteer cannot touch: their files say so now."""
    tried: int = 0
    """frames that this run tried."""
    read: int = 0
    """frames that could be decoded, in this run or before."""

    @property
    def failures(self) -> int:
        """Pages and files together."""
        return self.failed_pages + self.failed_files

    @property
    def exit_code(self) -> int:
        """What the command ends with when nothing stopped it."""
        if not self.failures:
            return ExitCode.DONE
        return ExitCode.SOME_FAILED if self.read else ExitCode.NO_INPUT


def given_up(tally: Tally, failed_now: int, settings: PolicySettings) -> str | None:
    """Why the run has to stop, in a sentence; ``failed_now``: pages and files that failed in this run."""
    if failed_now and settings.on_error == "stop":
        return "A page failed, and the run was told to stop at the first one (--on-error stop)."
    limit = settings.max_failures
    if limit.endswith("%"):
        share = float(limit[:-1]) / 100
        too_many = tally.tried >= settings.least_tried and failed_now > share * tally.tried
    else:
        too_many = failed_now > int(limit)
    if not too_many:
        return None
    return f"{failed_now} of {tally.tried} pages failed, more than --max-failures {limit} allows."


class Interruption:
    """Ctrl-C and an ordered stop: the first asks to finish what is at hand, the second ends the run now."""

    def __init__(self) -> None:
        self.asked = False

    @contextmanager
    def watched(self) -> Iterator[None]:
        """Take the signals over for a while; outside the main thread they stay as they are."""
        if threading.current_thread() is not threading.main_thread():
            yield
            return
        before = {number: signal.signal(number, self._take) for number in (signal.SIGINT, signal.SIGTERM)}
        try:
            yield
        finally:
            for number, handler in before.items():
                signal.signal(number, handler)

    def _take(self, number: int, frame: FrameType | None) -> None:
        if self.asked:
            raise KeyboardInterrupt
        self.asked = True
