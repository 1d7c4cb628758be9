"""The default engine: nothing is dropped, tiles join, the lattice is decoded as PP-OCR decodes it."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image as PillowImage
from PIL import ImageDraw, ImageFont

from pipeline.engine import create_engine, lattice, regions
from pipeline.engine.protocol import Engine
from pipeline.engine.settings import EngineSettings
from pipeline.model.sheet import Image

FONT = "/usr/share/fonts/opentype/noto/NotoSerifCJK-Regular.ttc"


def grid(rows: int, columns: int, size: int = 16) -> Image:
    """A page of short lines, three characters each."""
    face = ImageFont.truetype(FONT, size, index=2)
    page = PillowImage.new("L", (columns * size * 5, rows * size * 2), 255)
    draw = ImageDraw.Draw(page)
    for row in range(rows):
        for column in range(columns):
            draw.text((column * size * 5 + size, row * size * 2), "天山路", fill=20, font=face)
    return np.asarray(page, dtype=np.uint8)


def line_image(text: str, size: int = 36) -> Image:
    face = ImageFont.truetype(FONT, size, index=2)
    page = PillowImage.new("L", (int(face.getlength(text)) + size, int(size * 1.4)), 255)
    ImageDraw.Draw(page).text((size // 2, -size * 0.1), text, fill=20, font=face)
    return np.asarray(page, dtype=np.uint8)


def test_a_page_of_more_than_a_thousand_lines_loses_none(engine: Engine) -> None:
    image = grid(72, 16)
    found = engine.detect(image, max(image.shape))
    assert len(found) == 72 * 16
    assert sum(detection.quad[0][1] < 16 for detection in found) == 16


def test_tiles_find_what_the_whole_page_finds() -> None:
    image = grid(60, 10)
    whole = create_engine(EngineSettings(tile_pixels=4_000_000)).detect(image, max(image.shape))
    tiled = create_engine(EngineSettings(tile_pixels=500_000)).detect(image, max(image.shape))
    assert len(whole) == len(tiled) == 600

    def centres(found: list) -> list[tuple[int, int]]:  # type: ignore[type-arg]
        return sorted((round(d.quad[0][1] / 16), round(d.quad[0][0] / 16)) for d in found)

    assert centres(whole) == centres(tiled)


def test_crops_of_any_size_come_back_in_order(engine: Engine) -> None:
    texts = ["路", "天山路", "因仙霞路芙蓉江路至威宁路供水管网改造定于三月十八日停水", "62882780"]
    crops = [line_image(text, size) for text, size in zip(texts, (60, 20, 36, 36), strict=True)]
    crops.append(np.full((20, 3), 255, dtype=np.uint8))
    readings = engine.recognise(crops)
    assert [reading.text for reading in readings] == [*texts, ""]
    for reading, crop in zip(readings, crops, strict=True):
        places = [(symbol.start, symbol.end) for symbol in reading.symbols]
        assert places == sorted(places)
        assert all(0 <= start < end <= crop.shape[1] for start, end in places)
    assert engine.recognise([]) == []


def test_the_engine_says_what_it_is_made_of(engine: Engine) -> None:
    info = engine.info
    assert info.name == "openvino"
    assert info.detection_model == "PP-OCRv6_small_det"
    assert len(info.model_checksums) == 2
    assert info.precision in ("f32", "bf16")


CHARACTERS = ["", "一", "二", "三", "四", "五", "六"]


@given(st.lists(st.integers(0, 6), min_size=1, max_size=40))
def test_the_best_path_merges_repeats_and_drops_blanks(path: list[int]) -> None:
    indices = np.array([[best, *(i for i in range(7) if i != best)][:5] for best in path], dtype=np.int32)
    probabilities = np.tile(np.array([0.6, 0.2, 0.1, 0.05, 0.05], dtype=np.float32), (len(path), 1))
    reading = lattice.decode(probabilities, indices, CHARACTERS, 8.0, 8.0 * len(path))
    expected = "".join(CHARACTERS[value] for k, value in enumerate(path) if value and (k == 0 or path[k - 1] != value))
    assert reading.text == expected
    for symbol in reading.symbols:
        assert symbol.alternatives[0] == (symbol.text, pytest.approx(symbol.confidence))
        assert len(symbol.alternatives) == 5


def test_alternatives_are_pooled_over_the_steps_of_a_character() -> None:
    indices = np.array([[1, 2, 0, 3, 4], [1, 5, 2, 0, 3]], dtype=np.int32)
    probabilities = np.array([[0.5, 0.3, 0.1, 0.06, 0.04], [0.7, 0.2, 0.05, 0.03, 0.02]], dtype=np.float32)
    (symbol,) = lattice.decode(probabilities, indices, CHARACTERS, 8.0, 16.0).symbols
    assert [text for text, _ in symbol.alternatives] == ["一", "二", "五", "", "三", "四"]
    assert symbol.confidence == pytest.approx(0.7)


def test_regions_grow_back_and_their_holes_are_no_regions() -> None:
    probability = np.zeros((200, 300), dtype=np.float32)
    probability[50:70, 40:240] = 0.9
    probability[100:180, 40:240] = 0.9
    probability[120:160, 60:220] = 0.0
    probability[125:135, 100:180] = 0.9
    odds = np.log((probability + 1e-9) / (1 - probability + 1e-9))
    found = regions.text_regions(odds, (2.0, 2.0), 0.3, 0.6, 1.5)
    boxes = sorted((round(d.quad[0][0]), round(d.quad[0][1]), round(d.quad[2][0]), round(d.quad[2][1])) for d in found)
    # the frame as a whole is too pale inside, the line in its hole is a line
    assert len(boxes) == 2
    left, top, right, bottom = boxes[0]
    assert left < 80
    assert top < 100
    assert right > 478
    assert bottom > 138
