"""Watched folders: whole files only, each once, whatever happens to the folders meanwhile."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from helpers.engines import NAME
from helpers.fakes import pipeline, scan

from pipeline.batch.events import Event, FileFailed, PageDone, RunDone
from pipeline.batch.local import run_local
from pipeline.batch.lock import OutputLock
from pipeline.batch.run import run
from pipeline.batch.watch import Report, watch
from pipeline.batch.wishes import Wishes
from pipeline.errors import ExitCode, NoInputError, OutputError, SettingsError
from pipeline.settings import Settings

REPOSITORY = Path(__file__).resolve().parents[2]
SETTLE, LOOK, RETRY = 20.0, 5.0, 600.0
"""s of the clock of the tests."""


class End(Exception):
    """The script of a test is over."""


class Watching:
    """A watch on ``scans`` with a clock of its own; before each look the next step of a script is done."""

    def __init__(self, folder: Path) -> None:
        self.scans, self.output = folder / "scans", folder / "out"
        self.scans.mkdir(exist_ok=True)
        self.said: list[str] = []
        self.batches: list[list[str]] = []
        self.events: list[Event] = []
        self.now = 0.0

    def settings(self, **run_: object) -> Settings:
        times = {"settle_seconds": SETTLE, "look_seconds": LOOK, "retry_seconds": RETRY}
        return Settings.model_validate({"run": {"output": self.output, "watch": times, **run_}})

    def work(self, paths: Iterable[Path], settings: Settings, report: Report, wishes: Wishes) -> RunDone:
        paths = list(paths)
        self.batches.append([path.relative_to(self.scans).as_posix() for path in paths])
        made = pipeline(self.output)
        made.settings = settings
        return run(paths, made, report, wishes=wishes)

    @contextmanager
    def reporting(self) -> Iterator[Report]:
        yield self.events.append

    def sleep(self, script: Iterator[float | None]) -> object:
        def sleeping(seconds: float) -> None:
            try:
                wanted = next(script)
            except StopIteration:
                raise End from None
            self.now += seconds if wanted is None else wanted

        return sleeping

    def play(self, script: Iterator[float | None], work: object = None, **run_: object) -> None:
        """Each ``yield`` is a pause, of so many seconds or as long as the watch wants."""
        with pytest.raises(End):
            watch(
                [self.scans],
                self.settings(**run_),
                self.reporting,
                self.said.append,
                work=work or self.work,  # type: ignore[arg-type]
                sleep=self.sleep(script),  # type: ignore[arg-type]
                clock=lambda: self.now,
            )

    def documents(self) -> set[str]:
        return {path.parent.name for path in self.output.glob("*/document.json")}

    def heard(self, words: str) -> list[str]:
        return [message for message in self.said if words in message]


@pytest.fixture
def watching(tmp_path: Path) -> Watching:
    return Watching(tmp_path)


def test_files_are_taken_once_each_as_they_settle(watching: Watching) -> None:
    def script() -> Iterator[float | None]:
        scan(watching.scans / "第2期.png", shade=200)
        scan(watching.scans / "第10期.png", shade=201)
        for _ in range(4):
            assert watching.batches == [], "not before they have settled"
            yield None
        yield None
        scan(watching.scans / "deep/new/第3期.png", shade=202)
        yield from [None] * 8

    watching.play(script())
    assert watching.batches == [["第2期.png", "第10期.png"], ["deep/new/第3期.png"]]
    assert watching.documents() == {"第2期", "第10期", "第3期"}


def test_file_that_still_grows_is_not_taken(watching: Watching, tmp_path: Path) -> None:
    content = scan(tmp_path / "whole.png").read_bytes()
    path = watching.scans / "a.png"

    def script() -> Iterator[float | None]:
        for end in range(1, len(content), len(content) // 6):
            path.write_bytes(content[:end])
            yield SETTLE - 1
        path.write_bytes(content)
        yield None
        assert watching.batches == []
        yield SETTLE
        yield None

    watching.play(script())
    assert watching.batches == [["a.png"]]
    assert [event.exit_code for event in watching.events if isinstance(event, RunDone)] == [ExitCode.DONE]


def test_file_of_full_size_that_is_still_written_is_not_taken(watching: Watching) -> None:
    """Copies that reserve the space first: the size stays, the time of change does not."""
    path = scan(watching.scans / "a.png")

    def script() -> Iterator[float | None]:
        for number in range(1, 5):
            os.utime(path, ns=(0, number * 1_000_000_000))
            yield SETTLE - 1
            assert watching.batches == []
        yield SETTLE
        yield None

    watching.play(script())
    assert watching.batches == [["a.png"]]


def test_empty_file_is_waited_for(watching: Watching) -> None:
    path = watching.scans / "a.png"
    path.touch()

    def script() -> Iterator[float | None]:
        yield SETTLE
        yield SETTLE
        assert watching.batches == []
        scan(path)
        yield None
        yield SETTLE
        yield None

    watching.play(script())
    assert watching.batches == [["a.png"]]
    assert len(watching.heard("this file is empty")) == 1


@pytest.mark.parametrize(
    "name",
    ["a.png.part", "a.crdownload", "~$a.pdf", "~a.png", ".a.png", ".a.png.Xy3Z", "b.filepart", "b.TMP", "notes.txt"],
)
def test_half_copied_hidden_and_other_files_are_ignored(watching: Watching, name: str) -> None:
    shutil.copy(scan(watching.scans.parent / "whole.png"), watching.scans / name)
    watching.play(iter([SETTLE, SETTLE]))
    assert watching.batches == []


def test_pattern_that_the_settings_name_is_ignored(watching: Watching) -> None:
    scan(watching.scans / "draft-a.png")
    times = {"settle_seconds": SETTLE, "ignore": ("draft-*",)}
    watching.play(iter([SETTLE, SETTLE]), watch=times)
    assert watching.batches == []


def test_file_renamed_to_its_final_name_is_taken(watching: Watching) -> None:
    path = watching.scans / "a.png.part"
    shutil.copy(scan(watching.scans.parent / "whole.png"), path)

    def script() -> Iterator[float | None]:
        yield SETTLE
        path.rename(watching.scans / "a.png")
        yield None
        yield SETTLE
        yield None

    watching.play(script())
    assert watching.batches == [["a.png"]]


@pytest.mark.skipif(os.name != "posix", reason="links need rights on Windows")
def test_links_and_loops_are_refused_with_one_message_each(watching: Watching, tmp_path: Path) -> None:
    scan(watching.scans / "real.png")
    scan(tmp_path / "secret/s.png", shade=10)
    (watching.scans / "file.png").symlink_to(tmp_path / "secret/s.png")
    (watching.scans / "folder").symlink_to(tmp_path / "secret")
    (watching.scans / "loop").symlink_to(watching.scans)
    (watching.scans / "broken.png").symlink_to(tmp_path / "nothing.png")
    os.mkfifo(watching.scans / "pipe.png")
    watching.play(iter([SETTLE, SETTLE, SETTLE]))
    assert watching.batches == [["real.png"]]
    for name in ("file.png", "folder", "loop", "broken.png"):
        assert len(watching.heard(f"{name}: refused, as it is a link")) == 1
    assert len(watching.heard("pipe.png: refused")) == 1


def test_results_and_formats_that_are_not_read_are_passed_over(watching: Watching) -> None:
    scan(watching.scans / "a.png")
    (watching.scans / "b.heic").write_bytes(b"x")
    scan(watching.scans / "old-results/page-0001.jpg")
    (watching.scans / "old-results/document.json").write_text("{}", encoding="utf-8")
    watching.output = watching.scans / "out"
    watching.play(iter([SETTLE, SETTLE, SETTLE, SETTLE]))
    assert watching.batches == [["a.png"]]
    assert watching.heard("b.heic: this is a HEIC picture")
    assert watching.heard("old-results: passed over")


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


def test_changed_scan_and_changed_table_beside_it_are_worked_on_again(watching: Watching) -> None:
    path = scan(watching.scans / "a.png", shade=100)
    scan(watching.scans / "b.png", shade=120)

    def script() -> Iterator[float | None]:
        yield SETTLE
        scan(path, shade=110)
        yield None
        yield SETTLE
        (watching.scans / "metadata.csv").write_text("file,title\nb.png,虹桥报\n", encoding="utf-8")
        yield None
        yield SETTLE
        yield None

    watching.play(script())
    assert watching.batches == [["a.png", "b.png"], ["a.png"], ["a.png", "b.png"]]
    stored = json.loads((watching.output / "b/document.json").read_text(encoding="utf-8"))
    assert stored["metadata"]["title"] == "虹桥报"


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


def test_vanished_folder_is_waited_for_and_nothing_is_done_twice_when_it_is_back(watching: Watching) -> None:
    scan(watching.scans / "a.png", shade=100)
    away = watching.scans.with_name("away")

    def script() -> Iterator[float | None]:
        yield SETTLE
        watching.scans.rename(away)
        yield None
        yield None
        assert len(watching.heard("cannot be read now")) == 1
        scan(away / "b.png", shade=101)
        away.rename(watching.scans)
        yield None
        yield SETTLE
        yield None

    watching.play(script())
    assert watching.batches == [["a.png"], ["b.png"]]
    assert len(watching.heard("this folder is back")) == 1


def test_folder_that_is_not_there_yet_is_waited_for(watching: Watching) -> None:
    watching.scans.rmdir()

    def script() -> Iterator[float | None]:
        yield None
        scan(watching.scans / "a.png")
        yield None
        yield SETTLE
        yield None

    watching.play(script())
    assert watching.batches == [["a.png"]]


def test_files_taken_away_in_the_middle_of_a_run_are_due_when_they_are_back(watching: Watching) -> None:
    path, away = scan(watching.scans / "a.png"), watching.scans.with_name("a.png")

    def work(paths: Iterable[Path], settings: Settings, report: Report, wishes: Wishes) -> RunDone:
        if not watching.batches:
            path.rename(away)
        return watching.work(paths, settings, report, wishes)

    def script() -> Iterator[float | None]:
        yield SETTLE
        yield None
        away.rename(path)
        yield None
        yield SETTLE
        yield None

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


def test_folder_inside_another_watched_one_is_listed_once(watching: Watching) -> None:
    scan(watching.scans / "in/a.png")
    with pytest.raises(End):
        watch(
            [watching.scans / "in", watching.scans, watching.scans],
            watching.settings(),
            watching.reporting,
            watching.said.append,
            work=watching.work,
            sleep=watching.sleep(iter([SETTLE, None])),  # type: ignore[arg-type]
            clock=lambda: watching.now,
        )
    assert watching.batches == [["in/a.png"]]
    assert not watching.heard("refused")


def test_real_runs_with_workers_do_the_work_of_a_watch(watching: Watching) -> None:
    for number in range(3):
        scan(watching.scans / f"p{number}.png", shade=200 + number)
    made = watching.settings(jobs=1).model_copy()
    made = made.model_copy(update={"engine": made.engine.model_copy(update={"engine": NAME})})
    code = watch(
        [watching.scans],
        made,
        watching.reporting,
        watching.said.append,
        once=True,
        work=run_local,
        sleep=watching.sleep(iter([None])),  # type: ignore[arg-type]
        clock=lambda: watching.now,
    )
    assert code == ExitCode.DONE
    assert watching.documents() == {"p0", "p1", "p2"}


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
