"""Workers that give way to what people wait for."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from helpers.engines import NAME
from helpers.fakes import scan

from pipeline.batch import pool
from pipeline.batch.events import PageFailed
from pipeline.batch.local import run_local
from pipeline.batch.pool import Pool
from pipeline.batch.priority import kept_waiting
from pipeline.batch.wishes import Wishes
from pipeline.settings import Settings

linux = pytest.mark.skipif(sys.platform != "linux", reason="how Linux shares the processor")
ENDLESS = "while True: pass"


def settings(output: Path, **run: object) -> Settings:
    return Settings.model_validate({"run": {"output": output, "jobs": 1, **run}, "engine": {"engine": NAME}})


@contextmanager
def workers(folder: Path, priority: str) -> Iterator[list[int]]:
    hired = Pool(settings(folder / "out", priority=priority), 2, folder, 2_000_000_000)
    try:
        hired.start()
        yield [worker.process.pid or 0 for worker in hired._workers]
    finally:
        hired.close(now=True)


@linux
def test_workers_take_what_others_leave_and_the_run_itself_does_not(tmp_path: Path) -> None:
    mine = os.sched_getscheduler(0), os.getsid(0)
    with workers(tmp_path, "idle") as found:
        assert {os.sched_getscheduler(pid) for pid in found} == {os.SCHED_IDLE}
        assert {os.getsid(pid) for pid in found} == set(found)  # what belongs to a terminal shares one turn
        for pid in found:
            for thread in Path(f"/proc/{pid}/task").iterdir():
                assert os.sched_getscheduler(int(thread.name)) == os.SCHED_IDLE
            group = Path(f"/proc/{pid}/autogroup")
            assert not group.exists() or group.read_text(encoding="ascii").split()[-1] == "19"
    assert (os.sched_getscheduler(0), os.getsid(0)) == mine


@linux
def test_workers_can_have_their_share(tmp_path: Path) -> None:
    with workers(tmp_path, "normal") as found:
        assert {os.sched_getscheduler(pid) for pid in found} == {os.sched_getscheduler(0)}


@linux
def test_time_for_which_others_had_the_processor_is_known() -> None:
    core = {min(os.sched_getaffinity(0))}
    with subprocess.Popen([sys.executable, "-c", ENDLESS]) as other:
        os.sched_setaffinity(other.pid, core)
        giving = f"import os; os.sched_setaffinity(0, {core}); from pipeline.batch.priority import give_way; give_way()"
        with subprocess.Popen([sys.executable, "-c", f"{giving}\n{ENDLESS}"]) as patient:
            try:
                deadline = time.monotonic() + 30
                while sum(kept_waiting(patient.pid).values()) < 0.5 and time.monotonic() < deadline:
                    time.sleep(0.05)
                assert sum(kept_waiting(patient.pid).values()) >= 0.5
            finally:
                patient.kill()
                other.kill()
    assert kept_waiting(patient.pid) == {}


def test_time_for_which_others_had_the_processor_does_not_count_for_a_page(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A page that hangs has used up its time only when it had the processor."""
    begun, looks = time.monotonic(), 0

    def busy(pid: int) -> dict[int, float]:
        nonlocal looks
        looks += 1
        return {pid: time.monotonic() - begun if looks < 10 else 0.0}

    monkeypatch.setattr(pool, "kept_waiting", busy)
    scan(tmp_path / "scans/p.png", shade=120)
    made = settings(tmp_path / "out", limits={"page_seconds": 0.5, "faults": 1})
    made = made.model_copy(update={"engine": made.engine.model_copy(update={"options": {"hang": "120"}})})
    events: list[object] = []
    run_local([tmp_path / "scans"], made, events.append, Wishes())
    assert [event.code for event in events if isinstance(event, PageFailed)] == ["timeout"]
    assert looks == 10
