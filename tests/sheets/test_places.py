"""What is kept of a place comes back, and shows the place of the page that it stands for."""

from __future__ import annotations

import math

import pytest
from helpers.made_pages import EM, line
from hypothesis import given
from hypothesis import strategies as st

from pipeline.crops.cut import Window, glyph_window
from pipeline.sheets.places import BEYOND, boxed, character_of, code, empty, packed, unpacked, window_of_place

COORDINATES = st.floats(0, 20_000)


@given(x=COORDINATES, y=COORDINATES, side=st.floats(1, 500), turn=st.floats(-179, 179))
def test_a_square_is_kept_to_the_pixel(x: float, y: float, side: float, turn: float) -> None:
    way = side * math.cos(math.radians(turn)), side * math.sin(math.radians(turn))
    window = Window((x, y), way, (-way[1], way[0]))
    place = empty(1)
    place["x"], place["y"], place["side"], place["turn"] = boxed(window)
    again = window_of_place(unpacked(packed(place))[0])
    assert again is not None
    for (a, b), (c, d) in zip(window.corners, again.corners, strict=True):
        assert math.hypot(a - c, b - d) < 2


def test_upright_characters_of_vertical_lines_are_kept_upright() -> None:
    quad = ((130.0, 100.0), (130.0, 100.0 + 2 * EM), (100.0, 100.0 + 2 * EM), (100.0, 100.0))
    upright = line(0, "竖排").model_copy(update={"quad": quad, "vertical": True})
    place = empty(1)
    place["x"], place["y"], place["side"], place["turn"] = boxed(glyph_window(upright, 1))
    window = window_of_place(place[0])
    assert window is not None
    assert window.centre == (115.0, 145.0)
    assert window.right == pytest.approx((EM, 0.0))


def test_a_place_that_nobody_cut_out_has_no_square() -> None:
    assert window_of_place(empty(1)[0]) is None


@pytest.mark.parametrize(("character", "number", "back"), [("", 0, ""), ("天", 0x5929, "天"), ("𠀀", BEYOND, "")])
def test_characters_beyond_the_basic_plane_are_all_one(character: str, number: int, back: str) -> None:
    assert code(character) == number
    assert character_of(number) == back
