"""The process that speaks to the cluster: it takes tasks from a pipe and gives notices back.

What Ray prints goes to a log.  It ignores Ctrl-C (its parent decides), and ends when its parent ends.
"""

from __future__ import annotations

import os
import queue
import signal
import socket
import threading
from multiprocessing.connection import Connection
from pathlib import Path

from pipeline.batch.cluster.fitness import Expected
from pipeline.batch.unit import Task
from pipeline.batch.worker import end_with_parent
from pipeline.errors import BaokanError, ClusterError
from pipeline.settings import Settings

JOBS, NOTICES, BROKEN = "jobs", "notices", "broken"
"""What it tells its parent; it is told tasks, and at the end ``None``."""
TURN_SECONDS = 0.1
"""s: how long it waits for the posts before it looks for new tasks."""
REACH_SECONDS = 10.0
"""s for which the cluster's head may be silent at the start."""


def link(pipe: Connection, lifeline: Connection, settings: Settings, wanted: Expected, tasks: int, log: Path) -> None:
    """Main function of the process.  ``lifeline``: a pipe whose other end only the parent has."""
    _ignore_signals()
    threading.Thread(target=end_with_parent, args=(lifeline,), daemon=True).start()
    output = os.open(log, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_APPEND, 0o666)
    for stream in (1, 2):
        os.dup2(output, stream)
    try:
        _connect(settings.run.address)
        _serve(pipe, settings, wanted, tasks)
    except BaokanError as error:
        pipe.send((BROKEN, error))
    except (EOFError, BrokenPipeError):
        return  # the parent is gone


def _ignore_signals() -> None:
    for name in ("SIGINT", "SIGTERM"):
        signal.signal(getattr(signal, name), signal.SIG_IGN)


def _connect(address: str) -> None:
    """Raises ``ClusterError``."""
    os.environ["RAY_USAGE_STATS_ENABLED"] = "0"  # it would tell its makers of the cluster
    import ray

    host, _, port = address.rpartition(":")
    try:
        if port.isdecimal():
            socket.create_connection((host, int(port)), REACH_SECONDS).close()
        ray.init(address=address, log_to_driver=False, logging_level="ERROR")
    except (OSError, RuntimeError, ValueError) as error:
        raise ClusterError(
            f"There is no Ray cluster at '{address}' that this machine belongs to ({str(error).splitlines()[0]}). "
            "Start one with 'ray start --head', join it with 'ray start --address HOST:PORT', and name it by --address."
        ) from error
    _ignore_signals()  # Ray has set its own


def _serve(pipe: Connection, settings: Settings, wanted: Expected, tasks: int) -> None:
    from pipeline.batch.cluster.roster import Roster

    orders: queue.SimpleQueue[Task | None] = queue.SimpleQueue()
    # always read, or parent and child could each wait for the other to read
    threading.Thread(target=_read, args=(pipe, orders), daemon=True).start()
    roster, jobs = Roster(settings, wanted, tasks), -1
    try:
        while True:
            if roster.jobs != jobs:
                jobs = roster.jobs
                pipe.send((JOBS, jobs))
            while not orders.empty():
                order = orders.get()
                if order is None:
                    return
                roster.submit(order)
            if found := roster.turn(TURN_SECONDS):
                pipe.send((NOTICES, found))
    finally:
        roster.close()


def _read(pipe: Connection, orders: queue.SimpleQueue[Task | None]) -> None:
    try:
        while True:
            orders.put(pipe.recv())
    except (EOFError, OSError):
        os._exit(1)  # the parent is gone
