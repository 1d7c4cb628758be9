"""Several runs on one database on a server divide the work, and one that dies leaves nothing undone."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest
from helpers.databases import on_server, prepare
from helpers.fakes import pipeline, scan
from sqlalchemy import func, select, update

from pipeline.batch.ledger import Ledger
from pipeline.batch.ledger.leases import Leases
from pipeline.batch.lock import OutputInUseError, OutputLock
from pipeline.batch.run import run
from pipeline.batch.status import MOST_RUNS, status
from pipeline.cli.status_command import lines
from pipeline.database import Database, database_of, open_database
from pipeline.database.schema import frames, runs, sources
from pipeline.settings import Settings

ROOT = Path(__file__).resolve().parents[2]
LEASE = 2.0
"""s after which a run that was killed counts as dead."""
_RUN = """
import os, sys, time
from pathlib import Path
from helpers.fakes import pipeline
from pipeline.batch.run import run

scans, output, marks, seconds, lease = sys.argv[1:]

def text(sheet):
    (Path(marks) / f"{sheet.page.source.file}-{sheet.page.frame}-{os.getpid()}").touch()
    time.sleep(float(seconds))
    return f"第{sheet.page.frame}页"

made = pipeline(Path(output), text)
run_settings = made.settings.run.model_copy(update={"lease_seconds": float(lease)})
made.settings = made.settings.model_copy(update={"run": run_settings})
done = run([Path(scans)], made)
print(done.pages, done.skipped, flush=True)
sys.exit(done.exit_code)
"""


@pytest.fixture
def output(tmp_path: Path) -> Iterator[Path]:
    """A results folder whose database is on a server."""
    with on_server():
        yield prepare(tmp_path / "out")


@pytest.fixture
def scans(tmp_path: Path) -> Path:
    """Six files of one page and one of six."""
    for number in range(6):
        scan(tmp_path / f"scans/报{number}.tif", shade=200 + number)
    scan(tmp_path / "scans/长.tif", frames=6, shade=250)
    (tmp_path / "marks").mkdir()
    return tmp_path / "scans"


def begin(scans: Path, output: Path, seconds: float) -> subprocess.Popen[str]:
    arguments = [str(scans), str(output), str(scans.parent / "marks"), str(seconds), str(LEASE)]
    environment = {**os.environ, "PYTHONPATH": f"{ROOT}:{ROOT / 'tests'}"}
    return subprocess.Popen(
        [sys.executable, "-c", _RUN, *arguments], env=environment, stdout=subprocess.PIPE, text=True, cwd=scans.parent
    )


def marks(scans: Path) -> list[tuple[str, str]]:
    """Frame and process, for each time that a frame was begun."""
    listed = (path.name.rpartition("-") for path in (scans.parent / "marks").iterdir())
    return [(frame, process) for frame, _, process in listed]


def wait_for(scans: Path, number: int) -> None:
    """Until so many frames were begun."""
    deadline = time.monotonic() + 60
    while len(marks(scans)) < number:
        assert time.monotonic() < deadline
        time.sleep(0.05)


def texts(output: Path) -> dict[str, str]:
    return {path.relative_to(output).as_posix(): path.read_text() for path in output.rglob("*.txt")}


def states(database: Database) -> Counter[str]:
    with database.read() as connection:
        return Counter(connection.scalars(select(frames.c.state)))


def test_two_runs_do_each_frame_once_and_together_what_one_would_do(output: Path, scans: Path, tmp_path: Path) -> None:
    both = [begin(scans, output, 0.2) for _ in range(2)]
    said = [process.communicate(timeout=120)[0].split() for process in both]
    assert [process.returncode for process in both] == [0, 0]
    begun = marks(scans)
    assert max(Counter(frame for frame, _ in begun).values()) == 1, "a frame was done twice"
    assert len(begun) == 12
    assert len({process for _, process in begun}) == 2, "one run did everything"
    assert sum(int(pages) for pages, _ in said) == 12
    with open_database(database_of(output)) as database:
        assert states(database) == {"done": 12}
        with database.read() as connection:
            assert set(connection.scalars(select(sources.c.state))) == {"done"}
            assert set(connection.scalars(select(frames.c.leased))) == {None}
    run([scans], pipeline(tmp_path / "alone"))
    assert texts(output) == texts(tmp_path / "alone")
    listed = json.loads((output / "长/document.json").read_text())["pages"]
    assert [page["status"] for page in listed] == ["done"] * 6


def test_a_run_that_is_killed_leaves_its_frames_to_the_other(output: Path, scans: Path) -> None:
    doomed = begin(scans, output, 60)  # it never comes to the end of its first page
    try:
        wait_for(scans, 1)
        other = begin(scans, output, 0)
        wait_for(scans, 12)
        with open_database(database_of(output)) as database, database.read() as connection:
            held = connection.scalar(select(func.count()).where(frames.c.leased.is_not(None)))
        assert held, "the frame in hand was taken while its run was alive"
        assert status(output).working
    finally:
        os.kill(doomed.pid, signal.SIGKILL)
    assert other.communicate(timeout=60)[0].split() == ["12", "0"]
    assert other.returncode == 0
    doomed.communicate()
    assert doomed.returncode == -signal.SIGKILL
    assert max(Counter(frame for frame, _ in marks(scans)).values()) == 2, "the frame that was in hand, once more"
    assert len(list(output.glob("*/document.json"))) == 7
    assert not status(output).working


def test_all_runs_that_work_are_named_and_none_of_them_is_taken_for_dead(output: Path, scans: Path) -> None:
    run([scans], pipeline(output))
    with open_database(database_of(output)) as database:
        first, second, dead = (Ledger(database) for _ in range(3))
        for number, ledger in enumerate((first, second, dead), start=4):
            ledger.begin_run(Settings())
            ledger.set_todo(number)
        for _ in range(MOST_RUNS):
            ended = Ledger(database)
            ended.begin_run(Settings())
            ended.end_run(exit_code=0)
        with database.write() as connection:
            connection.execute(update(runs).where(runs.c.id == dead.run).values(until=0))
        with Leases(database, first.run, 60), Leases(database, second.run, 60):
            found = status(output)
        assert [one.number for one in found.runs if one.working] == [second.run, first.run]
        assert len(found.runs) == MOST_RUNS + 2
        said = "\n".join(lines(found))
        assert said.count("ended without a word") == 0, "that one is not among the last"
        assert "2 runs are working, the first since" in said
        assert f"working (process {os.getpid()} on {socket.gethostname()}), 4 pages to do" in said
        assert not any(one.working for one in status(output).runs)


def test_other_commands_cannot_have_a_folder_in_which_runs_work(output: Path, scans: Path) -> None:
    with OutputLock(output, shared=True), OutputLock(output, shared=True), pytest.raises(OutputInUseError):
        OutputLock(output).__enter__()
    with OutputLock(output), pytest.raises(OutputInUseError):
        run([scans], pipeline(output))


def test_what_was_taken_over_is_not_written_by_who_was_late(output: Path, scans: Path) -> None:
    run([scans], pipeline(output))
    with open_database(database_of(output)) as database:
        late, quick = Ledger(database), Ledger(database)
        late.begin_run(Settings())
        quick.begin_run(Settings())
        assert quick.others == {late.run}
        row = late.load()["长"]
        ids = {frame.id for frame in row.frames.values()}
        mine, theirs = Leases(database, late.run, 60), Leases(database, quick.run, 60)
        assert len(mine.take(mine.look(ids), ids, 2)) == 2
        found = theirs.look(ids)
        assert len(found.held) == 2
        assert len(theirs.take(found, ids, 6)) == 4, "what others have in hand is passed over"
        assert mine.confirm(row.frames[1])
        with database.write() as connection:
            connection.execute(update(runs).where(runs.c.id == late.run).values(until=runs.c.until - 120))
        assert len(theirs.take(theirs.look(ids), ids, 6)) == 6
        assert not mine.confirm(row.frames[1])
        with database.write() as connection:
            connection.execute(update(frames).values(state="working"))
        assert theirs.take(found, ids, 6) == set(), "what was changed since it was looked at is looked at again"
