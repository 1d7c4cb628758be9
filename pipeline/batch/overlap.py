"""Doing the next thing while the current one is worked on, one step ahead and no more."""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from typing import TypeVar

T = TypeVar("T")


class _End:
    """Marks the end of an iterator."""


def ahead(items: Generator[T, None, None], may_overlap: Callable[[T], bool]) -> Iterator[T]:
    """The items in their order; while the caller works on one, the next is made in a thread.

    All of ``items`` runs in that one thread.  ``may_overlap(item)`` false: the next is made only when the caller asks
    for it (the item is too large to keep two).  Whatever ``items`` raises is raised here, in its place.
    """
    with ThreadPoolExecutor(1, thread_name_prefix="decode") as pool:

        def step() -> T | _End:
            return next(items, _End())

        coming: Future[T | _End] | None = pool.submit(step)
        try:
            while True:
                item = (coming or pool.submit(step)).result()
                coming = None
                if isinstance(item, _End):
                    return
                if may_overlap(item):
                    coming = pool.submit(step)
                yield item
                del item
        finally:
            pool.submit(items.close).result()


class Behind:
    """Does one thing in a thread while the caller goes on; the next waits for it."""

    def __init__(self) -> None:
        self._pool = ThreadPoolExecutor(1, thread_name_prefix="write")
        self._running: Future[None] | None = None

    def submit(self, work: Callable[[], None]) -> None:
        """Start ``work`` when the one before is done; raises what that one raised."""
        self.wait()
        self._running = self._pool.submit(work)

    def wait(self) -> None:
        """Wait for the running work; raises what it raised."""
        running, self._running = self._running, None
        if running is not None:
            running.result()

    def close(self) -> None:
        """Wait for the running work, whatever becomes of it."""
        self._pool.shutdown(wait=True)
