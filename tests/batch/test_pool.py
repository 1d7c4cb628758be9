"""Worker processes and pages with faults: one page's fault costs no other page anything."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest
from helpers.databases import kept_in
from helpers.engines import NAME
from helpers.fakes import scan
from sqlalchemy import text

from pipeline import files
from pipeline.batch.events import Event, PageDone, PageFailed, PageLost, RunDone
from pipeline.batch.local import run_local
from pipeline.batch.wishes import Wishes
from pipeline.errors import EngineError, ExitCode
from pipeline.settings import Settings

posix = pytest.mark.skipif(os.name != "posix", reason="signals")
FAULTY = 120
"""shade of the page that has the fault."""


def settings(output: Path, options: dict[str, str], **run: object) -> Settings:
    values = {"output": output, "jobs": 2, **run}
    return Settings.model_validate({"run": values, "engine": {"engine": NAME, "options": options}})


def digitise(scans: Path, made: Settings, wishes: Wishes | None = None) -> tuple[RunDone, list[Event]]:
    events: list[Event] = []
    return run_local([scans], made, events.append, wishes or Wishes()), events


@pytest.fixture
def scans(tmp_path: Path) -> Path:
    for n, shade in enumerate((240, 230, FAULTY, 220, 210, 200)):
        scan(tmp_path / f"scans/p{n}.png", shade=shade)
    return tmp_path / "scans"


def statuses(output: Path) -> dict[str, str]:
    found = {}
    for path in sorted(output.glob("*/document.json")):
        found[path.parent.name] = json.loads(path.read_text(encoding="utf-8"))["status"]
    return found


def assert_only_the_faulty_page_failed(output: Path, events: list[Event], code: str, tries: int = 2) -> None:
    lost = [event for event in events if isinstance(event, PageLost)]
    failed = [event for event in events if isinstance(event, PageFailed)]
    assert [(event.document, event.code) for event in lost] == [("p2", code)] * (tries - 1)
    assert [(event.document, event.code) for event in failed] == [("p2", code)]
    assert {name for name, status in statuses(output).items() if status == "failed"} == {"p2"}
    assert len(statuses(output)) == 6
    assert files.leftovers(output) == []


def test_page_that_crashes_its_worker_is_quarantined_with_a_copy_of_the_error_and_can_be_retried(
    scans: Path, tmp_path: Path
) -> None:
    output = tmp_path / "out"
    (tmp_path / "asked").mkdir()
    options = {"crash": str(FAULTY), "count": str(tmp_path / "asked")}
    done, events = digitise(scans, settings(output, options))
    assert done.exit_code == ExitCode.SOME_FAILED
    assert_only_the_faulty_page_failed(output, events, "crash")
    assert len(list((tmp_path / "asked").glob(f"{FAULTY}-*"))) == 2, "no third try"
    with kept_in(output) as database, database.read() as connection:
        (row,) = connection.execute(text("SELECT * FROM frames WHERE state = 'quarantined'")).mappings()
    assert row["tries"] == 2
    assert "Segmentation fault" in json.loads(row["error"])["trace"]
    again, events = digitise(scans, settings(output, options))
    assert (again.exit_code, again.skipped, again.failed_pages) == (ExitCode.SOME_FAILED, 5, 1)
    assert not [event for event in events if isinstance(event, PageDone | PageLost)], "left alone"
    healed, _ = digitise(scans, settings(output, {}), Wishes(retry_failed=True))
    assert (healed.exit_code, healed.pages, healed.skipped) == (ExitCode.DONE, 1, 5)
    assert statuses(output)["p2"] != "failed"


def test_page_that_hangs_is_ended_after_its_time(scans: Path, tmp_path: Path) -> None:
    limits = {"page_seconds": 8, "faults": 1}  # a blank page takes 0.1 s, on a busy machine a second
    done, events = digitise(scans, settings(tmp_path / "out", {"hang": str(FAULTY)}, limits=limits))
    assert done.exit_code == ExitCode.SOME_FAILED
    assert_only_the_faulty_page_failed(tmp_path / "out", events, "timeout", tries=1)


def test_page_that_eats_memory_is_ended_at_the_limit(scans: Path, tmp_path: Path) -> None:
    limits = {"page_memory_mb": 700, "look_seconds": 0.05}
    done, events = digitise(scans, settings(tmp_path / "out", {"eat": str(FAULTY)}, limits=limits))
    assert done.exit_code == ExitCode.SOME_FAILED
    assert_only_the_faulty_page_failed(tmp_path / "out", events, "memory")


@posix
def test_worker_killed_from_outside_costs_one_try_and_nothing_else(scans: Path, tmp_path: Path) -> None:
    (tmp_path / "once").mkdir()
    options = {"kill": str(FAULTY), "once": str(tmp_path / "once")}
    done, events = digitise(scans, settings(tmp_path / "out", options))
    assert (done.exit_code, done.pages) == (ExitCode.DONE, 6)
    assert [event.code for event in events if isinstance(event, PageLost)] == ["killed"]
    with kept_in(tmp_path / "out") as database, database.read() as connection:
        tries = dict(
            connection.execute(
                text("SELECT sources.document, tries FROM frames JOIN sources ON sources.id = frames.source")
            ).all()
        )
    assert tries == {"p0": 1, "p1": 1, "p2": 2, "p3": 1, "p4": 1, "p5": 1}


def test_engine_that_cannot_be_loaded_ends_the_run_with_its_reason(scans: Path, tmp_path: Path) -> None:
    with pytest.raises(EngineError, match="The networks of this engine are missing"):
        digitise(scans, settings(tmp_path / "out", {"broken": "1"}))


def test_workers_are_replaced_after_their_pages(scans: Path, tmp_path: Path) -> None:
    made = settings(tmp_path / "out", {}, jobs=1, limits={"recycle_pages": 2})
    done, _ = digitise(scans, made)
    assert done.pages == 6
    with kept_in(tmp_path / "out") as database, database.read() as connection:
        workers = connection.execute(text("SELECT worker, count(*) FROM frames GROUP BY worker")).all()
    assert [count for _, count in workers] == [2, 2, 2]


def test_run_stops_at_the_first_failure_or_at_too_many(scans: Path, tmp_path: Path) -> None:
    for n in range(3):
        (scans / f"a{n}.png").write_bytes(b"")
    stop = settings(tmp_path / "one", {}, jobs=1, policy={"on_error": "stop"})
    done, _ = digitise(scans, stop)
    assert done.exit_code == ExitCode.SOME_FAILED
    assert done.stopped
    assert done.pages < 6
    done, _ = digitise(scans, settings(tmp_path / "many", {}, policy={"max_failures": "2"}))
    assert "more than --max-failures 2" in done.stopped
    done, _ = digitise(scans, settings(tmp_path / "many", {}))
    assert (done.stopped, done.pages + done.skipped, done.failed_files) == ("", 6, 3)


@posix
def test_one_kill_does_not_quarantine_a_page_that_was_done_many_times(scans: Path, tmp_path: Path) -> None:
    (tmp_path / "once").mkdir()
    limits = {"kills": 2}
    for _ in range(3):
        digitise(scans, settings(tmp_path / "out", {}, limits=limits), Wishes(force=True))
    options = {"kill": str(FAULTY), "once": str(tmp_path / "once")}
    done, events = digitise(scans, settings(tmp_path / "out", options, limits=limits), Wishes(force=True))
    assert (done.exit_code, done.pages) == (ExitCode.DONE, 6)
    assert [event.tries for event in events if isinstance(event, PageLost)] == [1]
