"""Gazetteers of one folder and of one issue on top of the project's."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipeline.gazetteer import Gazetteer, load
from pipeline.gazetteer.layers import Layers
from pipeline.gazetteer.settings import GazetteerSettings


def written(path: Path, *names: str) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("\n".join(("name", *names, "")), encoding="utf-8")
    return path


@pytest.fixture
def base(tmp_path: Path) -> Gazetteer:
    return load([written(tmp_path / "project.csv", "虹旭小区")])


def names(gazetteer: Gazetteer) -> list[str]:
    return [entry.name for entry in gazetteer.entries]


def test_a_gazetteer_beside_the_scans_holds_for_that_folder_only(tmp_path: Path, base: Gazetteer) -> None:
    written(tmp_path / "a" / "Gazetteer.csv", "安龙小区")
    (tmp_path / "b").mkdir()
    layers = Layers(base, GazetteerSettings())
    assert names(layers.of(tmp_path / "a")) == ["虹旭小区", "安龙小区"]
    assert layers.of(tmp_path / "b") is base
    assert layers.of(tmp_path / "a") is layers.of(tmp_path / "a")
    assert layers.of(tmp_path / "a").version != base.version


def test_it_can_be_switched_off(tmp_path: Path, base: Gazetteer) -> None:
    written(tmp_path / "a" / "gazetteer.csv", "安龙小区")
    assert Layers(base, GazetteerSettings(beside_scans=False)).of(tmp_path / "a") is base


def test_an_issue_has_its_own_names_on_top_of_its_folders(tmp_path: Path, base: Gazetteer) -> None:
    issues = tmp_path / "issues"
    written(issues / "社区报 2021-04-09 第7_8期.csv", "仙逸小区")
    written(tmp_path / "a" / "gazetteer.csv", "安龙小区")
    layers = Layers(base, GazetteerSettings(issues=issues))
    assert names(layers.of(tmp_path / "a", "社区报 2021-04-09 第7/8期")) == ["虹旭小区", "安龙小区", "仙逸小区"]
    assert names(layers.of(tmp_path / "a", "社区报 2021-04-16 第9期")) == ["虹旭小区", "安龙小区"]
    assert layers.of(tmp_path, "社区报 2021-04-16 第9期") is base


def test_a_layer_that_cannot_be_used_is_named_and_stops_nothing(tmp_path: Path, base: Gazetteer) -> None:
    path = tmp_path / "a" / "gazetteer.csv"
    path.parent.mkdir()
    path.write_bytes(b"PK\x00\x00")
    stack = Layers(base, GazetteerSettings()).of(path.parent)
    assert names(stack) == ["虹旭小区"]
    assert str(stack.problems[-1]).startswith(f"{path}: this is a binary file")
    assert stack.version == base.version


def test_a_layer_that_is_part_of_the_project_counts_once(tmp_path: Path) -> None:
    path = written(tmp_path / "gazetteer.csv", "虹旭小区")
    base = load([path])
    assert Layers(base, GazetteerSettings()).of(tmp_path).files == base.files
