"""What can go wrong around a batch: kills, Ctrl-C, full disks, second runs, damaged databases, lost folders."""

from __future__ import annotations

import json
import os
import random
import re
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest
from helpers.databases import kept_in, prepare
from helpers.engines import NAME
from helpers.fakes import scan
from helpers.results import contents
from sqlalchemy import text

from pipeline import files
from pipeline.batch.events import Event, PageDone, RunDone
from pipeline.batch.local import run_local
from pipeline.batch.wishes import Wishes
from pipeline.database import FILE_NAME, open_database
from pipeline.errors import DatabaseError, ExitCode
from pipeline.settings import Settings

posix = pytest.mark.skipif(os.name != "posix", reason="signals")
HERE = Path(__file__).resolve()


def command(scans: Path, output: Path, *more: str, seconds: float = 0.0) -> list[str]:
    options = json.dumps({"seconds": str(seconds)})
    engine = [f"--set=engine.engine={NAME}", f"--set=engine.options={options}"]
    return [
        sys.executable,
        "-m",
        "pipeline.cli.main",
        "run",
        str(scans),
        "-o",
        str(prepare(output)),
        *engine,
        "-j2",
        *more,
    ]


def start(arguments: list[str]) -> subprocess.Popen[str]:
    path = os.pathsep.join([str(HERE.parents[1]), str(HERE.parents[2])])
    return subprocess.Popen(
        arguments, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env={**os.environ, "PYTHONPATH": path}
    )


def finish(arguments: list[str]) -> tuple[int, str]:
    process = start(arguments)
    _, said = process.communicate(timeout=120)
    return process.returncode, said


def wait_for(process: subprocess.Popen[str], output: Path, pages: int) -> None:
    """Until so many pages are on the disk."""
    deadline = time.monotonic() + 60
    while len(list(output.glob("*/page-*.json"))) < pages:
        assert process.poll() is None, process.communicate()[1]
        assert time.monotonic() < deadline
        time.sleep(0.02)


@pytest.fixture
def scans(tmp_path: Path) -> Path:
    for n in range(6):
        scan(tmp_path / f"scans/p{n}.tif", frames=2, shade=200 + n)
    return tmp_path / "scans"


@posix
def test_kills_of_the_run_and_of_its_workers_change_nothing_in_the_end(scans: Path, tmp_path: Path) -> None:
    assert finish(command(scans, tmp_path / "undisturbed"))[0] == ExitCode.DONE
    chance, killed = random.Random(7), 0
    process = start(command(scans, tmp_path / "out", seconds=0.1))
    while killed < 8:
        time.sleep(chance.uniform(0.05, 1.2))
        if process.poll() is not None:
            break
        workers = [one for one in psutil.Process(process.pid).children() if "spawn_main" in " ".join(one.cmdline())]
        victim = process.pid if not workers or chance.random() < 0.4 else chance.choice(workers).pid
        os.kill(victim, signal.SIGKILL)
        killed += 1
        if victim == process.pid:
            process.communicate()
            process = start(command(scans, tmp_path / "out", seconds=0.1))
    process.communicate(timeout=120)
    assert finish(command(scans, tmp_path / "out"))[0] == ExitCode.DONE
    assert contents(tmp_path / "out") == contents(tmp_path / "undisturbed")
    assert files.leftovers(tmp_path / "out") == files.leftovers(tmp_path / "out", "*") == []


@posix
def test_workers_end_with_their_run(scans: Path, tmp_path: Path) -> None:
    process = start(command(scans, tmp_path / "out", seconds=0.5))
    wait_for(process, tmp_path / "out", 1)
    workers = psutil.Process(process.pid).children(recursive=True)
    assert len(workers) >= 2
    process.kill()
    process.communicate()
    _, alive = psutil.wait_procs(workers, timeout=10)
    assert alive == []


@posix
def test_ctrl_c_once_finishes_the_pages_at_hand_and_the_next_start_goes_on(scans: Path, tmp_path: Path) -> None:
    process = start(command(scans, tmp_path / "out", seconds=0.4))
    wait_for(process, tmp_path / "out", 1)
    process.send_signal(signal.SIGINT)
    _, said = process.communicate(timeout=60)
    assert process.returncode == ExitCode.INTERRUPTED
    assert "Interrupted; the pages at hand were finished. Start again to go on." in said
    with kept_in(tmp_path / "out") as database, database.read() as connection:
        states = dict(connection.execute(text("SELECT state, count(*) FROM frames GROUP BY state")).all())
        (code,) = connection.execute(text("SELECT exit_code FROM runs")).scalars()
    assert code == ExitCode.INTERRUPTED
    assert "working" not in states
    assert 0 < states["done"] < 12
    code, said = finish(command(scans, tmp_path / "out"))
    assert code == ExitCode.DONE
    assert f"{states['done']} page" in said
    assert "done before" in said


@posix
def test_ctrl_c_twice_ends_at_once(scans: Path, tmp_path: Path) -> None:
    process = start(command(scans, tmp_path / "out", seconds=30))
    deadline = time.monotonic() + 60
    while not list((tmp_path / "out").glob(f"{files.TEMPORARY_PREFIX}worker-*")):
        assert time.monotonic() < deadline
        time.sleep(0.05)
    time.sleep(0.5)
    process.send_signal(signal.SIGINT)
    time.sleep(0.5)
    assert process.poll() is None, "the first one waits for the pages at hand"
    process.send_signal(signal.SIGINT)
    process.communicate(timeout=20)
    assert process.returncode == ExitCode.INTERRUPTED
    assert files.leftovers(tmp_path / "out") == []


@pytest.mark.in_a_file
def test_second_run_on_one_output_is_refused_with_the_owner_named(scans: Path, tmp_path: Path) -> None:
    process = start(command(scans, tmp_path / "out", seconds=1))
    try:
        wait_for(process, tmp_path / "out", 1)
        code, said = finish(command(scans, tmp_path / "out"))
    finally:
        process.kill()
        process.communicate()
    assert code == ExitCode.IN_USE
    assert f"in use by process {process.pid} on " in said


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A file system with room for a few pages."""
    folder = tmp_path / "disk"
    folder.mkdir()
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=1500k", "tmpfs", str(folder)], capture_output=True, check=False
    )
    if mounted.returncode:
        pytest.skip("a small file system cannot be mounted here")
    yield folder
    subprocess.run(["umount", "-l", str(folder)], check=True)


@pytest.mark.in_a_file
@pytest.mark.skipif(shutil.which("mount") is None, reason="no mount")
def test_full_disk_ends_the_run_with_nothing_half_written_and_the_next_start_goes_on(
    scans: Path, small_disk: Path
) -> None:
    output = small_disk / "out"
    ballast = small_disk / "ballast"
    ballast.write_bytes(b"\0" * 1_150_000)
    code, said = finish(command(scans, output))
    assert code == ExitCode.NOT_WRITABLE
    assert "the disk is full. Free some space" in said
    assert files.leftovers(output, "*") == []
    for page in output.glob("*/page-*.json"):
        json.loads(page.read_bytes())
    ballast.unlink()
    for path in sorted(scans.iterdir())[2:]:  # the whole batch would not fit
        path.unlink()
    code, said = finish(command(scans, output))
    assert code == ExitCode.DONE, said
    assert len(list(output.glob("p[01]/page-*.json"))) == 4


@pytest.mark.in_a_file
def test_damaged_database_is_told_from_one_of_a_newer_version(scans: Path, tmp_path: Path) -> None:
    output = tmp_path / "out"
    assert finish(command(scans, output))[0] == ExitCode.DONE
    with kept_in(output) as database, database.write() as connection:
        connection.execute(text("INSERT INTO migrations VALUES ('9999-future', '2099-01-01')"))
    code, said = finish(command(scans, output))
    assert code == ExitCode.DATABASE
    assert "made by a newer version of Baokan (9999-future)" in said
    for path in output.glob(f"{FILE_NAME}*"):
        path.unlink()
    (output / FILE_NAME).write_bytes(b"no database at all" * 500)
    code, said = finish(command(scans, output))
    assert code == ExitCode.DATABASE
    assert "the database is damaged" in said
    assert "baokan restore" in said


@pytest.mark.in_a_file
def test_page_of_the_database_that_went_bad_is_noticed(scans: Path, tmp_path: Path) -> None:
    output = tmp_path / "out"
    finish(command(scans, output))
    path = output / FILE_NAME
    content = bytearray(path.read_bytes())
    for start_ in range(4096, len(content), 4096):
        content[start_ : start_ + 100] = b"\xff" * 100
    path.write_bytes(content)
    with pytest.raises(DatabaseError), open_database(path) as database, database.read() as connection:
        connection.execute(text("SELECT * FROM frames")).all()


def digitise(scans: Path, output: Path, report: object = None) -> tuple[RunDone, list[Event]]:
    events: list[Event] = []
    options = {"engine": NAME}
    made = Settings.model_validate({"run": {"output": output, "jobs": 1}, "engine": options})

    def note(event: Event) -> None:
        events.append(event)
        if callable(report):
            report(event)

    return run_local([scans], made, note, Wishes()), events


def test_folder_of_scans_that_vanishes_stops_the_run_and_loses_nothing(scans: Path, tmp_path: Path) -> None:
    away = tmp_path / "away"

    def pull_the_plug(event: Event) -> None:
        if isinstance(event, PageDone) and scans.exists():
            scans.rename(away)

    done, _ = digitise(scans, tmp_path / "out", pull_the_plug)
    assert "this folder is gone. Start again when it is back." in done.stopped
    assert done.exit_code == ExitCode.SOME_FAILED
    away.rename(scans)
    again, _ = digitise(scans, tmp_path / "out")
    assert (again.exit_code, again.failed_files) == (ExitCode.DONE, 0)
    assert again.pages + again.skipped == 12
    assert len(list((tmp_path / "out").glob("*/page-*.json"))) == 12


def test_replaced_and_missing_scans_are_said_and_their_results_kept(scans: Path, tmp_path: Path) -> None:
    digitise(scans, tmp_path / "out")
    scan(scans / "p0.tif", shade=90)
    (scans / "p1.tif").unlink()
    done, events = digitise(scans, tmp_path / "out")
    notes = "\n".join(getattr(events[0], "notes", ()))
    assert "p0.tif: this is another scan than before" in notes
    assert "p1.tif: this scan is gone; its results are kept." in notes
    assert (done.pages, done.skipped) == (1, 8)
    folders = sorted(path.parent.name for path in (tmp_path / "out").glob("*/document.json"))
    assert len(folders) == 7
    assert {"p0", "p1"} <= set(folders)
    third, events = digitise(scans, tmp_path / "out")
    assert (third.pages, third.skipped) == (0, 9)
    assert "p0.tif" not in "\n".join(getattr(events[0], "notes", ())), "said once"


def test_moved_scan_is_known_by_its_content(scans: Path, tmp_path: Path) -> None:
    digitise(scans, tmp_path / "out")
    shutil.copytree(scans, tmp_path / "elsewhere")
    done, _ = digitise(tmp_path / "elsewhere", tmp_path / "out")
    assert (done.pages, done.skipped) == (0, 12)


def whole_lines(trace: str) -> Iterator[str]:
    """Calls that another process interrupted put together again, at the place where they end."""
    begun: dict[str, str] = {}
    for line in trace.splitlines():
        process = line.split(" ", 1)[0]
        if line.endswith(" <unfinished ...>"):
            begun[process] = line.removesuffix(" <unfinished ...>")
        elif resumed := re.match(r"\d+ +<\.\.\. \w+ resumed>(.*)", line):
            yield begun.pop(process, "") + resumed[1]
        else:
            yield line


@pytest.mark.in_a_file
@pytest.mark.skipif(shutil.which("strace") is None, reason="needs strace")
def test_files_are_flushed_before_they_are_renamed_and_before_the_ledger_has_them(scans: Path, tmp_path: Path) -> None:
    trace = tmp_path / "trace"
    calls = "trace=openat,fsync,fdatasync,rename,renameat,renameat2,pwrite64,close"
    done = finish(["strace", "-f", "-e", calls, "-o", str(trace), *command(scans, tmp_path / "out")])
    assert done[0] == ExitCode.DONE, done[1]
    paths: dict[tuple[str, str], str] = {}
    flushed: set[str] = set()
    unflushed_folders: set[str] = set()
    renames = ledger_writes = 0
    output = str(tmp_path / "out")
    for line in whole_lines(trace.read_text(encoding="utf-8", errors="replace")):
        if opened := re.match(r'(\d+) +openat\([^,]+, "([^"]+)".* = (\d+)$', line):
            paths[opened[1], opened[3]] = opened[2]
        elif synced := re.match(r"(\d+) +f(?:data)?sync\((\d+)\) *= 0", line):
            path = paths.get((synced[1], synced[2]), "")
            flushed.add(path)
            unflushed_folders.discard(path)
        elif renamed := re.match(r'\d+ +rename\w*\((?:[^"]*)"([^"]+)", (?:[^"]*)"([^"]+)".* = 0', line):
            if renamed[2].startswith(output):
                assert renamed[1] in flushed, f"{renamed[2]} was renamed before its content was on the disk"
                unflushed_folders.add(str(Path(renamed[2]).parent))
                renames += 1
        elif (wrote := re.match(r"(\d+) +pwrite64\((\d+),", line)) and paths.get((wrote[1], wrote[2]), "").endswith(
            f"{FILE_NAME}-wal"
        ):
            assert not unflushed_folders, "the ledger has a frame whose files may be lost with the power"
            ledger_writes += 1
    assert renames >= 12 * 4
    assert ledger_writes >= 12


@pytest.mark.in_a_file
def test_results_are_taken_over_when_the_database_was_lost(scans: Path, tmp_path: Path) -> None:
    output = tmp_path / "out"
    digitise(scans, output)
    before = contents(output)
    for path in output.glob(f"{FILE_NAME}*"):
        path.unlink()
    (output / "p3/page-0002.json").write_text("{", encoding="utf-8")
    done, _ = digitise(scans, output)
    assert (done.pages, done.skipped) == (1, 11), "the damaged page alone is made again"
    assert contents(output) == before
    again, _ = digitise(scans, output)
    assert (again.pages, again.skipped) == (0, 12)


def test_every_run_has_a_log_file(scans: Path, tmp_path: Path) -> None:
    for _ in range(2):
        digitise(scans, tmp_path / "out")
    logs = sorted((tmp_path / "out/logs").iterdir())
    assert [path.name for path in logs] == ["run-0001.jsonl", "run-0002.jsonl"]
    first = [json.loads(line) for line in logs[0].read_text(encoding="utf-8").splitlines()]
    assert first[0]["event"] == "run-started"
    assert first[-1]["event"] == "run-done"
    assert sum(event["event"] == "page-done" for event in first) == 12
    assert [event["time"] for event in first] == sorted(event["time"] for event in first)
