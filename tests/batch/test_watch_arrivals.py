"""What a watch takes from its folders: whole files only, each once, whatever happens to the folders meanwhile."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Iterable, Iterator
from pathlib import Path

import pytest
from helpers.fakes import scan
from helpers.watching import SETTLE, End, Watching

from pipeline.batch.events import RunDone
from pipeline.batch.watch import Report, watch
from pipeline.batch.wishes import Wishes
from pipeline.errors import ExitCode
from pipeline.settings import Settings


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
