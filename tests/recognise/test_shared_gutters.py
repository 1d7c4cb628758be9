"""Lines that run across a gutter are parted where the rows around them leave white."""

from __future__ import annotations

import numpy as np

from pipeline.recognise.settings import RecogniseSettings
from pipeline.recognise.shared_gutters import split_at_shared_gutters
from pipeline.recognise.strips import Strip

HEIGHT = 30.0
LEFT, GUTTER, RIGHT = 100.0, (400.0, 445.0), 745.0


def strip(x0: float, x1: float, y: float, height: float = HEIGHT) -> Strip:
    return Strip(((x0 + x1) / 2, y), x1 - x0, height, 0.0)


def page(rows: int, *, gutter_ink: bool) -> np.ndarray:
    """Rows of print in two columns with a rule between them; ``gutter_ink``: the last row runs on through it."""
    tones = np.full((rows * 50 + 60, 900), 245, np.uint8)
    for row in range(rows):
        y = 50 + 50 * row
        for a, b in ((LEFT, GUTTER[0]), (GUTTER[1], RIGHT)):
            for x in range(int(a), int(b) - 20, 26):
                tones[y - 11 : y + 11, x : x + 20 : 3] = 30
        if gutter_ink and row == rows - 1:
            for x in range(int(GUTTER[0]) - 4, int(GUTTER[1]), 14):
                tones[y - 11 : y + 11, x : x + 12 : 3] = 30
    if not gutter_ink:
        tones[:, 421:424] = 90
    return tones


def column_rows(rows: int) -> list[Strip]:
    return [strip(a, b, 50 + 50 * row) for row in range(rows) for a, b in ((LEFT, GUTTER[0]), (GUTTER[1], RIGHT))]


def test_a_line_across_a_gutter_with_a_rule_in_it_is_parted() -> None:
    tones = page(5, gutter_ink=False)
    merged = strip(LEFT, RIGHT, 250)
    parts = split_at_shared_gutters(tones, [*column_rows(4), merged], 1.0, RecogniseSettings())[8:]
    assert len(parts) == 2
    ends = [(p.centre[0] - p.length / 2, p.centre[0] + p.length / 2) for p in parts]
    assert abs(ends[0][1] - GUTTER[0]) < 20
    assert abs(ends[1][0] - GUTTER[1]) < 20


def test_a_line_with_characters_in_the_gutter_stays_whole() -> None:
    tones = page(5, gutter_ink=True)
    assert (
        len(split_at_shared_gutters(tones, [*column_rows(4), strip(LEFT, RIGHT, 250)], 1.0, RecogniseSettings())) == 9
    )


def test_white_that_no_other_row_keeps_parts_nothing() -> None:
    tones = page(5, gutter_ink=False)
    whole = [strip(LEFT, RIGHT, 50 + 50 * row) for row in range(5)]
    assert len(split_at_shared_gutters(tones, whole, 1.0, RecogniseSettings())) == 5


def test_a_headline_over_two_columns_stays_whole() -> None:
    tones = page(5, gutter_ink=False)
    headline = strip(LEFT, RIGHT, 250, height=3 * HEIGHT)
    assert len(split_at_shared_gutters(tones, [*column_rows(4), headline], 1.0, RecogniseSettings())) == 9


def test_a_passage_found_across_a_gutter_is_parted_where_rows_far_below_keep_it() -> None:
    """Over a picture, say, between a headline and the columns that go on under it."""
    tones = page(26, gutter_ink=False)
    passage = [strip(LEFT, RIGHT, 50 + 50 * row) for row in range(3)]
    below = [box for box in column_rows(26) if box.centre[1] > 50 + 50 * 19]
    parts = split_at_shared_gutters(tones, [*passage, *below], 1.0, RecogniseSettings())
    assert len(parts) == len(below) + 6
    lone = split_at_shared_gutters(tones, [passage[0], *below], 1.0, RecogniseSettings())
    assert len(lone) == len(below) + 1, "one row alone is not believed"
