"""The second engine reads what the first reads."""

from __future__ import annotations

from pathlib import Path

import pytest
from test_engine_openvino import grid, line_image

from pipeline.engine import create_engine
from pipeline.engine.protocol import Engine
from pipeline.engine.settings import EngineSettings
from pipeline.errors import EngineError


@pytest.fixture(scope="module")
def paddle(tmp_path_factory: pytest.TempPathFactory) -> Engine:
    pytest.importorskip("onnxruntime")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("BAOKAN_CACHE", str(tmp_path_factory.mktemp("cache")))
        return create_engine(EngineSettings(engine="paddleocr", threads=1))


def test_both_engines_read_the_same_text_at_the_same_places(paddle: Engine, engine: Engine) -> None:
    texts = ["路", "因仙霞路（芙蓉江路至威宁路）供水管网改造，", "定于3月18日22:00至次日5:00停水", "服务热线62882780"]
    crops = [line_image(text) for text in texts]
    ours, theirs = engine.recognise(crops), paddle.recognise(crops)
    assert [reading.text for reading in theirs] == [reading.text for reading in ours] == texts
    for one, other in zip(ours, theirs, strict=True):
        for a, b in zip(one.symbols, other.symbols, strict=True):
            assert abs((a.start + a.end) - (b.start + b.end)) / 2 < 18
    assert paddle.recognise([]) == []


def test_both_engines_find_the_same_lines(paddle: Engine, engine: Engine) -> None:
    image = grid(20, 6)
    ours, theirs = engine.detect(image, 640), paddle.detect(image, 640)
    assert len(ours) == len(theirs) == 120


def test_paddles_own_runtime_without_a_model_folder_is_refused() -> None:
    with pytest.raises(EngineError, match=r"engine\.model_dir"):
        create_engine(EngineSettings(engine="paddleocr", paddle_engine="paddle"))


def test_a_missing_folder_is_refused(tmp_path: Path) -> None:
    with pytest.raises(EngineError, match="no such folder"):
        create_engine(EngineSettings(engine="paddleocr", model_dir=tmp_path / "none"))
