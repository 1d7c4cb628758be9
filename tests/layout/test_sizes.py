"""Sizes of characters that stay the same whatever stands beside them."""

from __future__ import annotations

import pytest

from pipeline.layout.sizes import set_size
from pipeline.model.geometry import quad_of
from pipeline.model.text import Line


def line(text: str, height: float) -> Line:
    width = 20.0 * len(text)
    return Line(
        id=0,
        text=text,
        quad=quad_of((0, 0, width, height)),
        cuts=tuple(20.0 * k for k in range(len(text) + 1)),
        confidences=(99,) * len(text),
        ink_height=height,
    )


def test_ink_of_the_rows_above_and_below_makes_no_larger_type() -> None:
    assert set_size(line("街坊邻居都来帮忙", 27), 20) == pytest.approx(22)
    assert set_size(line("街坊邻居都来帮忙", 19), 20) == 19


def test_the_pitch_of_a_few_characters_tells_no_size() -> None:
    assert set_size(line("简讯", 40), 20) == 40
