"""Workers that stay from one run to the next: fewer starts, and the same results."""

from __future__ import annotations

import json
import os
import shutil
import signal
from pathlib import Path

import psutil
import pytest
from helpers.databases import kept_in
from helpers.engines import NAME
from helpers.fakes import scan
from sqlalchemy import text

from pipeline import files
from pipeline.batch.events import Event, PageLost, RunDone
from pipeline.batch.local import run_local
from pipeline.batch.staff import Staff
from pipeline.batch.wishes import Wishes
from pipeline.errors import EngineError, ExitCode
from pipeline.settings import Settings

IDLE = 300.0
posix = pytest.mark.skipif(os.name != "posix", reason="signals")


class Place:
    """A folder of scans that come one by one, its results, and a clock."""

    def __init__(self, folder: Path) -> None:
        self.scans, self.output = folder / "scans", folder / "out"
        self.scans.mkdir()
        self.now = 0.0
        self.events: list[Event] = []

    def settings(self, **run: object) -> Settings:
        options = run.pop("options", {})
        values = {"output": self.output, "jobs": 1, **run}
        return Settings.model_validate({"run": values, "engine": {"engine": NAME, "options": options}})

    def staff(self, idle: float = IDLE) -> Staff:
        return Staff(idle, lambda: self.now)

    def come(self, *numbers: int) -> list[Path]:
        return [scan(self.scans / f"p{number}.png", shade=100 + number) for number in numbers]

    def work(self, staff: Staff, *numbers: int, **run: object) -> RunDone:
        return staff.run(self.come(*numbers), self.settings(**run), self.events.append, Wishes())

    def workers(self) -> list[int]:
        """Process of the worker that did each page, by their numbers."""
        with kept_in(self.output) as database, database.read() as connection:
            joined = "SELECT worker FROM frames JOIN sources ON sources.id = frames.source ORDER BY document"
            return [int(worker.rpartition(":")[2]) for worker in connection.scalars(text(joined))]


@pytest.fixture
def place(tmp_path: Path) -> Place:
    return Place(tmp_path)


def test_worker_does_the_pages_of_several_runs_and_ends_with_the_staff(place: Place) -> None:
    with place.staff() as staff:
        for number in range(3):
            done = place.work(staff, number)
            assert (done.exit_code, done.pages) == (ExitCode.DONE, 1)
            staff.look()
            assert files.leftovers(place.output) == [], "what others would clear up"
    (worker,) = set(place.workers())
    assert not psutil.pid_exists(worker)


def test_workers_are_let_go_after_an_idle_time_and_not_before(place: Place) -> None:
    with place.staff() as staff:
        place.work(staff, 0)
        place.now += IDLE - 1
        staff.look()
        place.work(staff, 1)
        first, second = place.workers()
        assert first == second
        place.now += IDLE
        staff.look()
        assert not psutil.pid_exists(first)
        place.work(staff, 2)
        assert place.workers()[2] != first


def test_no_idle_time_means_new_workers_for_each_run(place: Place) -> None:
    with place.staff(idle=0) as staff:
        for number in range(2):
            place.work(staff, number)
            staff.look()
    assert len(set(place.workers())) == 2


def test_workers_are_replaced_after_their_pages_in_whichever_run(place: Place) -> None:
    with place.staff() as staff:
        for number in range(5):
            place.work(staff, number, limits={"recycle_pages": 2})
            staff.look()
    a, b, c, d, e = place.workers()
    assert (a, c) == (b, d)
    assert len({a, c, e}) == 3


def test_changed_list_of_names_is_read_at_the_next_run(place: Place) -> None:
    beside = place.scans / "gazetteer.csv"
    beside.write_text("name\n虹旭小区\n", encoding="utf-8")
    with place.staff() as staff:
        place.work(staff, 0)
        beside.write_text("name\n虹旭小区\n仙霞路\n", encoding="utf-8")
        place.work(staff, 1)
        assert len(set(place.workers())) == 1
        again = staff.run([place.scans], place.settings(), place.events.append, Wishes())
    assert (again.pages, again.held, again.skipped) == (0, 1, 1), "the second page was done with the new list"
    run_local([place.scans], place.settings(output=place.output.with_name("fresh")), lambda _: None, Wishes())
    for name in ("p0", "p1"):
        kept, fresh = (
            json.loads((folder / name / "page-0001.json").read_text(encoding="utf-8"))["steps"]
            for folder in (place.output, place.output.with_name("fresh"))
        )
        assert kept == fresh


@pytest.mark.skipif(not Path("/proc/self/fd").is_dir(), reason="where open files can be listed")
def test_resting_worker_holds_no_scan_open(place: Place) -> None:
    with place.staff() as staff:
        place.work(staff, 0)
        shutil.rmtree(place.scans)
        place.scans.mkdir()
        place.work(staff, 1)
        (worker,) = set(place.workers())
        held = [os.readlink(path) for path in Path(f"/proc/{worker}/fd").iterdir() if path.is_symlink()]
        assert not [name for name in held if "p0.png" in name], "it was told to rest before it was given the second"


@posix
def test_worker_that_is_killed_while_it_rests_costs_nothing(place: Place) -> None:
    with place.staff() as staff:
        place.work(staff, 0)
        (worker,) = place.workers()
        os.kill(worker, signal.SIGKILL)
        psutil.wait_procs([psutil.Process(worker)] if psutil.pid_exists(worker) else [], timeout=10)
        done = place.work(staff, 1)
    assert (done.exit_code, done.pages) == (ExitCode.DONE, 1)
    assert not [event for event in place.events if isinstance(event, PageLost)]


@posix
def test_page_that_kills_its_worker_costs_the_next_run_nothing(place: Place) -> None:
    options = {"crash": "101"}
    with place.staff() as staff:
        done = place.work(staff, 0, 1, options=options)
        assert (done.pages, done.failed_pages) == (1, 1)
        done = place.work(staff, 2, options=options)
        assert (done.pages, done.failed_pages) == (1, 0)


def test_run_that_ends_with_an_error_leaves_no_task_behind(place: Place) -> None:
    def stop(event: Event) -> None:
        if event.event == "page-done":
            raise KeyboardInterrupt

    with place.staff() as staff:
        with pytest.raises(KeyboardInterrupt):
            staff.run(place.come(0, 1, 2), place.settings(), stop, Wishes())
        done = place.work(staff, 5)
        assert (done.pages, done.files) == (1, 1)
        with pytest.raises(EngineError):
            place.work(staff, 6, options={"broken": "1"})
        assert place.work(staff, 7).pages == 1


def test_larger_run_gets_more_workers_and_a_smaller_one_keeps_them(place: Place) -> None:
    with place.staff() as staff:
        place.work(staff, 0, jobs=2)
        place.work(staff, 1, 2, 3, 4, jobs=2)
        several = set(place.workers()[1:])
        place.work(staff, 5, jobs=2)
        first, *_, last = place.workers()
    assert first not in several
    assert last in several


def test_other_settings_get_other_workers(place: Place) -> None:
    with place.staff() as staff:
        place.work(staff, 0)
        place.work(staff, 1, options={"seconds": "0.01"})
    assert len(set(place.workers())) == 2
