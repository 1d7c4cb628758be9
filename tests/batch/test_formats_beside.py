"""Formats that a run writes beside the files of each document."""

from __future__ import annotations

from pathlib import Path

import pytest
from helpers.fakes import FakeEngine, pipeline, scan, told

from pipeline.batch.events import Event, FileFailed, RunDone
from pipeline.batch.preview import preview
from pipeline.batch.run import run
from pipeline.batch.wishes import Wishes
from pipeline.cli.preview import lines
from pipeline.database import FILE_NAME
from pipeline.errors import ExitCode, SettingsError
from pipeline.fixity.verify import verify
from pipeline.flow import Pipeline
from pipeline.formats import FORMATS, Format
from pipeline.gazetteer import Gazetteer
from pipeline.settings import Settings


def made(output: Path, *formats: str, text: str = "第一页") -> Pipeline:
    settings = Settings.model_validate({"run": {"output": output}, "export": {"formats": formats}})
    return Pipeline(settings, engine=FakeEngine(), gazetteer=Gazetteer(()), stages=told(lambda _: text))


def digitised(folder: Path, *formats: str, text: str = "第一页", force: bool = False) -> tuple[RunDone, list[Event]]:
    events: list[Event] = []
    done = run([folder / "scans"], made(folder / "out", *formats, text=text), events.append, wishes=Wishes(force=force))
    return done, events


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    scan(tmp_path / "scans/甲.tif", frames=2)
    scan(tmp_path / "scans/乙.png", shade=200)
    return tmp_path


def test_they_lie_beside_the_document_and_are_known_to_verify(folder: Path) -> None:
    digitised(folder, "tei", "html", "csv")
    for name in ("document.tei.xml", "document.html", "blocks.csv"):
        assert (folder / "out/甲" / name).is_file()
        assert (folder / "out/乙" / name).is_file()
    assert verify(folder / "out").differences == []
    (folder / "out/甲/document.html").unlink()
    (folder / "out/乙/blocks.csv").write_text("", encoding="utf-8")
    assert [(one.kind, one.path) for one in verify(folder / "out").differences] == [
        ("changed", "乙/blocks.csv"),
        ("missing", "甲/document.html"),
    ]


def test_they_are_written_for_what_is_done_without_doing_it_again(folder: Path) -> None:
    first, _ = digitised(folder)
    before = {path: path.stat().st_mtime_ns for path in (folder / "out").glob("*/*")}
    done, events = digitised(folder, "tei")
    assert (first.pages, done.pages, done.skipped) == (3, 0, 3)
    assert (folder / "out/甲/document.tei.xml").is_file()
    assert {path: path.stat().st_mtime_ns for path in before} == before, "nothing else was touched"
    written = (folder / "out/甲/document.tei.xml").stat().st_mtime_ns
    digitised(folder, "tei", "jsonl")
    assert (folder / "out/甲/document.tei.xml").stat().st_mtime_ns == written, "what is there and holds is kept"
    assert (folder / "out/甲/blocks.jsonl").is_file()
    assert verify(folder / "out").differences == []
    assert not [event for event in events if isinstance(event, FileFailed)]


def test_a_document_that_is_redone_loses_stale_ones_and_gets_the_others_anew(folder: Path) -> None:
    digitised(folder, "tei", "html")
    assert "第一页" in (folder / "out/甲/document.tei.xml").read_text(encoding="utf-8")
    digitised(folder, "tei", text="第二版", force=True)
    assert "第二版" in (folder / "out/甲/document.tei.xml").read_text(encoding="utf-8")
    assert not (folder / "out/甲/document.html").exists(), "it told of the earlier text"
    digitised(folder, text="第三版", force=True)
    assert not (folder / "out/甲/document.tei.xml").exists()
    assert verify(folder / "out").differences == []


def test_a_preview_says_so_and_writes_nothing(folder: Path) -> None:
    digitised(folder)
    found = preview([folder / "scans"], made(folder / "out", "tei"), Wishes())
    assert (found.formats, found.skipped, found.recognise) == (2, 3, 0)
    assert "To write in other formats, from what is done: 2 files." in lines(found)
    assert not (folder / "out/甲/document.tei.xml").exists()
    digitised(folder, "tei")
    assert preview([folder / "scans"], made(folder / "out", "tei"), Wishes()).formats == 0


def test_an_unknown_format_ends_the_run_before_anything_is_done(folder: Path) -> None:
    with pytest.raises(SettingsError, match="no format 'word'"):
        digitised(folder, "word")
    assert not (folder / "out/甲").exists()


def test_formats_that_every_run_writes_are_not_written_twice(folder: Path) -> None:
    digitised(folder, "txt", "json", "md")
    assert verify(folder / "out").differences == []
    assert preview([folder / "scans"], made(folder / "out", "txt"), Wishes()).formats == 0


def test_a_format_that_cannot_take_a_document_is_told_once_and_tried_again(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(function: str) -> object:
        def write(material: object) -> dict[str, bytes]:
            raise ValueError("无法写入")

        return write

    monkeypatch.setitem(FORMATS, "odd", Format("odd", "", "", document="write"))
    monkeypatch.setattr(Format, "load", lambda self, function: broken(function))
    done, events = digitised(folder, "odd")
    failed = [event for event in events if isinstance(event, FileFailed)]
    assert [(event.code, "无法写入" in event.reason) for event in failed] == [("format-failed", True)] * 2
    assert (done.pages, done.exit_code) == (3, ExitCode.SOME_FAILED)
    assert (folder / "out/甲/document.json").is_file(), "the text itself is done"
    monkeypatch.undo()
    digitised(folder, "tei")
    assert (folder / "out/甲/document.tei.xml").is_file()


def test_they_are_taken_over_with_results_whose_database_was_lost(folder: Path) -> None:
    digitised(folder, "tei")
    for path in (folder / "out").glob(FILE_NAME + "*"):
        path.unlink()
    digitised(folder)
    assert "甲/document.tei.xml" not in {one.path for one in verify(folder / "out").differences}
    digitised(folder, "html", text="第二版", force=True)
    assert not (folder / "out/甲/document.tei.xml").exists()


def test_the_setting_is_no_part_of_what_pages_depend_on(tmp_path: Path) -> None:
    plain, with_formats = (made(tmp_path, *formats) for formats in ((), ("tei",)))
    assert plain.settings.export.model_dump() == with_formats.settings.export.model_dump()
    assert pipeline(tmp_path).settings.export.formats == ()
