"""Where characters and lines are: cells, gutters, columns, sizes."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rapidfuzz.distance import Levenshtein
from rendered import Paper, Printed

from pipeline.engine.protocol import Engine
from pipeline.model.geometry import Box, bounding_box
from pipeline.model.text import Line
from pipeline.recognise import recognise
from pipeline.recognise.cuts import Unsettled, settle
from pipeline.recognise.settings import RecogniseSettings
from pipeline.recognise.threshold_settings import CutSettings

LINES = (
    "因仙霞路（芙蓉江路至威宁路）供水管网改造，",
    "定于3月18日22:00至次日5:00停水，影响范围：",
    "虹霞小区、仙逸小区1至26号、天义小区全部。",
    "一本正经地为它办了一张户口卡，住址写的是",
    "“虹旭路17弄草丛3号”，服务热线62882780。",
    "图书馆WiFi免费，准确率从62%提高到97.5%；",
)


def iou(a: Box, b: Box) -> float:
    w, h = min(a[2], b[2]) - max(a[0], b[0]), min(a[3], b[3]) - max(a[1], b[1])
    shared = max(w, 0.0) * max(h, 0.0)
    return shared / ((a[2] - a[0]) * (a[3] - a[1]) + (b[2] - b[0]) * (b[3] - b[1]) - shared)


def overlaps(printed: Printed, line: Line) -> list[float]:
    return [
        iou(printed.cells[a0 + k], bounding_box(line.character_quad(b0 + k)))
        for tag, a0, a1, b0, _ in Levenshtein.opcodes(printed.text, line.text)
        if tag == "equal"
        for k in range(a1 - a0)
    ]


@pytest.mark.parametrize(
    ("font", "size", "blur", "noise"),
    [("serif", 40, 0.6, 4.0), ("sans-bold", 24, 0.6, 6.0), ("serif", 20, 0.8, 8.0), ("sans", 72, 1.0, 4.0)],
)
def test_character_boxes_lie_on_the_characters(engine: Engine, font: str, size: int, blur: float, noise: float) -> None:
    paper = Paper(size * 28, size * 14)
    printed = [paper.print_line(text, 2 * size, size * (1 + 2 * k), size, font) for k, text in enumerate(LINES)]
    page = recognise(paper.sheet(blur, noise, 0.85), engine, RecogniseSettings()).page

    values: list[float] = []
    for truth in printed:
        line = min(page.lines, key=lambda line: abs(line.box[1] - truth.cells[0][1]))
        values += overlaps(truth, line)
        assert abs(line.ink_height / size - 1) < 0.10
    assert len(values) >= 0.97 * sum(len(text) for text in LINES)
    assert np.mean(np.array(values) >= 0.7) >= 0.95


def test_a_narrow_gutter_splits_a_line_but_letterspacing_does_not(engine: Engine) -> None:
    size = 30
    paper = Paper(size * 38, size * 14)
    for k in range(4):
        paper.print_line("因仙霞路芙蓉江路至威宁路供水管网", size, size * (1 + 1.6 * k), size)
        paper.print_line("改造定于三月十八日停水请相关居民", size * 18.7, size * (1 + 1.6 * k), size)
    paper.print_line("记忆长宁", size * 2, size * 9, size * 2, "sans-bold", spacing=1.0)
    page = recognise(paper.sheet(0.6, 4.0), engine, RecogniseSettings()).page
    texts = [line.text for line in page.lines]
    assert texts.count("因仙霞路芙蓉江路至威宁路供水管网") == 4
    assert texts.count("改造定于三月十八日停水请相关居民") == 4
    assert "记忆长宁" in texts
    assert len(texts) == 9


def test_columns_of_vertical_text_are_read_downwards_and_a_narrow_digit_is_no_column(engine: Engine) -> None:
    size = 32
    columns = (
        "因仙霞路芙蓉江路至威宁路供水管网",
        "改造定于三月十八日停水请相关居民",
        "邻里中心的老账本还在那里，谢谢。",
    )
    paper = Paper(size * 24, size * 22)
    for k, text in enumerate(columns):
        paper.print_column(text, size * (20 - 1.7 * k), 2 * size, size)
    for k in range(4):
        paper.print_line("供水管网改造定于三月", size, size * (3 + 1.6 * k), size)
    paper.print_line("1", size * 6, size * 18, size)
    page = recognise(paper.sheet(0.6, 4.0), engine, RecogniseSettings()).page
    vertical = {line.text: line for line in page.lines if line.vertical}
    assert set(vertical) == set(columns)
    line = vertical[columns[0]]
    first, last = bounding_box(line.character_quad(0)), bounding_box(line.character_quad(len(line.text) - 1))
    assert iou(first, (size * 20, size * 2, size * 21, size * 3)) > 0.7
    assert iou(last, (size * 20, size * 17, size * 21, size * 18)) > 0.7
    assert [line.text for line in page.lines if line.box[1] > size * 17.5 and not line.vertical] == ["1"]


def test_white_on_dark_is_flagged_and_measured_without_its_bar(engine: Engine) -> None:
    size = 32
    paper = Paper(size * 24, size * 12)
    paper.box((size, size, size * 22, size * 4), 40)
    paper.print_line("本期导读", size * 2, size * 1.5, size * 2, "sans-bold", ink=250)
    for k in range(3):
        paper.print_line("供水管网改造定于三月十八日停水", size, size * (6 + 1.6 * k), size)
    page = recognise(paper.sheet(0.6, 4.0), engine, RecogniseSettings()).page
    flagged = [line for line in page.lines if line.reversed]
    assert [line.text for line in flagged] == ["本期导读"]
    assert flagged[0].ink_height == pytest.approx(2 * size, rel=0.12)
    assert page.em == pytest.approx(size, rel=0.06)


@given(data=st.data())
@settings(max_examples=150, deadline=None)
def test_cuts_rise_and_stay_inside_and_do_not_depend_on_other_lines(data: st.DataObject) -> None:
    lines = []
    for _ in range(data.draw(st.integers(1, 4))):
        text = data.draw(st.text(alphabet="一国路，。1i W“—", min_size=1, max_size=30))
        width = data.draw(st.integers(8, 900))
        centres = sorted(data.draw(st.lists(st.floats(0, width), min_size=len(text), max_size=len(text))))
        columns = np.random.default_rng(data.draw(st.integers(0, 99))).random(width, dtype=np.float32)
        lines.append(Unsettled(text, centres, columns, data.draw(st.floats(4, 60))))
    found = settle(lines, CutSettings())
    for line, cuts in zip(lines, found, strict=True):
        assert len(cuts) == len(line.text) + 1
        assert (np.diff(cuts) >= 0).all()
        assert cuts[0] >= 0
        assert cuts[-1] <= len(line.columns)
        assert (settle([line], CutSettings())[0] == cuts).all()
