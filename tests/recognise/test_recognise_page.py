"""What the stage promises of a whole page: scale, determinism, provenance, text layers, blank pages."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Sequence
from dataclasses import replace

import cv2
import numpy as np
import pytest
from rendered import Paper, sheet_of

from pipeline.engine.protocol import Detection, Engine, EngineInfo, Reading
from pipeline.model.sheet import Image, LayerCharacter, Sheet
from pipeline.recognise import recognise
from pipeline.recognise.settings import RecogniseSettings

TEXT = (
    "因仙霞路芙蓉江路至威宁路供水管网改造，",
    "定于3月18日22:00至次日5:00停水，影响",
    "虹霞小区、仙逸小区1至26号、天义小区。",
    "一本正经地为它办了一张户口卡，住址写",
    "虹桥街道社区报编辑部的记者来采访过。",
)


class Watched:
    """The engine, with a note of what was asked of it."""

    def __init__(self, engine: Engine) -> None:
        self.engine, self.sides, self.widths = engine, list[int](), list[int]()

    @property
    def info(self) -> EngineInfo:
        return self.engine.info

    def detect(self, image: Image, side: int) -> list[Detection]:
        self.sides.append(side)
        return self.engine.detect(image, side)

    def recognise(self, crops: Sequence[Image]) -> list[Reading]:
        self.widths.append(sum(crop.shape[1] for crop in crops))
        return self.engine.recognise(crops)


def page_of(size: int, noise: float = 4.0) -> Sheet:
    paper = Paper(size * 24, size * 20)
    for k in range(10):
        paper.print_line(TEXT[k % len(TEXT)], size * 2, size * (1 + 1.8 * k), size)
    return paper.sheet(size / 60, noise)


def test_resolution_changes_neither_text_nor_cost(engine: Engine) -> None:
    results = {}
    for size in (20, 40, 80):
        watched = Watched(engine)
        page = recognise(page_of(size), watched, RecogniseSettings()).page
        assert page.em == pytest.approx(size, rel=0.06)
        results[size] = ([line.text for line in page.lines], watched.sides[0], watched.widths[0])
    assert results[20][0] == results[40][0] == results[80][0]
    assert results[80][1] == pytest.approx(results[40][1], rel=0.2)
    assert results[80][2] == pytest.approx(results[40][2], rel=0.1)


def test_a_page_reads_the_same_whatever_was_read_before(engine: Engine) -> None:
    sheet = page_of(30)
    first = recognise(sheet, engine, RecogniseSettings()).page
    recognise(page_of(44, noise=9.0), engine, RecogniseSettings())
    again = recognise(sheet, engine, RecogniseSettings()).page
    assert again.lines == first.lines


def test_lines_carry_confidences_and_alternatives_only_where_unsure(engine: Engine) -> None:
    sheet = page_of(17, noise=16.0)
    every = recognise(sheet, engine, RecogniseSettings(alternatives_below=100)).page
    few = recognise(sheet, engine, RecogniseSettings(alternatives_below=90)).page
    for line in every.lines:
        assert len(line.confidences) == len(line.text) == len(line.cuts) - 1
        assert set(line.alternatives) == {k for k, c in enumerate(line.confidences) if c < 100}
        for offset, readings in line.alternatives.items():
            assert readings[0].text == line.text[offset]
            assert 1 <= len(readings) <= 20
    for line in few.lines:
        assert set(line.alternatives) == {k for k, c in enumerate(line.confidences) if c < 90}
    assert any(line.alternatives for line in few.lines)


def test_the_step_names_engine_models_and_settings(engine: Engine) -> None:
    page = recognise(page_of(30), engine, RecogniseSettings(widen=0.3)).page
    (step,) = page.steps
    assert step.stage == "recognise"
    assert step.settings["widen"] == 0.3
    assert "openvino" in step.data["engine"]
    assert sum(len(value) == 64 for value in step.data.values()) == 2


@pytest.mark.parametrize("kind", ["white", "noise", "tiny"])
def test_a_page_without_text_is_done_with_a_warning(engine: Engine, kind: str) -> None:
    image = np.full((900, 700), 250, dtype=np.uint8)
    if kind == "noise":
        image = np.random.default_rng(0).normal(200, 12, (900, 700)).clip(0, 255).astype(np.uint8)
    elif kind == "tiny":
        image = image[:3, :5].copy()
    page = recognise(sheet_of(image), engine, RecogniseSettings()).page
    assert page.lines == ()
    assert page.em == 0
    assert page.status == "done with warnings"
    assert [warning.code for warning in page.warnings] == ["blank-page"]


def test_colour_and_grey_pages_are_both_read(engine: Engine) -> None:
    sheet = page_of(30)
    coloured = sheet_of(cv2.cvtColor(sheet.image, cv2.COLOR_GRAY2BGR))
    grey = recognise(sheet, engine, RecogniseSettings()).page
    colour = recognise(coloured, engine, RecogniseSettings()).page
    assert [line.text for line in grey.lines] == [line.text for line in colour.lines]


class Forbidden:
    """An engine that must not be asked."""

    @property
    def info(self) -> EngineInfo:
        raise AssertionError

    def detect(self, image: Image, side: int) -> list[Detection]:
        raise AssertionError

    def recognise(self, crops: Sequence[Image]) -> list[Reading]:
        raise AssertionError


def layer(text: str, x: float, y: float, size: float) -> list[LayerCharacter]:
    return [LayerCharacter(ch, (x + k * size, y, x + (k + 1) * size, y + size)) for k, ch in enumerate(text)]


def test_a_text_layer_becomes_lines_without_recognition() -> None:
    sheet = sheet_of(np.full((600, 1000), 255, dtype=np.uint8))
    characters = (
        layer("左栏第一行", 50, 100, 30) + layer("右栏第一行", 50 + 7 * 30, 100, 30) + layer("左栏第二行", 50, 150, 30)
    )
    sheet = replace(
        sheet,
        frame=replace(sheet.frame, text_layer=tuple(characters)),
        page=sheet.page.changed(transform=((1.0, 0.0, -10.0), (0.0, 1.0, -20.0), (0.0, 0.0, 1.0))),
    )
    page = recognise(sheet, Forbidden(), RecogniseSettings()).page
    assert [line.text for line in page.lines] == ["左栏第一行", "右栏第一行", "左栏第二行"]
    assert page.text_origin == "text-layer"
    assert page.lines[0].box == pytest.approx((40, 80, 190, 110))
    assert page.lines[0].cuts == pytest.approx((0, 30, 60, 90, 120, 150))
    assert set(page.lines[0].confidences) == {100}
    assert page.em == pytest.approx(30)
    assert page.polygon("0.1")[0] == pytest.approx((80, 100))


def test_importing_the_stage_and_its_settings_loads_no_heavy_package() -> None:
    code = (
        "import sys, pipeline.recognise, pipeline.recognise.settings, pipeline.engine, pipeline.engine.settings;"
        "print([m for m in ('cv2', 'openvino', 'numpy', 'paddleocr') if m in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
