"""Long counts that no request waits for: one thread does them one after the other, and keeps what came out."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable
from concurrent.futures import CancelledError, Future, ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any

from pipeline.review.problem import Problem

PATIENCE = 0.7
"""s that a request waits: what is counted in this time is shown at once."""
KEPT = 24
"""results that are kept."""
MOST_WAITING = 12
"""counts that wait for their turn; further ones are told to come again."""
Tell = Callable[[int], None]
"""Told how much is done."""


@dataclass(frozen=True, slots=True)
class Counting:
    """It is still being counted."""

    done: int
    """of whatever is counted; 0: it does not say, or has not begun."""


class _Stopped(Exception):
    """The server ends; what is being counted is given up."""


class Background:
    """Threads may share it."""

    def __init__(self, patience: float = PATIENCE) -> None:
        self.patience = patience
        """s that ``ask`` waits."""
        self._lock, self._stop = threading.Lock(), threading.Event()
        self._thread = ThreadPoolExecutor(1, "baokan-counting")
        self._results: OrderedDict[Hashable, Future[Any]] = OrderedDict()
        self._done: dict[Hashable, int] = {}

    def ask(self, key: Hashable, work: Callable[[Tell], Any]) -> Any:
        """What came out of ``work``, or ``Counting`` while it goes on.  ``key``: names all that it depends on.

        Raises what ``work`` raises, and ``Problem`` (503) when too much waits already.
        """
        future = self._future(key, work)
        try:
            return future.result(self.patience)
        except TimeoutError:
            return Counting(self._done.get(key, 0))
        except BaseException:
            with self._lock:
                self._results.pop(key, None)
            raise

    def close(self) -> None:
        """End; what is being counted is given up at its next word."""
        self._stop.set()
        self._thread.shutdown(wait=False, cancel_futures=True)

    def _future(self, key: Hashable, work: Callable[[Tell], Any]) -> Future[Any]:
        with self._lock:
            if key not in self._results:
                if sum(not one.done() for one in self._results.values()) >= MOST_WAITING:
                    raise Problem(503, "busy", headers={"Retry-After": "5"})
                self._results[key] = self._thread.submit(self._run, key, work)
                while len(self._results) > KEPT and next(iter(self._results.values())).done():
                    self._results.popitem(last=False)
            self._results.move_to_end(key)
            return self._results[key]

    def _run(self, key: Hashable, work: Callable[[Tell], Any]) -> Any:
        def tell(done: int) -> None:
            if self._stop.is_set():
                raise _Stopped
            self._done[key] = done

        try:
            return work(tell)
        except _Stopped:
            raise CancelledError from None
        finally:
            self._done.pop(key, None)
