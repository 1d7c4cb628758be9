"""Worker processes on this machine.

A worker holds one page at a time and one more in its pipe, so that it never waits for the parent.  When it ends in the
middle of a page, or takes more time or memory than a page may, that page alone is reported lost; the one in its pipe
goes to another worker.
"""

from __future__ import annotations

import multiprocessing
import signal
import time
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass, field
from multiprocessing.connection import Connection, wait
from multiprocessing.context import SpawnProcess
from pathlib import Path
from typing import Any, Literal

import psutil

from pipeline import files
from pipeline.batch import worker as child
from pipeline.batch.executor import Finished, Lost, Notice, Opened, Started, worker_name
from pipeline.batch.limits import out_of_memory_kills
from pipeline.batch.priority import kept_waiting
from pipeline.batch.unit import Task
from pipeline.errors import EngineError
from pipeline.handling.provenance import Part
from pipeline.settings import Settings

PREFETCH = 2
"""tasks that a worker holds: the one at hand and the next."""
FAILED_STARTS = 3
"""workers in a row that end before they are ready; after these the run stops."""
TRACE_CHARACTERS = 20_000
"""of what a lost worker printed that are kept: its end."""
LAST_WORDS_SECONDS = 10.0
"""s: how long a worker that was told to end may take before it is killed."""


@dataclass
class _Worker:
    process: SpawnProcess
    pipe: Connection
    lifeline: Connection
    trace: Path
    ready: bool = False
    held: deque[Task] = field(default_factory=deque)
    """what it was given and has not given back; the first may have begun."""
    since: float | None = None
    """monotonic time at which the first one began."""
    kept_waiting: dict[int, float] = field(default_factory=dict)
    """thread -> s that it had waited for a processor by then."""
    tasks: int = 0
    leaving: bool = False
    """It was told to end after what it holds."""
    oom_kills: int = 0
    """of the machine when the task began."""
    watched: psutil.Process | None = None

    @property
    def name(self) -> str:
        return worker_name(self.process.pid or 0)

    def begin(self) -> None:
        """It has begun with the first task that it holds."""
        self.since, self.oom_kills = time.monotonic(), out_of_memory_kills()
        self.kept_waiting = kept_waiting(self.process.pid or 0)

    def seconds(self, enough: float) -> float:
        """s that the task at hand has taken; of more than ``enough``, without those for which others had the
        processor."""
        taken = time.monotonic() - (self.since or 0.0)
        if taken > enough:
            now = kept_waiting(self.process.pid or 0)
            taken -= max((s - self.kept_waiting.get(thread, 0.0) for thread, s in now.items()), default=0.0)
        return taken

    def resident(self) -> int:
        """Bytes of memory that the process has in use."""
        try:
            if self.watched is None:  # made once: it asks the system for more than the memory
                self.watched = psutil.Process(self.process.pid)
            return int(self.watched.memory_info().rss)
        except psutil.Error:
            return 0  # it has just ended


class Pool:
    """An executor (see ``executor.Executor``) of ``jobs`` worker processes.

    ``settings``: for the workers, ``engine.threads`` already shared out.  ``folder``: where their traces go while they
    live.
    """

    def __init__(self, settings: Settings, jobs: int, folder: Path, memory_bytes: int) -> None:
        self._settings, self._jobs, self._folder = settings, jobs, folder
        self._limits = settings.run.limits
        self._memory = memory_bytes
        self._context = multiprocessing.get_context("spawn")
        self._workers: list[_Worker] = []
        self._back: deque[Task] = deque()
        """tasks of ended workers that had not begun."""
        self._failed_starts = 0
        self._number = 0
        self.parts: tuple[Part, ...] = ()
        """what takes part in a page, as the worker says that was ready last."""

    @property
    def jobs(self) -> int:
        """See the protocol."""
        return self._jobs

    def start(self) -> None:
        """Start all workers and wait until they are ready: for measurements that leave the start out.

        Raises ``EngineError``, ``GazetteerError``.
        """
        while len(self._workers) < self._jobs:
            self._hire()
        while not all(worker.ready for worker in self._workers):
            self.wait(self._limits.look_seconds)

    def room(self) -> int:
        """See the protocol."""
        held = sum(len(worker.held) for worker in self._workers if not worker.leaving) + len(self._back)
        return max(0, PREFETCH * self._jobs - held)

    def submit(self, task: Task) -> None:
        """See the protocol."""
        self._back.append(task)
        self._hand_out()

    def wait(self, seconds: float) -> list[Notice]:
        """See the protocol."""
        self._hand_out()
        waiting: list[Any] = [worker.pipe for worker in self._workers]
        waiting += [worker.process.sentinel for worker in self._workers]
        ready = set(wait(waiting, timeout=min(seconds, self._limits.look_seconds))) if waiting else set()
        found: list[Notice] = []
        for worker in list(self._workers):
            if worker.pipe in ready:
                found += self._messages(worker)
            if worker.process.sentinel in ready:
                found += self._ended(worker)
            else:
                found += self._over_limit(worker)
        self._hand_out()
        return found

    def rest(self) -> None:
        """The run is over and another may come: the workers let go of their files and wait."""
        assert not self._back
        for worker in self._workers:
            try:
                worker.pipe.send(child.REST)
            except OSError:
                continue  # it has ended: its sentinel says so

    def close(self, *, now: bool = False) -> None:
        """See the protocol."""
        for worker in self._workers:
            if now or worker.since is not None:
                worker.process.kill()
            else:
                self._dismiss(worker)
        deadline = time.monotonic() + LAST_WORDS_SECONDS
        for worker in self._workers:
            worker.process.join(max(0.0, deadline - time.monotonic()))
            if worker.process.is_alive():
                worker.process.kill()
                worker.process.join()
            self._bury(worker)
        self._workers = []

    def _hand_out(self) -> None:
        """Give the tasks to the workers that hold fewest; start workers while there are too few."""
        while self._back:
            able = [worker for worker in self._workers if not worker.leaving]
            able.sort(key=lambda worker: len(worker.held))
            if len(able) < self._jobs and (not able or able[0].held):
                self._hire()
                continue
            if not able or len(able[0].held) >= PREFETCH:
                return
            worker = able[0]
            task = self._back.popleft()
            worker.held.append(task)
            worker.tasks += 1
            try:
                worker.pipe.send(task)
            except OSError:
                return  # it has just ended: its sentinel says so, and the task comes back
            if worker.tasks >= self._limits.recycle_pages:
                self._dismiss(worker)

    def _hire(self) -> None:
        self._number += 1
        trace = self._folder / f"{files.TEMPORARY_PREFIX}worker-{self._number}{files.TEMPORARY_SUFFIX}"
        ours, theirs = self._context.Pipe()
        far_end, lifeline = self._context.Pipe(duplex=False)
        process = self._context.Process(
            target=child.work, args=(theirs, far_end, self._settings, trace), name="baokan-worker", daemon=True
        )
        process.start()
        theirs.close()
        far_end.close()
        self._workers.append(_Worker(process, ours, lifeline, trace))

    def _dismiss(self, worker: _Worker) -> None:
        """Let it end after what it holds."""
        worker.leaving = True
        try:
            worker.pipe.send(None)
        except OSError:
            return  # it has ended already

    def _messages(self, worker: _Worker) -> Iterator[Notice]:
        try:
            while worker.pipe.poll():
                kind, *rest = worker.pipe.recv()
                if kind == child.BROKEN:
                    raise rest[0]
                if kind == child.READY:
                    worker.ready, self._failed_starts, self.parts = True, 0, rest[0]
                elif kind == child.STARTED:
                    worker.begin()
                    yield Started(rest[0], worker.name)
                elif kind == child.OPENED:
                    yield Opened(*rest)
                else:
                    worker.held.popleft()
                    worker.since = None
                    yield Finished(rest[0], worker.name, rest[1])
        except (EOFError, OSError):
            return  # it has ended; what was in the pipe before that was taken

    def _ended(self, worker: _Worker) -> Iterator[Notice]:
        yield from self._messages(worker)
        worker.process.join()
        self._workers.remove(worker)
        began = worker.since is not None
        if not worker.ready:
            self._failed_starts += 1
            if self._failed_starts >= FAILED_STARTS:
                said = self._bury(worker)
                raise EngineError(
                    f"{FAILED_STARTS} workers in a row ended while they started. The last one said: {said}"
                )
        trace = self._bury(worker)
        if began:
            task = worker.held.popleft()
            yield Lost(task, worker.name, *_why(worker), trace)
        self._back.extendleft(reversed(worker.held))

    def _over_limit(self, worker: _Worker) -> Iterator[Notice]:
        """Kill a worker whose page takes too much time or memory."""
        if worker.since is None:
            return
        code: Literal["timeout", "memory"]
        if worker.seconds(self._limits.page_seconds) > self._limits.page_seconds:
            code, cause = (
                "timeout",
                f"The page took more than {self._limits.page_seconds:g} s (setting run.limits.page_seconds).",
            )
        elif (used := worker.resident()) > self._memory:
            code = "memory"
            cause = f"The page took {used / 1e9:.1f} GB of memory; a worker may have {self._memory / 1e9:.1f} GB."
        else:
            return
        worker.process.kill()
        worker.process.join()
        finished = list(self._messages(worker))  # it may have been done at this very moment
        yield from finished
        self._workers.remove(worker)
        trace = self._bury(worker)
        if worker.since is not None:
            yield Lost(worker.held.popleft(), worker.name, code, cause, trace)
        self._back.extendleft(reversed(worker.held))

    def _bury(self, worker: _Worker) -> str:
        """Close what belonged to an ended worker; returns the end of what it printed."""
        worker.pipe.close()
        worker.lifeline.close()
        try:
            said = worker.trace.read_bytes().decode("utf-8", "replace")
        except OSError:
            said = ""  # it ended before it made the file
        files.remove([worker.trace])
        return said[-TRACE_CHARACTERS:].strip()


def _why(worker: _Worker) -> tuple[Literal["crash", "memory", "killed"], str]:
    code = worker.process.exitcode or 0
    if code == -getattr(signal, "SIGKILL", 9):
        if out_of_memory_kills() > worker.oom_kills:
            return "memory", "The system ended the worker because memory ran out."
        return "killed", "The worker was killed from outside."
    if code < 0:
        return "crash", f"The worker was ended by {signal.Signals(-code).name}."
    return "crash", f"The worker ended with exit code {code}."
