"""Model folders: found, composed once, and refused with a clear sentence."""

from __future__ import annotations

import os
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
import yaml

from pipeline.engine import create_engine, models
from pipeline.engine.settings import EngineSettings
from pipeline.errors import EngineError


def test_the_package_brings_both_networks_and_their_characters() -> None:
    detection, recognition = models.networks(None)
    assert (detection.name, recognition.name) == ("PP-OCRv6_small_det", "PP-OCRv6_small_rec")
    characters = models.characters_of(recognition, models.embedded_characters(recognition.path))
    assert len(characters) > 18_000
    assert {"长", "宁", "。", "9"} <= set(characters)
    assert models.embedded_characters(detection.path) is None


def test_a_model_folder_is_made_whole_once_even_by_many_at_a_time(tmp_path: Path) -> None:
    _, recognition = models.networks(None)
    with ThreadPoolExecutor(6) as pool:
        made = list(pool.map(lambda _: models.model_folder(recognition, ["一", "二"], tmp_path), range(12)))
    assert len(set(made)) == 1
    assert sorted(path.name for path in made[0].iterdir()) == ["inference.onnx", "inference.yml"]
    assert [path.name for path in (tmp_path / "models").iterdir()] == [made[0].name]
    described = yaml.safe_load((made[0] / "inference.yml").read_text(encoding="utf-8"))
    assert described["PostProcess"]["character_dict"] == ["一", "二"]
    assert (made[0] / "inference.onnx").stat().st_size == recognition.path.stat().st_size


def test_dense_pages_keep_their_top_in_composed_folders(tmp_path: Path) -> None:
    detection, _ = models.networks(None)
    folder = models.model_folder(detection, None, tmp_path)
    described = yaml.safe_load((folder / "inference.yml").read_text(encoding="utf-8"))
    assert described["PostProcess"]["max_candidates"] > 10_000


def test_a_folder_of_other_models_is_used(tmp_path: Path) -> None:
    detection, recognition = models.networks(None)
    characters = models.characters_of(recognition, models.embedded_characters(recognition.path))
    for network, listed in ((detection, None), (recognition, characters)):
        source = models.model_folder(network, listed, tmp_path / "cache")
        os.symlink(source, tmp_path / network.kind, target_is_directory=True)
    engine = create_engine(EngineSettings(model_dir=tmp_path))
    assert engine.info.recognition_model == "PP-OCRv6_small_rec"


@pytest.mark.parametrize("case", ["missing", "empty", "one", "broken"])
def test_an_unusable_folder_is_refused_with_what_to_do(tmp_path: Path, case: str) -> None:
    folder = tmp_path / "models"
    if case != "missing":
        folder.mkdir()
    if case == "one":
        detection, _ = models.networks(None)
        os.symlink(models.model_folder(detection, None, tmp_path / "cache"), folder / "det")
    if case == "broken":
        (folder / "rec").mkdir()
        (folder / "rec" / "inference.yml").write_text("a: [1,", encoding="utf-8")
    with pytest.raises(EngineError, match=r"inference\.onnx and inference\.yml") as caught:
        create_engine(EngineSettings(model_dir=folder))
    assert str(folder) in str(caught.value)
    if case == "one":
        assert "no recognition model" in str(caught.value)


def test_a_damaged_network_is_named(tmp_path: Path) -> None:
    for kind in ("det", "rec"):
        (tmp_path / kind).mkdir()
        (tmp_path / kind / "inference.onnx").write_bytes(b"not a network")
        (tmp_path / kind / "inference.yml").write_text(f"Global: {{model_name: some_{kind}}}", encoding="utf-8")
    with pytest.raises(EngineError, match="damaged"):
        create_engine(EngineSettings(model_dir=tmp_path))
