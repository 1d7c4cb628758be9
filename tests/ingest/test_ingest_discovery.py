"""Finding scans: everything that is one, nothing that is none, in the order of a person."""

from __future__ import annotations

import os
import random
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.ingest import Findings, find
from pipeline.ingest.discovery import natural_key
from pipeline.ingest.settings import IngestSettings

SETTINGS = IngestSettings()
PNG = b"\x89PNG\r\n\x1a\n" + bytes(100)


def make(folder: Path, *names: str) -> None:
    for name in names:
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(PNG)


def names(findings: Findings, folder: Path) -> list[str]:
    return [path.relative_to(folder).as_posix() for path in findings]


@pytest.mark.parametrize(
    "ordered",
    [
        ["page-1.png", "page-2.png", "page-10.png", "page-11.png"],
        ["a1b2.png", "a1b10.png", "a2b1.png"],
        ["2021-3-12.png", "2021-03-13.png", "2021-11-2.png"],
        ["第1版.png", "第2版.png", "第10版.png"],
        ["第一版.png", "第二版.png", "第三版.png", "第九版.png", "第十版.png", "第十一版.png", "第二十版.png"],
        ["二〇二〇年.png", "二〇二一年.png"],
        ["A.png", "b.png", "C.png"],
        ["Ａ１.png", "Ａ２.png", "Ａ１０.png"],
    ],
)
def test_names_come_in_natural_order(tmp_path: Path, ordered: list[str]) -> None:
    shuffled = list(ordered)
    random.Random(0).shuffle(shuffled)
    make(tmp_path, *shuffled)
    assert names(find([tmp_path], SETTINGS), tmp_path) == ordered


@given(st.lists(st.text(max_size=12), max_size=8))
def test_every_name_has_a_place_in_the_order(texts: list[str]) -> None:
    keys = sorted(natural_key(text) for text in texts)
    assert len(keys) == len(texts)


def test_folders_are_searched_to_the_bottom(tmp_path: Path) -> None:
    make(tmp_path, "issue-2/page-1.tif", "issue-10/page-1.pdf", "issue-2/sub/page-1.JPG", "cover.jp2", "a/b/c/d.webp")
    found = find([tmp_path], SETTINGS)
    assert names(found, tmp_path) == [
        "a/b/c/d.webp",
        "cover.jp2",
        "issue-2/page-1.tif",
        "issue-2/sub/page-1.JPG",
        "issue-10/page-1.pdf",
    ]
    assert found.errors == ()


def test_companions_of_scans_are_passed_over_in_silence(tmp_path: Path) -> None:
    make(tmp_path, "a.png", "metadata.csv", "README.md", "a.gt.json", "notes.txt", "Thumbs.db")
    found = find([tmp_path], SETTINGS)
    assert names(found, tmp_path) == ["a.png"]
    assert not any(skipped.notice for skipped in found.skipped)
    assert len(found.skipped) == 5


def test_hidden_files_and_folders_are_skipped_with_a_notice(tmp_path: Path) -> None:
    make(tmp_path, "a.png", ".b.png", "._a.png", ".trash/c.png", ".DS_Store")
    found = find([tmp_path], SETTINGS)
    assert names(found, tmp_path) == ["a.png"]
    told = {skipped.path.name: skipped.code for skipped in found.skipped if skipped.notice}
    assert told == {".b.png": "hidden", "._a.png": "hidden", ".trash": "hidden"}
    assert len(find([tmp_path], IngestSettings(hidden=True))) == 4


def test_scans_of_a_kind_that_is_not_read_are_told(tmp_path: Path) -> None:
    make(tmp_path, "a.gif", "b.heic", "c.djvu", "d.ofd")
    found = find([tmp_path], SETTINGS)
    assert len(found) == 0
    assert [skipped.code for skipped in found.skipped if skipped.notice] == ["not-read"] * 4


def test_leavings_of_systems_are_not_entered(tmp_path: Path) -> None:
    make(tmp_path, "a.png", "@eaDir/a.png/thumb.jpg", "__MACOSX/a.png", "$RECYCLE.BIN/x.jpg")
    assert names(find([tmp_path], SETTINGS), tmp_path) == ["a.png"]


def test_results_are_never_read_as_scans(tmp_path: Path) -> None:
    make(tmp_path, "a.png", "output/a/page-0001.png", "old/b/page-0001.png")
    (tmp_path / "old/b/document.json").write_text("{}")
    found = find([tmp_path], SETTINGS, exclude=[tmp_path / "output"])
    assert names(found, tmp_path) == ["a.png"]
    assert {skipped.code for skipped in found.skipped} == {"excluded", "results"}


def test_a_folder_named_like_a_scan_is_searched(tmp_path: Path) -> None:
    make(tmp_path, "x.jpg/page.png")
    assert names(find([tmp_path], SETTINGS), tmp_path) == ["x.jpg/page.png"]
    assert names(find([tmp_path / "x.jpg"], SETTINGS), tmp_path) == ["x.jpg/page.png"]


def link(at: Path, to: Path) -> None:
    os.symlink(to, at, target_is_directory=to.is_dir())


def test_links_in_a_circle_end(tmp_path: Path) -> None:
    make(tmp_path, "a/b/page.png")
    link(tmp_path / "a/b/back", tmp_path / "a")
    link(tmp_path / "self", tmp_path / "self")
    found = find([tmp_path], SETTINGS)
    assert names(found, tmp_path) == ["a/b/page.png"]
    assert [skipped.code for skipped in found.skipped if skipped.notice] == ["link-loop"]


def test_a_link_to_a_folder_is_followed_and_no_file_is_read_twice(tmp_path: Path) -> None:
    make(tmp_path, "z/page.png")
    link(tmp_path / "a", tmp_path / "z")
    found = find([tmp_path], SETTINGS)
    assert names(found, tmp_path) == ["a/page.png"]
    assert [skipped.code for skipped in found.skipped] == ["duplicate"]
    assert names(find([tmp_path, tmp_path / "z/page.png"], SETTINGS), tmp_path) == ["a/page.png"]


def test_a_broken_link_is_an_error(tmp_path: Path) -> None:
    link(tmp_path / "a.png", tmp_path / "gone.png")
    found = find([tmp_path], SETTINGS)
    assert len(found) == 0
    assert [error.code for error in found.errors] == ["missing"]


def test_a_missing_path_does_not_stop_the_others(tmp_path: Path) -> None:
    make(tmp_path, "a.png")
    found = find([tmp_path / "gone", tmp_path / "a.png", tmp_path / "gone.png"], SETTINGS)
    assert names(found, tmp_path) == ["a.png"]
    assert [(error.path.name, error.code) for error in found.errors] == [("gone", "missing"), ("gone.png", "missing")]


def test_arguments_keep_the_order_in_which_they_are_given(tmp_path: Path) -> None:
    make(tmp_path, "a.png", "b.png", "c.png")
    found = find([tmp_path / "c.png", tmp_path / "a.png", tmp_path], SETTINGS)
    assert names(found, tmp_path) == ["c.png", "a.png", "b.png"]


def test_a_file_that_is_named_must_be_a_scan(tmp_path: Path) -> None:
    (tmp_path / "notes.docx").write_bytes(b"PK\x03\x04" + bytes(60))
    (tmp_path / "scan").write_bytes(PNG)
    (tmp_path / "empty").write_bytes(b"")
    found = find([tmp_path / "notes.docx", tmp_path / "scan", tmp_path / "empty"], SETTINGS)
    assert names(found, tmp_path) == ["scan"]
    assert [error.code for error in found.errors] == ["not-a-scan", "not-a-scan"]
    assert "office document" in found.errors[0].cause


def test_patterns_work_where_the_shell_leaves_them(tmp_path: Path) -> None:
    make(tmp_path, "page-10.png", "page-9.png", "cover.jpg")
    found = find([tmp_path / "page-*.png"], SETTINGS)
    assert names(found, tmp_path) == ["page-9.png", "page-10.png"]
    assert [error.code for error in find([tmp_path / "x*.png"], SETTINGS).errors] == ["missing"]


def test_a_closed_folder_is_an_error_and_no_stop(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    make(tmp_path, "a/1.png", "b/2.png", "c/3.png")
    scandir = os.scandir

    def closed(path: object) -> object:
        if Path(str(path)).name == "b":
            raise PermissionError(13, "Permission denied")
        return scandir(path)  # type: ignore[call-overload]

    monkeypatch.setattr(os, "scandir", closed)  # root may enter everything, so that chmod would not do
    found = find([tmp_path], SETTINGS)
    assert names(found, tmp_path) == ["a/1.png", "c/3.png"]
    assert [(error.path.name, error.code) for error in found.errors] == [("b", "no-permission")]


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="named pipes exist on POSIX systems only")
def test_a_pipe_is_not_opened(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "a.png")
    assert len(find([tmp_path], SETTINGS)) == 0
    assert [error.code for error in find([tmp_path / "a.png"], SETTINGS).errors] == ["not-a-file"]
