"""The executor (see ``batch.executor``) whose workers are on the nodes of a Ray cluster."""

from __future__ import annotations

import multiprocessing
from collections.abc import Iterator
from multiprocessing.connection import wait

from pipeline import files
from pipeline.batch.cluster import link as child
from pipeline.batch.cluster.fitness import Expected
from pipeline.batch.executor import Finished, Lost, Notice
from pipeline.batch.logbook import FOLDER
from pipeline.batch.pool import LAST_WORDS_SECONDS, PREFETCH
from pipeline.batch.unit import Task
from pipeline.errors import BaokanError, ClusterError
from pipeline.settings import Settings

LOG = "ray.log"
"""in the folder of the logs: what Ray said in the last run."""


class Cluster:
    """See the module.  ``tasks``: no more workers than these.  Raises ``ClusterError``."""

    def __init__(self, settings: Settings, wanted: Expected, tasks: int) -> None:
        log = settings.run.output / FOLDER / LOG
        files.make_folder(log.parent)
        self._log = log
        self._held = 0
        self._jobs: int | None = None
        self._error: BaokanError | None = None
        """what the run ends with."""
        context = multiprocessing.get_context("spawn")
        self._pipe, theirs = context.Pipe()
        far_end, self._lifeline = context.Pipe(duplex=False)
        arguments = theirs, far_end, settings, wanted, tasks, log
        self._link = context.Process(target=child.link, args=arguments, name="baokan-link", daemon=True)
        self._link.start()
        theirs.close()
        far_end.close()
        try:
            while self._jobs is None:
                self.wait(1.0)
        except BaseException:
            self.close(now=True)
            raise

    @property
    def jobs(self) -> int:
        """See the protocol; it changes as nodes come and go."""
        return self._jobs or 0

    def room(self) -> int:
        """See the protocol; a task is taken even when no node is there, to wait for one."""
        return max(0, PREFETCH * max(1, self.jobs) - self._held)

    def submit(self, task: Task) -> None:
        """See the protocol."""
        self._held += 1
        self._send(task)

    def wait(self, seconds: float) -> list[Notice]:
        """See the protocol."""
        found: list[Notice] = []
        wait([self._pipe, self._link.sentinel], seconds)
        for notice in self._messages():
            self._held -= isinstance(notice, Finished | Lost)
            found.append(notice)
        if self._error is not None and not found:  # what happened before it comes first
            raise self._error
        return found

    def close(self, *, now: bool = False) -> None:
        """See the protocol."""
        self._send(None)
        self._link.join(LAST_WORDS_SECONDS * 1.5)
        if self._link.is_alive():  # the cluster ends the posts when its client is gone
            self._link.kill()
            self._link.join()
        self._pipe.close()
        self._lifeline.close()

    def _send(self, order: Task | None) -> None:
        try:
            self._pipe.send(order)
        except OSError:
            return  # the link has ended: its sentinel says so

    def _messages(self) -> Iterator[Notice]:
        try:
            while self._pipe.poll():
                kind, content = self._pipe.recv()
                if kind == child.BROKEN:
                    self._error = content
                elif kind == child.JOBS:
                    self._jobs = content
                else:
                    yield from content
        except (EOFError, OSError):  # it has ended; what was in the pipe before that was taken
            self._error = self._error or ClusterError(
                f"The connection to the cluster was lost. What Ray said is in {self._log}. "
                "What was finished is kept; start again to go on."
            )
