"""A worker process: takes tasks from a pipe, does them one by one, gives the outcomes back.

It writes nothing but its own trace file, ignores Ctrl-C (its parent decides), and ends when its parent ends.
"""

from __future__ import annotations

import faulthandler
import os
import signal
import threading
from multiprocessing.connection import Connection
from pathlib import Path

from pipeline.batch.priority import give_way
from pipeline.errors import BaokanError
from pipeline.settings import Settings

READY, STARTED, OPENED, FINISHED, BROKEN = "ready", "started", "opened", "finished", "broken"
"""What it tells its parent."""
REST = "rest"
"""What it is told beside tasks and ``None`` (to end): the run is over, and at the next the files may be others."""


def work(tasks: Connection, lifeline: Connection, settings: Settings, trace: Path) -> None:
    """Main function of the process.  ``lifeline``: a pipe whose other end only the parent has."""
    if settings.run.priority == "idle":
        give_way()
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # on small arrays its threads only wait for each other
    for name in ("SIGINT", "SIGTERM"):
        signal.signal(getattr(signal, name), signal.SIG_IGN)
    threading.Thread(target=end_with_parent, args=(lifeline,), daemon=True).start()
    output = os.open(trace, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_APPEND, 0o600)
    for stream in (1, 2):  # what libraries print belongs to the page they print it for
        os.dup2(output, stream)
    faulthandler.enable(file=output)
    try:
        from pipeline.batch.unit import Unit

        _limit_threads(settings.engine.threads)
        unit = Unit.of(settings)
    except BaokanError as error:
        tasks.send((BROKEN, error))
        return
    tasks.send((READY, unit.parts()))
    rested = False
    try:
        while (task := tasks.recv()) is not None:
            os.ftruncate(output, 0)
            if task == REST:
                unit.close()
                rested = True
                continue
            try:
                if rested:
                    unit, rested = unit.again(), False
                tasks.send((STARTED, task))
                outcome = unit.do(task, lambda source, state: tasks.send((OPENED, task, source, state)))
            except BaokanError as error:
                tasks.send((BROKEN, error))
                return
            tasks.send((FINISHED, task, outcome))
            del outcome
    except EOFError:
        return  # the parent is gone
    finally:
        unit.close()


def end_with_parent(lifeline: Connection) -> None:
    """End this process when the far end of a pipe goes: with the process that has it, however that one ends."""
    try:
        lifeline.recv()
    except (EOFError, OSError):
        os._exit(1)


def _limit_threads(threads: int) -> None:
    if threads:
        import cv2

        cv2.setNumThreads(threads)
