"""Worker processes that stay from one run to the next, for a watch: their networks take seconds to load.

Between two runs they hold no file open; at the next they read everything but the networks anew.  They are replaced
after their pages as in a single run, and let go when nothing was to do for a while.
"""

from __future__ import annotations

import tempfile
import time
from collections.abc import Callable, Iterable
from pathlib import Path
from types import TracebackType
from typing import Self

from pipeline.batch.events import RunDone
from pipeline.batch.executor import Executor, Notice
from pipeline.batch.local import planning, pool_for
from pipeline.batch.pool import Pool
from pipeline.batch.run import Report, run
from pipeline.batch.unit import Task
from pipeline.batch.wishes import Wishes
from pipeline.engine.protocol import EngineInfo
from pipeline.settings import Settings


class Staff:
    """A context manager; at its end the workers are let go.

    ``idle_seconds``: without work, after which ``look`` lets them go.  ``clock``: s, never goes back.
    """

    def __init__(self, idle_seconds: float, clock: Callable[[], float] = time.monotonic) -> None:
        self._idle_seconds, self._clock = idle_seconds, clock
        self._pool: Pool | None = None
        self._for: tuple[Settings, EngineInfo] | None = None
        self._since = 0.0
        # not in the results folder: between two runs it belongs to others, who clear it up
        self._traces = tempfile.TemporaryDirectory(prefix="baokan-", ignore_cleanup_errors=True)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.dismiss(now=kind is not None)
        self._traces.cleanup()

    def run(self, paths: Iterable[Path], settings: Settings, report: Report, wishes: Wishes) -> RunDone:
        """``local.run_local`` with these workers.  Raises what ``run`` raises."""
        pipeline = planning(settings)

        def hire(tasks: int) -> Executor:
            return _Shift(self._crew(settings, pipeline.engine.info, tasks), self._ended)

        return run(paths, pipeline, report, wishes=wishes, hire=hire)

    def look(self) -> None:
        """Let the workers go when they have had nothing to do for long enough, and take note of those that ended."""
        if self._pool is not None:
            if self._clock() - self._since >= self._idle_seconds:
                self.dismiss()
            else:
                self._pool.wait(0)

    def dismiss(self, *, now: bool = False) -> None:
        """Let all workers go; ``now``: in the middle of what they do."""
        if self._pool is not None:
            self._pool.close(now=now)
            self._pool = None

    def _ended(self, now: bool) -> None:
        """A run is over; ``now``: in the middle of its tasks."""
        self._since = self._clock()
        if now:
            self.dismiss(now=True)
        elif self._pool is not None:
            self._pool.rest()

    def _crew(self, settings: Settings, engine: EngineInfo, tasks: int) -> Pool:
        """The workers that are there, if they do for so many tasks; else others."""
        wanted = pool_for(settings, tasks, Path(self._traces.name))
        # recordings may have been added to those that a replaying engine has read
        same = self._for == (settings, engine) and settings.engine.engine != "replay"
        if self._pool is None or not same or self._pool.jobs < wanted.jobs:
            self.dismiss()
            self._pool, self._for = wanted, (settings, engine)
        return self._pool


class _Shift:
    """The workers during one run: an executor that sends them to rest instead of home."""

    def __init__(self, pool: Pool, ended: Callable[[bool], None]) -> None:
        self._pool, self._ended = pool, ended

    @property
    def jobs(self) -> int:
        """See the protocol."""
        return self._pool.jobs

    def room(self) -> int:
        """See the protocol."""
        return self._pool.room()

    def submit(self, task: Task) -> None:
        """See the protocol."""
        self._pool.submit(task)

    def wait(self, seconds: float) -> list[Notice]:
        """See the protocol."""
        return self._pool.wait(seconds)

    def close(self, *, now: bool = False) -> None:
        """See the protocol."""
        self._ended(now)
