"""Several gazetteers on top of each other, and where the shipped data lies."""

from __future__ import annotations

import hashlib
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from pipeline import resources
from pipeline.errors import BaokanError
from pipeline.gazetteer import load, load_from
from pipeline.gazetteer.settings import GazetteerSettings


def written(path: Path, *rows: str) -> Path:
    path.write_text("name,kind,parent,aliases\n" + "\n".join(rows) + "\n", encoding="utf-8")
    return path


def test_the_version_of_one_file_is_its_sha256(tmp_path: Path) -> None:
    path = written(tmp_path / "a.csv", "虹旭小区,estate,,虹旭")
    assert load([path]).version == hashlib.sha256(path.read_bytes()).hexdigest()


def test_the_version_changes_with_any_byte_of_any_file_and_with_the_order(tmp_path: Path) -> None:
    a, b = written(tmp_path / "a.csv", "虹旭小区,estate,,"), written(tmp_path / "b.csv", "安龙小区,estate,,")
    first = load([a, b]).version
    assert load([a, b]).version == first
    assert load([b, a]).version != first
    b.write_text(b.read_text(encoding="utf-8") + "\n", encoding="utf-8")
    assert load([a, b]).version != first


def test_a_later_file_replaces_the_row_of_the_same_name_kind_and_parent(tmp_path: Path) -> None:
    a = written(tmp_path / "a.csv", "虹旭小区,estate,长宁区,虹旭", "虹旭小区,road,,", "安龙小区,estate,,")
    b = written(tmp_path / "b.csv", "虹旭小区,estate,长宁区,虹旭花苑")
    gazetteer = load([a, b])
    assert {(e.name, e.kind, e.aliases, e.file) for e in gazetteer.entries} == {
        ("虹旭小区", "estate", ("虹旭花苑",), "b.csv"),
        ("虹旭小区", "road", (), "a.csv"),
        ("安龙小区", "estate", (), "a.csv"),
    }


def test_a_spelling_leads_to_all_its_entries_the_one_of_that_name_first(tmp_path: Path) -> None:
    path = written(tmp_path / "a.csv", "虹旭居委会,committee,,虹旭", "虹旭,area,,")
    assert [entry.kind for entry in load([path]).by_spelling["虹旭"]] == ["area", "committee"]


def test_settings_stack_the_users_files_on_the_shipped_ones(tmp_path: Path) -> None:
    path = written(tmp_path / "mine.csv", "某某花苑,estate,,")
    both = load_from(GazetteerSettings(files=(path,)))
    assert both.entries[-1].name == "某某花苑"
    assert "芙蓉江路" in both.by_spelling
    alone = load_from(GazetteerSettings(shipped=False, files=(path,)))
    assert [entry.name for entry in alone.entries] == ["某某花苑"]


@pytest.fixture
def fresh_resources() -> Iterator[None]:
    resources.dictionaries_folder.cache_clear()
    yield
    resources.dictionaries_folder.cache_clear()


@pytest.mark.usefixtures("fresh_resources")
def test_an_installed_wheel_finds_the_dictionaries_inside_the_package(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    inside = tmp_path / "pipeline" / "dictionaries"
    shutil.copytree(resources.dictionaries_folder(), inside)
    resources.dictionaries_folder.cache_clear()
    monkeypatch.setattr(resources, "PACKAGE", tmp_path / "pipeline")
    assert resources.dictionaries_folder() == inside


@pytest.mark.usefixtures("fresh_resources")
def test_missing_dictionaries_are_named_with_the_places_searched(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(resources, "PACKAGE", tmp_path / "pipeline")
    with pytest.raises(BaokanError, match=r"changning\.csv is neither in"):
        resources.dictionaries_folder()


def test_a_missing_data_file_is_named() -> None:
    with pytest.raises(BaokanError, match=r"absent\.tsv"):
        resources.dictionary("absent.tsv")
