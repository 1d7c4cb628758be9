"""Rows broken by a fold are put together again; rows of two columns are not."""

from __future__ import annotations

import numpy as np

from pipeline.layout.broken import is_broken_row
from pipeline.layout.row_settings import BrokenSettings

EM = 20.0
PITCH = 30.0


def row(y: float, *spans: tuple[float, float]) -> list[tuple[float, float, float, float]]:
    return [(x0, y, x1, y + EM) for x0, x1 in spans]


def broken(boxes: list[tuple[float, float, float, float]], left: int) -> bool:
    return is_broken_row(left, left + 1, np.array(boxes, np.float64), EM, BrokenSettings())


WHOLE = (100.0, 400.0)
PIECES = (100.0, 240.0), (264.0, 400.0)


def test_two_broken_rows_under_a_whole_one_are_rows() -> None:
    boxes = row(0, WHOLE) + row(PITCH, *PIECES) + row(2 * PITCH, *PIECES)
    assert broken(boxes, 1)
    assert broken(boxes, 3)


def test_a_broken_row_over_the_indented_row_of_the_next_paragraph_is_a_row() -> None:
    assert broken(row(0, *PIECES) + row(PITCH, (140.0, 400.0)), 0)


def test_three_rows_with_white_at_one_place_are_two_columns() -> None:
    boxes = row(0, WHOLE) + [box for k in (1, 2, 3) for box in row(k * PITCH, *PIECES)]
    assert not broken(boxes, 1)


def test_columns_under_a_row_that_is_wider_stay_columns() -> None:
    assert not broken(row(0, (100.0, 600.0)) + row(PITCH, *PIECES), 1)


def test_pieces_with_nothing_whole_beside_them_stay_apart() -> None:
    assert not broken(row(0, *PIECES) + row(8 * PITCH, WHOLE), 0)
