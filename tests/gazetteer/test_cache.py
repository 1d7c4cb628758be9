"""The cache of large lists: the same entries out of it, and never a failure because of it."""

from __future__ import annotations

import logging
from pathlib import Path

import pytest

from pipeline.gazetteer import cache, load

ROWS = (
    "虹旭小区,estate,仙霞新村街道,虹旭,虹旭旧苑(1980/1992)|更旧,红旭小区,31,1992,,31.2,121.4,地名志",
    "路,road,,,,,,,,,,too short",
    "芙蓉江路,road,,,,,,,,,,",
)


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("BAOKAN_CACHE", str(tmp_path / "cache"))
    monkeypatch.setattr(cache, "LEAST_BYTES", 1)
    return tmp_path / "cache" / "gazetteers"


@pytest.fixture
def listed(tmp_path: Path) -> Path:
    path = tmp_path / "names.csv"
    header = "name,kind,parent,aliases,former,variants,code,valid_from,valid_to,latitude,longitude,source"
    path.write_text("\n".join((header, *ROWS, "")), encoding="utf-8")
    return path


def test_what_comes_out_of_the_cache_is_what_the_file_says(folder: Path, listed: Path) -> None:
    first = load([listed])
    assert len(list(folder.iterdir())) == 1
    second = load([listed])
    assert second == first
    assert second.problems == first.problems
    assert [entry.line for entry in second.entries] == [2, 4]
    assert second.entries[0].former == first.entries[0].former
    assert second.by_spelling.keys() == first.by_spelling.keys()


def test_a_sound_cache_is_used_instead_of_reading_the_rows(
    folder: Path, listed: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = load([listed])

    def fail(*_: object) -> None:
        raise AssertionError("the file was read although its rows are cached")

    monkeypatch.setattr("pipeline.gazetteer.stack.parse", fail)
    assert load([listed]) == first


def test_a_changed_file_never_meets_the_cache_of_its_earlier_state(folder: Path, listed: Path) -> None:
    load([listed])
    listed.write_text("name\n安龙小区\n", encoding="utf-8")
    assert [entry.name for entry in load([listed]).entries] == ["安龙小区"]


def test_a_moved_list_names_its_new_place(folder: Path, listed: Path) -> None:
    load([listed])
    moved = listed.rename(listed.with_name("other.csv"))
    again = load([moved])
    assert {entry.file for entry in again.entries} == {"other.csv"}
    assert {problem.path for problem in again.problems} == {moved}


@pytest.mark.parametrize("damage", [b"", b"short", b"\x00" * 4000])
def test_a_damaged_cache_is_replaced_and_logged(
    folder: Path, listed: Path, damage: bytes, caplog: pytest.LogCaptureFixture
) -> None:
    first = load([listed])
    (place,) = folder.iterdir()
    sound = place.read_bytes()
    place.write_bytes(damage)
    with caplog.at_level(logging.DEBUG, logger="baokan"):
        assert load([listed]) == first
    assert "damaged" in caplog.text
    assert place.read_bytes() == sound


def test_a_cache_of_another_form_is_replaced(folder: Path, listed: Path) -> None:
    import hashlib
    import marshal

    first = load([listed])
    (place,) = folder.iterdir()
    content = marshal.dumps(([("one", "two")], []))
    place.write_bytes(hashlib.sha256(content).digest() + content)
    assert load([listed]) == first


def test_a_cache_that_cannot_be_written_is_no_failure(
    tmp_path: Path, listed: Path, folder: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    in_the_way = tmp_path / "file"
    in_the_way.write_text("no folder", encoding="utf-8")
    monkeypatch.setenv("BAOKAN_CACHE", str(in_the_way))
    with caplog.at_level(logging.DEBUG, logger="baokan"):
        assert len(load([listed]).entries) == 2
    assert "cannot be" in caplog.text


def test_the_cache_keeps_the_lists_that_were_used_last(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(cache, "KEPT", 3)
    for n in range(5):
        path = tmp_path / f"{n}.csv"
        path.write_text(f"name\n第{n}号花苑\n", encoding="utf-8")
        load([path])
    assert len(list(folder.iterdir())) == 3


def test_small_lists_are_not_cached(tmp_path: Path, listed: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BAOKAN_CACHE", str(tmp_path / "cache"))
    load([listed])
    assert not (tmp_path / "cache").exists()
