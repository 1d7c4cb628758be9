"""Who does the tasks.  ``Inline`` does them in this process; ``pool.Pool`` in worker processes; ``cluster.Cluster`` in
such processes on the nodes of a Ray cluster.

An executor takes a few tasks at a time and reports what became of them.  It decides nothing: retries, quarantine and
writing are the run's.
"""

from __future__ import annotations

import os
import socket
from collections import deque
from dataclasses import dataclass
from typing import Literal, Protocol

from pipeline.batch.unit import FileState, Outcome, Task, Unit
from pipeline.model.page import Source


@dataclass(frozen=True, slots=True)
class Started:
    """A worker began a task."""

    task: Task
    worker: str


@dataclass(frozen=True, slots=True)
class Opened:
    """The source of a task is open."""

    task: Task
    source: Source
    state: FileState | None


@dataclass(frozen=True, slots=True)
class Finished:
    """A task is done; the outcome may hold failures of its pages."""

    task: Task
    worker: str
    outcome: Outcome


@dataclass(frozen=True, slots=True)
class Lost:
    """The worker ended in the middle of the task."""

    task: Task
    worker: str
    code: Literal["crash", "timeout", "memory", "killed"]
    """``killed``: by somebody else, with no sign that the page is to blame."""
    cause: str
    """a sentence for people."""
    trace: str = ""
    """what the worker left: messages of libraries, where each thread was."""


@dataclass(frozen=True, slots=True)
class Remark:
    """What a person should know of the workers: a node that left, one that cannot be used."""

    message: str


Notice = Started | Opened | Finished | Lost | Remark


class Executor(Protocol):
    """See the module."""

    @property
    def jobs(self) -> int:
        """How many tasks are worked on at a time."""
        ...

    def room(self) -> int:
        """How many more tasks it takes now."""
        ...

    def submit(self, task: Task) -> None:
        """Take a task."""
        ...

    def wait(self, seconds: float) -> list[Notice]:
        """What happened, after at most so many seconds; empty when nothing did.

        Raises ``EngineError``, ``GazetteerError``: no page can be done without these; ``ClusterError``: no node is
        left.
        """
        ...

    def close(self, *, now: bool = False) -> None:
        """End the workers; ``now``: in the middle of their tasks."""
        ...


def worker_name(pid: int) -> str:
    """``host:pid``."""
    return f"{socket.gethostname()}:{pid}"


class Inline:
    """Does the tasks in this process, one after the other: for the Python API and for debugging."""

    jobs = 1

    def __init__(self, unit: Unit) -> None:
        self._unit = unit
        self._tasks: deque[Task] = deque()

    def room(self) -> int:
        """See the protocol."""
        return 1 - len(self._tasks)

    def submit(self, task: Task) -> None:
        """See the protocol."""
        self._tasks.append(task)

    def wait(self, seconds: float) -> list[Notice]:
        """See the protocol; the time limit does not hold here."""
        if not self._tasks:
            return []
        task, worker = self._tasks.popleft(), worker_name(os.getpid())
        notices: list[Notice] = [Started(task, worker)]
        outcome = self._unit.do(task, lambda source, state: notices.append(Opened(task, source, state)))
        return [*notices, Finished(task, worker, outcome)]

    def close(self, *, now: bool = False) -> None:
        """See the protocol."""
        self._unit.close()
