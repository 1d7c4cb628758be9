"""Runs over many files into a results folder, with an engine that does what it is told."""

from __future__ import annotations

import json
import os
import shutil
import sys
from pathlib import Path

import pytest
from helpers.fakes import pipeline, scan

from pipeline import files
from pipeline.batch.events import Event, FileFailed, PageDone, PageFailed, RunDone, to_json
from pipeline.batch.executor import Executor, Inline
from pipeline.batch.run import run
from pipeline.batch.unit import Unit
from pipeline.batch.wishes import Wishes
from pipeline.errors import ExitCode, NoInputError, OutputError
from pipeline.export.folders import UNFINISHED
from pipeline.flow import Pipeline, Stage
from pipeline.model.page import Metadata
from pipeline.model.sheet import Sheet


def digitise(
    paths: list[Path], output: Path, made: Pipeline | None = None, wishes: Wishes | None = None
) -> tuple[RunDone, list[Event]]:
    events: list[Event] = []
    return run(paths, made or pipeline(output), events.append, wishes=wishes or Wishes()), events


def names(folder: Path) -> set[str]:
    return {path.name for path in folder.iterdir()}


def document(folder: Path) -> dict[str, object]:
    loaded: dict[str, object] = json.loads((folder / "document.json").read_text(encoding="utf-8"))
    return loaded


def test_every_file_of_the_contract_is_written(tmp_path: Path) -> None:
    scan(tmp_path / "scans/社区报.tif", frames=2)
    done, events = digitise([tmp_path / "scans"], tmp_path / "out")
    pages = {f"page-000{n}.{ending}" for n in (1, 2) for ending in ("json", "txt", "md", "jpg")}
    assert names(tmp_path / "out/社区报") == pages | {"document.json", "document.txt", "document.md"}
    assert (tmp_path / "out/社区报/document.txt").read_text(encoding="utf-8") == "第1页\n\n第2页\n"
    assert (done.exit_code, done.pages, done.files) == (ExitCode.DONE, 2, 1)
    assert [type(event).__name__ for event in events] == (
        ["RunStarted", "FileStarted", "PageDone", "PageDone", "FileDone", "RunDone"]
    )
    stored = json.loads((tmp_path / "out/社区报/page-0001.json").read_text(encoding="utf-8"))
    assert "export" in stored["timings"]


def test_a_file_that_may_hold_many_pages_has_workers_for_them(tmp_path: Path) -> None:
    scan(tmp_path / "one.png")
    scan(tmp_path / "book.tif", frames=3)
    asked: list[int] = []

    def hire(tasks: int) -> Executor:
        asked.append(tasks)
        return Inline(Unit(made, None))

    for at, (name, wishes) in enumerate(
        [("one.png", Wishes()), ("book.tif", Wishes()), ("book.tif", Wishes(limit=2)), ("book.tif", Wishes(frames=[2]))]
    ):
        made = pipeline(tmp_path / f"out{at}")
        run([tmp_path / name], made, wishes=wishes, hire=hire)
    assert asked == [1, sys.maxsize, 2, 1]


def test_same_frames_give_the_same_text_whatever_else_is_in_the_run(tmp_path: Path) -> None:
    for name in ("a.png", "b.png", "c.png"):
        scan(
            tmp_path / "scans" / name,
            shade=200 + len(names(tmp_path / "scans")) if (tmp_path / "scans").exists() else 200,
        )
    digitise([tmp_path / "scans"], tmp_path / "all")
    digitise([tmp_path / "scans/b.png"], tmp_path / "alone")
    for ending in ("txt", "md", "jpg"):
        files_of = [(tmp_path / run_ / f"b/page-0001.{ending}").read_bytes() for run_ in ("all", "alone")]
        assert files_of[0] == files_of[1]


def test_bad_files_say_why_and_never_stop_the_others(tmp_path: Path) -> None:
    scan(tmp_path / "scans/good.png")
    (tmp_path / "scans/empty.png").write_bytes(b"")
    (tmp_path / "scans/text.jpg").write_text("这不是图像", encoding="utf-8")
    cut = scan(tmp_path / "scans/cut.tif", frames=2)
    cut.write_bytes(cut.read_bytes()[:9])
    done, events = digitise([tmp_path / "scans"], tmp_path / "out")
    assert (done.exit_code, done.pages, done.failed_files) == (ExitCode.SOME_FAILED, 1, 3)
    failed = {Path(event.file).name: event.reason for event in events if isinstance(event, FileFailed)}
    assert set(failed) == {"empty.png", "text.jpg", "cut.tif"}
    assert len(set(failed.values())) == 3, "each says its own cause"
    stored = document(tmp_path / "out/empty")
    assert stored["status"] == "failed"
    assert str(stored["error"]).startswith("ingest: The file is empty")
    assert names(tmp_path / "out/empty") == {"document.json"}, "no empty text that looks like a result"


def test_nothing_readable_is_exit_code_3(tmp_path: Path) -> None:
    (tmp_path / "empty.png").write_bytes(b"")
    done, _ = digitise([tmp_path / "empty.png", tmp_path / "missing.png"], tmp_path / "out")
    assert (done.exit_code, done.failed_files) == (ExitCode.NO_INPUT, 2)


def test_folder_without_scans_is_said(tmp_path: Path) -> None:
    (tmp_path / "scans").mkdir()
    with pytest.raises(NoInputError, match="No scans were found"):
        digitise([tmp_path / "scans"], tmp_path / "out")


def test_failed_page_is_in_the_document_and_leaves_no_files(tmp_path: Path) -> None:
    made = pipeline(tmp_path / "out", lambda sheet: f"第{1 // (sheet.page.frame - 2) ** 2}页")
    done, events = digitise([scan(tmp_path / "a.tif", frames=3)], tmp_path / "out", made)
    assert (done.exit_code, done.pages, done.failed_pages) == (ExitCode.SOME_FAILED, 2, 1)
    (failed,) = [event for event in events if isinstance(event, PageFailed)]
    assert (failed.page, failed.stage, failed.code) == ("page-0002", "recognise", "unexpected")
    assert not [name for name in names(tmp_path / "out/a") if name.startswith("page-0002")]
    pages = document(tmp_path / "out/a")["pages"]
    assert isinstance(pages, list)
    assert [page["status"] for page in pages] == ["done", "failed", "done"]


def test_second_run_replaces_results_and_removes_stale_page_files_only(tmp_path: Path) -> None:
    path = scan(tmp_path / "a.tif", frames=2)
    digitise([path], tmp_path / "out")
    folder = tmp_path / "out/a"
    for stale in ("page-0002-1.txt", "page-0003.layout.jpg", "page-0001.figure-1.jpg"):
        (folder / stale).write_text("old", encoding="utf-8")
    (folder / "notes.txt").write_text("mine", encoding="utf-8")
    (folder / "page-12.jpg").write_text("mine", encoding="utf-8")
    digitise([path], tmp_path / "out", pipeline(tmp_path / "out", lambda _: "新"), Wishes(force=True))
    assert (folder / "page-0001.txt").read_text(encoding="utf-8") == "新\n"
    assert {"notes.txt", "page-12.jpg"} <= names(folder)
    assert not {"page-0002-1.txt", "page-0003.layout.jpg", "page-0001.figure-1.jpg"} & names(folder)


def test_other_file_of_the_same_name_gets_a_folder_of_its_own(tmp_path: Path) -> None:
    digitise([scan(tmp_path / "one/a.png", shade=200)], tmp_path / "out")
    digitise([scan(tmp_path / "two/a.png", shade=220)], tmp_path / "out")
    folders = sorted(path.parent.name for path in (tmp_path / "out").glob("*/document.json"))
    assert len(folders) == 2
    assert folders[0] == "a"
    assert folders[1].startswith("a-")


def test_folder_that_is_none_of_ours_is_left_alone(tmp_path: Path) -> None:
    mine = scan(tmp_path / "out/a/page-0001.jpg")
    content = mine.read_bytes()
    digitise([scan(tmp_path / "scans/a.png")], tmp_path / "out")
    assert names(tmp_path / "out/a") == {"page-0001.jpg"}
    assert mine.read_bytes() == content


def test_document_of_a_stopped_run_is_made_again_in_its_place(tmp_path: Path) -> None:
    path = scan(tmp_path / "a.tif", frames=3)

    def stop(sheet: Sheet) -> str:
        if sheet.page.frame == 3:
            raise KeyboardInterrupt
        return "文"

    with pytest.raises(KeyboardInterrupt):
        digitise([path], tmp_path / "out", pipeline(tmp_path / "out", stop))
    folder = tmp_path / "out/a"
    assert UNFINISHED in names(folder)
    assert "document.json" not in names(folder)
    assert (folder / "page-0002.txt").read_text(encoding="utf-8") == "文\n", "what was finished is kept"
    done, _ = digitise([path], tmp_path / "out")
    assert done.exit_code == ExitCode.DONE
    assert "document.json" in names(folder)
    assert UNFINISHED not in names(folder)


def test_same_source_under_an_earlier_failure_keeps_its_id(tmp_path: Path) -> None:
    path = tmp_path / "a.png"
    path.write_bytes(b"")
    digitise([path], tmp_path / "out")
    scan(path)
    digitise([path], tmp_path / "out")
    assert document(tmp_path / "out/a")["status"] == "done"


def test_output_inside_the_scans_is_not_read_again(tmp_path: Path) -> None:
    scan(tmp_path / "scans/a.png")
    for _ in range(2):
        done, _ = digitise([tmp_path / "scans"], tmp_path / "scans/output")
        assert done.files == 1


@pytest.mark.skipif(os.name != "posix" or os.geteuid() == 0, reason="root may write everywhere")
def test_read_only_output_is_refused_before_any_work(tmp_path: Path) -> None:
    out = tmp_path / "out"
    out.mkdir(mode=0o555)
    with pytest.raises(OutputError, match="cannot be written"):
        digitise([scan(tmp_path / "a.png")], out)


def test_output_that_is_a_file_is_refused(tmp_path: Path) -> None:
    (tmp_path / "out").write_text("", encoding="utf-8")
    with pytest.raises(OutputError, match="cannot be written"):
        digitise([scan(tmp_path / "a.png")], tmp_path / "out")


def test_folder_lost_during_the_run_ends_it_with_nothing_half_written(tmp_path: Path) -> None:
    out = tmp_path / "out"

    def lose(sheet: Sheet) -> str:
        if sheet.page.frame == 2:
            shutil.rmtree(out / "a")
            (out / "a").write_text("in the way", encoding="utf-8")
        return "文"

    with pytest.raises(OutputError):
        digitise([scan(tmp_path / "a.tif", frames=4)], out, pipeline(out, lose))
    assert files.leftovers(out) == []


def test_leftovers_of_a_killed_run_are_removed(tmp_path: Path) -> None:
    path = scan(tmp_path / "a.png")
    digitise([path], tmp_path / "out")
    for folder in (tmp_path / "out", tmp_path / "out/a"):
        (folder / ".baokan-1-abc.tmp").write_text("half", encoding="utf-8")
    digitise([path], tmp_path / "out")
    assert files.leftovers(tmp_path / "out") == files.leftovers(tmp_path / "out/a") == []


def test_metadata_csv_reaches_the_document_and_its_slips_are_told(tmp_path: Path) -> None:
    scan(tmp_path / "scans/a.png")
    table = "file,title,date\na.png,虹桥报,2021年3月12日\nb.png,无,2021\n"
    (tmp_path / "scans/metadata.csv").write_text(table, encoding="utf-8")
    _, events = digitise([tmp_path / "scans"], tmp_path / "out")
    said = document(tmp_path / "out/a")["metadata"]
    assert isinstance(said, dict)
    assert (said["title"], said["date"]) == ("虹桥报", "2021-03-12")
    assert any("b.png" in note for note in getattr(events[0], "notes", ()))


def test_files_of_one_issue_are_listed_together(tmp_path: Path) -> None:
    labels = {"a.png": "2", "b.png": "10", "c.png": "1"}

    def describe(sheet: Sheet, _: Pipeline) -> Sheet:
        label = labels[sheet.frame.path.name]
        return sheet.with_page(
            metadata=Metadata(publication="虹桥报", date="2021-03-12", issue="5", page_label=label, origin={})
        )

    made = pipeline(tmp_path / "out")
    made.stages = (*made.stages[:-1], Stage("describe", 1, describe))
    digitise([scan(tmp_path / name, shade=200 + n) for n, name in enumerate(labels)], tmp_path / "out", made)
    listed = json.loads((tmp_path / "out/issues.json").read_text(encoding="utf-8"))["issues"]
    assert len(listed) == 1
    assert [page["page_label"] for page in listed[0]["pages"]] == ["1", "2", "10"]
    assert {document(tmp_path / "out" / name)["issue_key"] for name in ("a", "b", "c")} == {listed[0]["key"]}


def test_visualise_draws_a_picture_beside_each_page(tmp_path: Path) -> None:
    made = pipeline(tmp_path / "out")
    made.settings = made.settings.model_copy(update={"run": made.settings.run.model_copy(update={"visualise": True})})
    digitise([scan(tmp_path / "a.png")], tmp_path / "out", made)
    assert (tmp_path / "out/a/page-0001.layout.jpg").read_bytes()[:2] == b"\xff\xd8"


def test_events_are_json_lines_with_their_kind_first(tmp_path: Path) -> None:
    _, events = digitise([scan(tmp_path / "报.png")], tmp_path / "out")
    lines = [to_json(event) for event in events]
    assert all(line.startswith('{"event": "') and "\n" not in line for line in lines)
    page = next(json.loads(line) for line, event in zip(lines, events, strict=True) if isinstance(event, PageDone))
    assert (page["event"], page["document"], page["characters"]) == ("page-done", "报", 3)


@pytest.mark.parametrize("issue", ["特刊", "5-6", "第五期"])
def test_issue_that_is_no_plain_number_does_not_stop_the_run(tmp_path: Path, issue: str) -> None:
    scan(tmp_path / "scans/a.png")
    table = f"file,date,issue\na.png,2021-03-12,{issue}\n"
    (tmp_path / "scans/metadata.csv").write_text(table, encoding="utf-8")
    done, _ = digitise([tmp_path / "scans"], tmp_path / "out")
    assert done.exit_code == ExitCode.DONE
    assert document(tmp_path / "out/a")["issue_key"] is not None
