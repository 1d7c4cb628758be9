"""How far a command is that reads many files: a bar on a terminal, a line now and then elsewhere."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

Progress = Callable[[str, int], None]
LINE_SECONDS = 30.0
"""s between two lines where there is no terminal."""


@contextmanager
def meter(verb: str, *, shown: bool = True) -> Iterator[Progress]:
    """What is called with every file (path, bytes).  ``verb``: what is done to it; ``shown`` false: nothing is said."""
    if not shown:
        yield lambda path, size: None
    elif sys.stderr.isatty():
        with _bar(verb) as progress:
            yield progress
    else:
        yield _Lines(verb).take


class _Lines:
    def __init__(self, verb: str) -> None:
        self._verb = verb
        self._files = self._bytes = 0
        self._start = self._last = time.monotonic()

    def take(self, path: str, size: int) -> None:
        self._files += 1
        self._bytes += size
        now = time.monotonic()
        if now - self._last >= LINE_SECONDS:
            self._last = now
            print(f"{self._verb}: {counted(self._files, self._bytes, now - self._start)} …", file=sys.stderr)


@contextmanager
def _bar(verb: str) -> Iterator[Progress]:
    from rich.console import Console
    from rich.progress import Progress as Bar
    from rich.progress import SpinnerColumn, TextColumn

    columns = (SpinnerColumn(), TextColumn("{task.description}", markup=False))
    start, files, total = time.monotonic(), 0, 0
    with Bar(*columns, console=Console(stderr=True, highlight=False), transient=True) as bar:
        task = bar.add_task(verb)

        def take(path: str, size: int) -> None:
            nonlocal files, total
            files, total = files + 1, total + size
            bar.update(task, description=f"{verb}: {counted(files, total, time.monotonic() - start)}  {path[-60:]}")

        yield take


def counted(files: int, size: int, seconds: float) -> str:
    """``1,234 files, 567.8 MB, 250 MB/s``."""
    pace = f", {size / 1e6 / seconds:,.0f} MB/s" if seconds > 0 and size else ""
    return f"{files:,} file{'' if files == 1 else 's'}, {size / 1e6:,.1f} MB{pace}"
