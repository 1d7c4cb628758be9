"""``baokan status``: what is said of a results folder is what the run entered there."""

from __future__ import annotations

import json
import os
import socket
from datetime import UTC, datetime, timedelta
from pathlib import Path

import psutil
import pytest
from helpers.databases import kept_in
from helpers.fakes import pipeline, scan
from sqlalchemy import text
from typer.testing import CliRunner

from pipeline.batch.failures import failures
from pipeline.batch.ledger import Ledger
from pipeline.batch.lock import NAME, OutputLock, Owner
from pipeline.batch.run import run
from pipeline.batch.status import Status, is_working, status
from pipeline.batch.wishes import Wishes
from pipeline.cli.main import app
from pipeline.cli.status_command import failure_lines, lines
from pipeline.database import FILE_NAME
from pipeline.database.connection import Database
from pipeline.database.reading import open_results
from pipeline.errors import DatabaseError, ExitCode, NoInputError
from pipeline.settings import Settings


def results(folder: Path) -> Path:
    """A results folder: a TIFF with a page that fails, a good scan, and a file that cannot be read."""
    scan(folder / "scans/三页.tif", frames=3)
    scan(folder / "scans/good.png", shade=200)
    (folder / "scans/empty.png").write_bytes(b"")
    made = pipeline(folder / "out", lambda sheet: f"第{1 // (sheet.page.frame - 2) ** 2}页")
    run([folder / "scans"], made)
    return folder / "out"


def change(output: Path, *statements: str) -> None:
    with kept_in(output) as database, database.write() as connection:
        for statement in statements:
            connection.execute(text(statement))


def said(found: Status) -> str:
    return "\n".join(lines(found))


def test_counts_are_those_of_the_run(tmp_path: Path) -> None:
    found = status(results(tmp_path))
    assert found.pages == {"done": 3, "failed": 2, "quarantined": 0, "waiting": 0, "working": 0}
    assert (found.files, found.unopened, found.problem_files) == (3, 0, 2)
    assert (found.working, found.owner, found.pace, found.seconds_left) == (False, None, None, None)
    assert {(Path(source.file).name, source.pages, source.failed) for source in found.problems} == {
        ("三页.tif", 3, 1),
        ("empty.png", None, 1),
    }
    (last,) = found.runs
    assert (last.number, last.done, last.failed, last.exit_code) == (1, 3, 2, ExitCode.SOME_FAILED)
    assert last.todo == 5, "three pages of the TIFF, which counted as one before it was opened"
    assert "3 done, 2 failed, 0 in quarantine, 0 waiting" in said(found)
    assert "no run is working" in said(found)


def test_every_failed_page_says_where_why_and_what_to_do(tmp_path: Path) -> None:
    output = results(tmp_path)
    page, file = sorted(failures(output), key=lambda problem: problem.stage, reverse=True)
    assert (Path(page.file).name, page.page, page.stage, page.code, page.tries) == (
        "三页.tif",
        2,
        "recognise",
        "unexpected",
        1,
    )
    assert (Path(file.file).name, file.code, file.cause) == ("empty.png", "empty", "The file is empty (0 bytes).")
    assert page.trace == ""
    traced = next(problem for problem in failures(output, trace=True) if problem.page == 2)
    assert "ZeroDivisionError" in traced.trace
    text = "\n".join(failure_lines([traced]))
    assert traced.remedy in text
    assert "ZeroDivisionError" in text


def test_a_run_at_work_is_seen_with_its_pace_and_what_its_workers_are_at(tmp_path: Path) -> None:
    output = results(tmp_path)
    now = datetime.now(UTC)
    with OutputLock(output), kept_in(output) as database:
        Ledger(database).begin_run(Settings())
        begun = (now - timedelta(seconds=12)).isoformat(timespec="milliseconds")
        change(
            output,
            f"UPDATE runs SET started = '{(now - timedelta(minutes=2)).isoformat()}' WHERE id = 2",
            f"UPDATE frames SET state = 'working', worker = 'here:7', changed = '{begun}', tries = 2 WHERE number = 3",
            "UPDATE frames SET state = 'waiting' WHERE number = 2",
        )
        found = status(output)
    assert found.working is True
    assert found.owner is not None
    assert found.owner.pid == os.getpid()
    (at_work,) = found.at_work
    assert (at_work.worker, Path(at_work.file).name, at_work.page, at_work.tries) == ("here:7", "三页.tif", 3, 2)
    assert at_work.seconds >= 12
    assert found.pace == pytest.approx(3 / 2, rel=0.2), "two pages done and one file failed within two minutes"
    assert found.finished == 3
    assert found.seconds_left == pytest.approx(60 * 2 / found.pace)
    assert "a run is working since" in said(found)
    assert "try 2" in said(found)


def test_run_at_work_says_how_much_of_its_own_work_is_done(tmp_path: Path) -> None:
    output = results(tmp_path)
    now = datetime.now(UTC)
    with OutputLock(output), kept_in(output) as database:
        ledger = Ledger(database)
        ledger.begin_run(Settings())
        change(output, f"UPDATE runs SET started = '{(now - timedelta(minutes=1)).isoformat()}' WHERE id = 2")
        assert status(output).todo is None, "it is still looking"
        ledger.set_todo(9)
        found = status(output)
    assert (found.finished, found.todo, found.runs[0].todo) == (5, 9, 9)
    assert found.pace is not None
    assert found.seconds_left == pytest.approx(60 * 4 / found.pace)
    assert "5 of 9 pages so far" in said(found)
    assert f"working (process {os.getpid()} on {socket.gethostname()}), 9 pages to do" in said(found)


@pytest.mark.parametrize("number", [2, 4])
def test_limited_run_has_no_more_to_do_than_its_limit(tmp_path: Path, number: int) -> None:
    scan(tmp_path / "scans/a.tif", frames=3)
    done = run([tmp_path / "scans"], pipeline(tmp_path / "out"), wishes=Wishes(limit=number))
    assert done.pages == min(number, 3)
    assert status(tmp_path / "out").runs[0].todo == min(number, 3)


def test_what_a_stopped_run_left_is_said(tmp_path: Path) -> None:
    output = results(tmp_path)
    change(output, "UPDATE runs SET todo = 12")
    assert "7 left to do" in said(status(output))


def test_pages_of_a_killed_run_wait_again_and_nobody_is_said_to_work(tmp_path: Path) -> None:
    output = results(tmp_path)
    change(output, "UPDATE frames SET state = 'working' WHERE number = 3", "UPDATE runs SET ended = NULL")
    gone = Owner(2**22 + 1, socket.gethostname(), "2021-03-12T18:00:00+00:00", "baokan run scans")
    (output / NAME).write_text(json.dumps({name: getattr(gone, name) for name in gone.__slots__}), encoding="utf-8")
    found = status(output)
    assert (found.working, found.interrupted, found.at_work) == (False, 1, ())
    assert "ended without a word" in said(found)


def test_number_of_a_process_that_was_given_again_is_not_taken_for_the_run() -> None:
    me, host = psutil.Process(), socket.gethostname()
    before = datetime.fromtimestamp(me.create_time(), UTC) - timedelta(hours=1)
    assert is_working(Owner(me.pid, host, before.isoformat(), "")) is False
    assert is_working(Owner(me.pid, host, datetime.now(UTC).isoformat(), "")) is True
    assert is_working(Owner(me.pid, host + "-other", datetime.now(UTC).isoformat(), "")) is None


def test_files_never_opened_and_replaced_ones_are_counted_apart(tmp_path: Path) -> None:
    output = results(tmp_path)
    change(
        output,
        "INSERT INTO sources (document, path, state) VALUES ('new', '/scans/new.tif', 'open')",
        "UPDATE sources SET state = 'replaced' WHERE document = '三页'",
    )
    found = status(output)
    assert (found.files, found.replaced, found.unopened) == (3, 1, 1)
    assert (found.pages["done"], found.pages["failed"], found.problem_files) == (1, 1, 1)
    assert [Path(problem.file).name for problem in failures(output)] == ["empty.png"]


def test_looking_changes_nothing_and_leaves_no_files(tmp_path: Path) -> None:
    output = results(tmp_path)
    before = {path.name: path.read_bytes() for path in output.iterdir() if path.is_file()}
    status(output)
    assert {path.name: path.read_bytes() for path in output.iterdir() if path.is_file()} == before
    with (
        open_results(output) as database,
        pytest.raises(Exception, match=r"read-?only"),
        database.write() as connection,
    ):
        connection.exec_driver_sql("DELETE FROM frames")


def test_folder_without_database_and_database_of_a_newer_version_are_told_apart(tmp_path: Path) -> None:
    with pytest.raises(NoInputError, match="no results here"):
        status(tmp_path)
    output = results(tmp_path)
    change(output, "INSERT INTO migrations (name, applied) VALUES ('9999-later', '')")
    with pytest.raises(DatabaseError, match="newer version"):
        status(output)


def test_new_database_without_tables_is_said(tmp_path: Path) -> None:
    with Database(tmp_path / FILE_NAME).read():
        pass
    with pytest.raises(DatabaseError, match="baokan run"):
        status(tmp_path)


def test_json_of_the_command_has_the_failures(tmp_path: Path) -> None:
    output = results(tmp_path)
    answer = CliRunner().invoke(app, ["status", "-o", str(output), "--failed", "--json"])
    assert answer.exit_code == ExitCode.DONE
    printed = json.loads(answer.stdout)
    assert (printed["todo"], printed["runs"][0]["todo"]) == (None, 5)
    assert printed["pages"]["failed"] == len(printed["failed"]) == 2
    assert printed["working"] is False
    assert CliRunner().invoke(app, ["status", "-o", str(tmp_path / "none")]).exit_code == ExitCode.NO_INPUT


def test_results_that_may_only_be_read_are_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    output = results(tmp_path)
    monkeypatch.setattr(os, "access", lambda path, mode: False)
    assert status(output).pages["done"] == 3
    assert not [path.name for path in output.iterdir() if path.name.endswith(("-wal", "-shm"))]
