"""Workers that give way: they take the processor time that nobody else on the machine wants.

Without others a run is as fast as ever.  With them, a program that people wait for (the review pages, a browser) goes
before: on Linux it interrupts such a worker at once, and does not wait for the end of its turn.
"""

from __future__ import annotations

import os
from contextlib import suppress
from pathlib import Path

import psutil

_LAST = 19
"""The lowest priority that Unix knows."""
_PROC = Path("/proc")


def give_way() -> None:
    """Let this process, and the threads and processes that it starts, have what others leave.

    To be called before there are threads.  What the system does not allow is left as it is.
    """
    if hasattr(os, "SCHED_IDLE"):  # Linux
        with suppress(OSError):
            # where processes share the processor by terminal, the priority counts within one only: one of its own
            os.setsid()
            (_PROC / "self/autogroup").write_text(str(_LAST), encoding="ascii")
        with suppress(OSError):
            os.sched_setscheduler(0, os.SCHED_IDLE, os.sched_param(0))
            return
    with suppress(psutil.Error, OSError):
        psutil.Process().nice(getattr(psutil, "IDLE_PRIORITY_CLASS", _LAST))


def kept_waiting(pid: int) -> dict[int, float]:
    """For each thread of a process, s for which it could have worked so far, and others had the processor.

    Empty where the system does not tell (only Linux does), or when the process has ended.
    """
    found = dict[int, float]()
    with suppress(OSError, ValueError, IndexError):
        for thread in (_PROC / str(pid) / "task").iterdir():
            found[int(thread.name)] = int((thread / "schedstat").read_text(encoding="ascii").split()[1]) / 1e9
    return found
