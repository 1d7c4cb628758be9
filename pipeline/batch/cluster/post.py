"""A post: one worker process on a node, and who minds it.

The post is a Ray actor; the page is done in a process below it, so that a page that crashes, hangs or eats memory ends
that process and not the post, just as on a single machine.
"""

from __future__ import annotations

import os
import sys
import tempfile
import time
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from pipeline.batch.cluster.fitness import Expected, unseen
from pipeline.batch.executor import Finished, Lost, Notice, worker_name
from pipeline.batch.pool import Pool
from pipeline.batch.unit import Task
from pipeline.errors import BaokanError
from pipeline.handling.provenance import Part
from pipeline.settings import Settings
from pipeline.versions import versions

GATHER_SECONDS = 0.2
"""s for which the beginning of a page may be kept back, to be told together with what follows."""
TURN_SECONDS = 1.0
"""s for which a post is silent at most; only between two turns it can be given a task or told to end."""


_ENDS = (Finished, Lost)


@dataclass(frozen=True, slots=True)
class Ready:
    """The worker has its networks and waits."""

    name: str
    """of the post: ``host:pid``."""
    versions: Mapping[str, str]
    """package -> version."""
    parts: tuple[Part, ...]
    """what takes part in a page."""


@dataclass(frozen=True, slots=True)
class Unfit:
    """No worker of this node can take part."""

    cause: str
    """in a sentence."""


@dataclass(frozen=True, slots=True)
class Broken:
    """No page can be done, here or elsewhere."""

    error: BaokanError


class Post:
    """See the module.  ``settings``: of the worker, ``engine.threads`` already shared out."""

    def __init__(self, settings: Settings, memory_bytes: int) -> None:
        self._traces = tempfile.TemporaryDirectory(prefix="baokan-", ignore_cleanup_errors=True)
        # the worker is a new interpreter; without this it would run Ray's main script first, and import Ray
        vars(sys.modules["__main__"]).pop("__file__", None)
        self._pool = Pool(settings, 1, Path(self._traces.name), memory_bytes)

    def open(self, wanted: Expected) -> Ready | Unfit:
        """Look whether this node sees what it has to, and start the worker."""
        if wanted.folder.is_dir():
            os.chdir(wanted.folder)
        if (cause := unseen(wanted)) is not None:
            return Unfit(cause)
        try:
            self._pool.start()
        except BaokanError as error:
            return Unfit(str(error))
        return Ready(worker_name(os.getpid()), versions(), self._pool.parts)

    def work(self, tasks: list[Task]) -> list[Notice] | Broken:
        """Take tasks, and tell what has happened; an empty list when nothing did for a while."""
        found: list[Notice] = []
        deadline = time.monotonic() + TURN_SECONDS
        try:
            for task in tasks:
                self._pool.submit(task)
            while (left := deadline - time.monotonic()) > 0 and not any(isinstance(one, _ENDS) for one in found):
                if more := self._pool.wait(left):
                    deadline = deadline if found else min(deadline, time.monotonic() + GATHER_SECONDS)
                    found += more
        except BaokanError as error:
            return Broken(error)
        return found

    def close(self) -> None:
        """End the worker, in the middle of its page if it has one."""
        self._pool.close()
        self._traces.cleanup()
