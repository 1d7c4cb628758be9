"""A heading over several rows is one, though the weight of a single row is measured badly."""

from __future__ import annotations

from pipeline.layout.columns import Run
from pipeline.layout.headings import heading_rows
from pipeline.layout.measures import Measures
from pipeline.layout.rows import Row
from pipeline.layout.settings import LayoutSettings
from pipeline.model.geometry import quad_of
from pipeline.model.text import Line

EM, WIDTH = 20.0, 300.0


def row(number: int, text: str, y: float, weight: float, width: float = WIDTH) -> Row:
    line = Line(
        id=number,
        text=text,
        quad=quad_of((0, y, width, y + EM)),
        cuts=tuple(width * k / len(text) for k in range(len(text) + 1)),
        confidences=(99,) * len(text),
        ink_height=EM,
    )
    return Row((line,), EM, weight)


def marks(weights: tuple[float, float, float], end: str = "台阶") -> list[bool]:
    """Plain rows, three rows between white, plain rows."""
    plain = [row(k, "街坊邻居都来帮忙做事情啊", 28.0 * k, 1.0) for k in range(3)]
    texts = ("面对重大项目和重大的任务", "我们坚持安全底线全力保障", end)
    middle = [
        row(3 + k, text, 106 + 27.0 * k, weight, 0.95 * WIDTH if k < 2 else 60)
        for k, (text, weight) in enumerate(zip(texts, weights, strict=True))
    ]
    below = [row(6 + k, "街坊邻居都来帮忙做事情啊", 200 + 28.0 * k, 1.0) for k in range(3)]
    measures = Measures(em=EM, gap=8.0, bold=1.16)
    return heading_rows(Run((*plain, *middle, *below)), WIDTH, measures, LayoutSettings())


def test_one_row_measured_lighter_does_not_undo_the_heading() -> None:
    assert marks((1.22, 1.08, 1.02)) == [False] * 3 + [True] * 3 + [False] * 3


def test_plain_rows_between_white_are_a_paragraph() -> None:
    assert not any(marks((1.02, 1.0, 1.01), end="台阶。"))
