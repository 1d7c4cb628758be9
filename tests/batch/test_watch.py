"""How a watch works on: restarts, faults, an output in use, its workers, and its end."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterable, Iterator
from pathlib import Path

import psutil
import pytest
from helpers.databases import kept_in
from helpers.engines import NAME
from helpers.fakes import scan
from helpers.watching import LOOK, RETRY, SETTLE, End, Watching
from sqlalchemy import text

from pipeline.batch.events import FileFailed, PageDone, RunDone
from pipeline.batch.lock import OutputLock
from pipeline.batch.watch import Report, watch
from pipeline.batch.wishes import Wishes
from pipeline.errors import ExitCode, NoInputError, OutputError, SettingsError
from pipeline.settings import Settings

REPOSITORY = Path(__file__).resolve().parents[2]


@pytest.fixture
def watching(tmp_path: Path) -> Watching:
    return Watching(tmp_path)


def test_restart_does_nothing_twice(watching: Watching) -> None:
    scan(watching.scans / "a.tif", frames=2)
    watching.play(iter([SETTLE, None]))
    first = (watching.output / "a/document.json").stat().st_mtime_ns
    watching.events.clear()
    scan(watching.scans / "b.png", shade=100)
    watching.play(iter([SETTLE, None, None]))
    assert watching.batches[1:] == [["a.tif", "b.png"]]
    assert [event.document for event in watching.events if isinstance(event, PageDone)] == ["b"]
    assert (watching.output / "a/document.json").stat().st_mtime_ns == first


def test_bad_file_never_ends_the_watch_whatever_the_policy_says_and_waits_until_it_changes(
    watching: Watching,
) -> None:
    bad = watching.scans / "bad.png"
    bad.write_bytes(b"no picture")
    policy = {"on_error": "stop", "max_failures": "0"}

    scan(watching.scans / "a.png", shade=90)

    def script() -> Iterator[float | None]:
        yield SETTLE
        yield RETRY
        yield RETRY
        scan(bad, shade=91)
        yield None
        yield SETTLE
        yield None

    watching.play(script(), policy=policy)
    assert watching.batches == [["a.png", "bad.png"], ["bad.png"]]
    assert watching.documents() == {"a", "bad"}


def test_file_that_fails_for_a_reason_that_may_pass_is_tried_again_later(watching: Watching) -> None:
    path = scan(watching.scans / "a.png")

    def work(paths: Iterable[Path], settings: Settings, report: Report, wishes: Wishes) -> RunDone:
        if watching.batches:
            return watching.work(paths, settings, report, wishes)
        watching.batches.append([one.name for one in paths])
        report(FileFailed(str(path), "a", "ingest", "no-permission", "It may not be read."))
        return RunDone(1, 0, 0, 0, 1, 0.0, str(watching.output), ExitCode.NO_INPUT)

    def script() -> Iterator[float | None]:
        yield SETTLE
        yield None
        yield RETRY - 3 * LOOK
        assert watching.batches == [["a.png"]], "not at every look"
        yield 3 * LOOK
        yield RETRY
        yield RETRY

    watching.play(script(), work)
    assert watching.batches == [["a.png"], ["a.png"]]
    assert watching.documents() == {"a"}


def test_output_in_use_is_waited_for_with_one_message(watching: Watching) -> None:
    scan(watching.scans / "a.png")

    def script() -> Iterator[float | None]:
        with OutputLock(watching.output):
            yield SETTLE
            yield None
            yield None
            assert watching.documents() == set()
        yield None

    watching.play(script())
    assert watching.documents() == {"a"}
    assert len(watching.heard("in use by process")) == 1


def test_fault_of_the_output_ends_the_watch_with_its_exit_code(watching: Watching) -> None:
    scan(watching.scans / "a.png")
    watching.output.write_text("in the way", encoding="utf-8")
    with pytest.raises(OutputError):
        watching.play(iter([SETTLE, None]))


def test_once_does_one_round_and_says_what_still_grows(watching: Watching) -> None:
    scan(watching.scans / "a.png")

    def script() -> Iterator[float | None]:
        scan(watching.scans / "late.png", shade=99)
        yield None

    def once(steps: Iterator[float | None]) -> int:
        return watch(
            [watching.scans],
            watching.settings(),
            watching.reporting,
            watching.said.append,
            once=True,
            work=watching.work,
            sleep=watching.sleep(steps),  # type: ignore[arg-type]
            clock=lambda: watching.now,
        )

    assert once(script()) == ExitCode.DONE
    assert watching.batches == [["a.png"]]
    assert watching.heard("1 files are still growing")
    shutil.rmtree(watching.scans)
    with pytest.raises(NoInputError, match="no such folder"):
        once(iter([None]))


def test_file_in_place_of_a_folder_is_refused(watching: Watching) -> None:
    with pytest.raises(SettingsError, match="no folder"):
        watch([scan(watching.scans / "a.png")], watching.settings(), watching.reporting, watching.said.append)


def test_workers_of_a_watch_stay_for_the_next_round_and_end_with_it(watching: Watching) -> None:
    made = watching.settings(jobs=1)
    made = made.model_copy(update={"engine": made.engine.model_copy(update={"engine": NAME})})

    def script() -> Iterator[float | None]:
        scan(watching.scans / "p0.png", shade=200)
        yield None
        yield SETTLE
        scan(watching.scans / "p1.png", shade=201)
        yield None
        yield SETTLE
        yield None

    with pytest.raises(End):
        watch(
            [watching.scans],
            made,
            watching.reporting,
            watching.said.append,
            sleep=watching.sleep(script()),  # type: ignore[arg-type]
            clock=lambda: watching.now,
        )
    assert watching.documents() == {"p0", "p1"}
    with kept_in(watching.output) as database, database.read() as connection:
        workers = [worker for (worker,) in connection.execute(text("SELECT worker FROM frames")).all()]
    assert len(workers) == 2
    assert len(set(workers)) == 1
    assert not psutil.pid_exists(int(workers[0].rpartition(":")[2]))


@pytest.mark.skipif(os.name != "posix", reason="signals")
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_ordered_stop_ends_after_the_page_at_hand(tmp_path: Path, number: int) -> None:
    scan(tmp_path / "scans/a.tif", frames=40, shade=200)
    process = start(tmp_path, seconds="0.3")
    wait_for(lambda: bool(list((tmp_path / "out").glob("a/page-*.json"))), process)
    process.send_signal(number)
    said, _ = process.communicate(timeout=60)
    assert process.returncode == ExitCode.INTERRUPTED
    events = [json.loads(line) for line in said.splitlines()]
    done = [event for event in events if event["event"] == "page-done"]
    assert 0 < len(done) < 40
    ended = next(event for event in events if event["event"] == "run-done")
    assert "the pages at hand were finished" in ended["stopped"]
    assert len(list((tmp_path / "out").glob("a/page-*.json"))) == len(done)


@pytest.mark.skipif(os.name != "posix", reason="signals")
def test_ordered_stop_while_nothing_is_to_do_ends_it_at_once(tmp_path: Path) -> None:
    (tmp_path / "scans").mkdir()
    process = start(tmp_path)
    assert process.stdout is not None
    assert json.loads(process.stdout.readline())["event"] == "watch-note"
    process.send_signal(signal.SIGTERM)
    process.communicate(timeout=30)
    assert process.returncode == ExitCode.INTERRUPTED


def start(folder: Path, **options: str) -> subprocess.Popen[str]:
    (folder / "baokan.toml").write_text(
        f'[engine]\nengine = "{NAME}"\noptions = {{ seconds = "{options.get("seconds", "0")}" }}\n'
        "[run.watch]\nlook_seconds = 0.1\nsettle_seconds = 0.1\n",
        encoding="utf-8",
    )
    clean = {name: value for name, value in os.environ.items() if not name.startswith("BAOKAN_")}
    paths = os.pathsep.join([str(REPOSITORY), str(REPOSITORY / "tests")])
    return subprocess.Popen(
        [sys.executable, "-m", "pipeline.cli.main", "watch", "scans", "-o", "out", "--jobs", "1", "--json"],
        cwd=folder,
        env={**clean, "PYTHONPATH": paths, "PYTHONUTF8": "1"},
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        encoding="utf-8",
    )


def wait_for(holds: object, process: subprocess.Popen[str]) -> None:
    deadline = time.monotonic() + 60
    while not holds():  # type: ignore[operator]
        assert process.poll() is None, "it has ended"
        assert time.monotonic() < deadline
        time.sleep(0.05)
