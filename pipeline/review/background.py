"""Long counts that no request waits for: one thread does them one after the other, and keeps what came out.

A text that changes all the time, while pages are being taken in, is not counted all the time: what was counted last is
shown with its version until the next count is done, and no count is begun while an older one of the same goes on.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable
from concurrent.futures import CancelledError, Future
from dataclasses import dataclass, field
from functools import partial
from queue import SimpleQueue
from typing import Any

from pipeline.review.problem import Problem

PATIENCE = 0.7
"""s that a request waits: what is counted in this time is shown at once."""
KEPT = 24
"""results that are kept."""
MOST_WAITING = 12
"""counts that wait for their turn; further ones are told to come again."""
GRACE = 2.0
"""s that the end waits for what is being counted; then it is left behind."""
Tell = Callable[[int], None]
"""Told how much is done."""


@dataclass(frozen=True, slots=True)
class Counting:
    """It is still being counted."""

    done: int
    """of whatever is counted; 0: it does not say, or has not begun."""


@dataclass(frozen=True, slots=True)
class Done:
    """It was counted."""

    value: Any
    version: int
    """that it was counted at."""


@dataclass(slots=True)
class _Count:
    """One count that waits, goes on or is done."""

    version: int
    work: Callable[[Tell], Any]
    before: Done | None
    """of an older version, until this one is done."""
    future: Future[Done] = field(default_factory=Future)
    done: int = 0


class Background:
    """Threads may share it."""

    def __init__(self, patience: float = PATIENCE) -> None:
        self.patience = patience
        """s that ``ask`` waits."""
        self._lock = threading.Lock()
        self._counter: _Counter | None = None
        self._counts: OrderedDict[Hashable, _Count] = OrderedDict()

    def ask(self, key: Hashable, version: int, work: Callable[[Tell], Any]) -> Done | Counting:
        """What came out of ``work`` at this version, else at an older one while it goes on, else how far it is.

        ``key``: names all that it depends on beside the version.  Raises what ``work`` raises, and ``Problem`` (503)
        when too much waits already.
        """
        count = self._count(key, version, work)
        try:
            return count.future.result(self.patience)
        except TimeoutError:
            return count.before or Counting(count.done)
        except CancelledError:
            raise _busy() from None
        except BaseException:
            with self._lock:
                self._counts.pop(key, None)
            raise

    def close(self) -> None:
        """End; what is being counted is given up the next time that it tells how far it is.  May be asked again."""
        with self._lock:
            counter, counts = self._counter, list(self._counts.values())
            self._counter = None
            self._counts.clear()
        for count in counts:
            count.future.cancel()
        if counter is not None:
            counter.stop()

    def _count(self, key: Hashable, version: int, work: Callable[[Tell], Any]) -> _Count:
        with self._lock:
            known = self._counts.get(key)
            if known is None or (known.version != version and known.future.done()):
                if sum(not one.future.done() for one in self._counts.values()) >= MOST_WAITING:
                    raise _busy()
                whole = known is not None and known.future.exception() is None
                known = _Count(version, work, known.future.result() if known is not None and whole else None)
                self._counts[key] = known
                self._begin(known)
                while len(self._counts) > KEPT and next(iter(self._counts.values())).future.done():
                    self._counts.popitem(last=False)
            self._counts.move_to_end(key)
            return known

    def _begin(self, count: _Count) -> None:
        if self._counter is None:
            self._counter = _Counter()
            self._counter.start()
        self._counter.waiting.put(count)


class _Counter(threading.Thread):
    """Does one count after the other."""

    def __init__(self) -> None:
        super().__init__(name="baokan-counting", daemon=True)
        self.waiting: SimpleQueue[_Count | None] = SimpleQueue()
        self._ended = threading.Event()

    def run(self) -> None:
        while (count := self.waiting.get()) is not None:
            if not count.future.set_running_or_notify_cancel():
                continue
            try:
                count.future.set_result(Done(count.work(partial(self._tell, count)), count.version))
            except BaseException as error:  # whoever asks gets it
                count.future.set_exception(error)
            finally:
                count.before = None

    def stop(self) -> None:
        """End after what is being counted, or leave it behind."""
        self._ended.set()
        self.waiting.put(None)
        self.join(GRACE)

    def _tell(self, count: _Count, done: int) -> None:
        if self._ended.is_set():
            raise CancelledError
        count.done = done


def _busy() -> Problem:
    return Problem(503, "busy", headers={"Retry-After": "5"})
