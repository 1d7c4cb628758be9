"""How many workers a machine bears, and what each may take."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

import psutil

from pipeline.batch.settings import RunSettings

WORKER_BYTES = 2_000_000_000
"""bytes: what one worker needs at most for pages of usual size (measured: 1.1 to 1.5 GB)."""
MEMORY_SHARE = 0.8
"""of the memory that is free: the rest is for the system's cache of files and for the one who works beside it."""
_CGROUP = Path("/sys/fs/cgroup")


@dataclass(frozen=True, slots=True)
class Crew:
    """What a run works with."""

    jobs: int
    threads: int
    """of each job's engine; jobs x threads is at most the number of cores."""
    memory_bytes: int
    """that one worker may take."""


def crew(settings: RunSettings, threads: int, tasks: int | None = None) -> Crew:
    """Workers for this machine; ``threads``: as set, 0 for whatever is right; ``tasks``: no more workers than these."""
    return crew_of(settings, threads, usable_cores(), free_memory() * MEMORY_SHARE, tasks)


def crew_of(settings: RunSettings, threads: int, cores: int, memory: float, tasks: int | None = None) -> Crew:
    """Workers for so many cores and bytes of memory."""
    jobs = settings.jobs
    if not jobs:
        jobs = max(1, min(cores // max(threads, 1), int(memory // WORKER_BYTES)))
    if tasks is not None:
        jobs = max(1, min(jobs, tasks))
    share = settings.limits.page_memory_mb * 1_000_000 or max(WORKER_BYTES, int(memory / jobs))
    return Crew(jobs, threads or max(1, cores // jobs), share)


def usable_cores() -> int:
    """Cores that this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def free_memory() -> int:
    """Bytes that are free or can be freed; in a container, of what it may have."""
    free = int(psutil.virtual_memory().available)
    limit, used = _number(_CGROUP / "memory.max"), _number(_CGROUP / "memory.current")
    return min(free, limit - (used or 0)) if limit else free


def out_of_memory_kills() -> int:
    """How many processes the system has ended for want of memory so far; 0 where it does not tell."""
    for path in (_CGROUP / "memory.events", Path("/proc/vmstat")):
        try:
            lines = path.read_text(encoding="ascii").splitlines()
        except (OSError, UnicodeDecodeError):
            continue
        for line in lines:
            name, _, value = line.partition(" ")
            if name == "oom_kill" and value.isdecimal():
                return int(value)
    return 0


def _number(path: Path) -> int | None:
    try:
        text = path.read_text(encoding="ascii").strip()
    except (OSError, UnicodeDecodeError):
        return None
    return int(text) if text.isdecimal() else None
