"""Characters and lines cut out of page images stand upright, in the middle, at the place of their quad."""

from __future__ import annotations

import math
from pathlib import Path

import cv2
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.crops.cut import around, cut, glyph_window, line_window, shown
from pipeline.crops.encoding import beside_each_other, encoded
from pipeline.crops.images import PageImages
from pipeline.export.images import encode_page_jpeg
from pipeline.model.geometry import Point, Quad
from pipeline.model.sheet import Image
from pipeline.model.text import Line

EM = 40.0
SIZE = 400


def line(angle: float, vertical: bool, count: int = 5) -> Line:
    """A line of square characters around the middle of the page.  ``angle``: degrees, clockwise."""
    turn = math.radians(angle + (90 if vertical else 0))
    along, across = (math.cos(turn), math.sin(turn)), (-math.sin(turn), math.cos(turn))

    def at(a: float, b: float) -> Point:
        return SIZE / 2 + a * along[0] + b * across[0], SIZE / 2 + a * along[1] + b * across[1]

    half = EM * count / 2
    quad: Quad = (at(-half, -EM / 2), at(half, -EM / 2), at(half, EM / 2), at(-half, EM / 2))
    cuts = tuple(EM * k for k in range(count + 1))
    return Line(id=0, text="一" * count, quad=quad, cuts=cuts, ink_height=EM, vertical=vertical)


def page_with(drawn: Line, offset: int, angle: float) -> Image:
    """White paper with an L (a stem at the left, a foot to the right) in the cell of one character."""
    glyph = np.full((40, 40), 255, np.uint8)
    glyph[4:36, 6:12] = 0
    glyph[30:36, 6:34] = 0
    x, y = np.mean(drawn.character_quad(offset), axis=0)
    turn = cv2.getRotationMatrix2D((19.5, 19.5), -angle, 1.0)
    turn[:, 2] += (x - 20, y - 20)
    return np.asarray(cv2.warpAffine(glyph, turn, (SIZE, SIZE), borderValue=255), np.uint8)


@given(angle=st.floats(-8, 8), vertical=st.booleans(), offset=st.integers(0, 4))
def test_a_character_is_shown_upright_whatever_the_slant_of_its_line(angle: float, vertical: bool, offset: int) -> None:
    drawn = line(angle, vertical)
    image = page_with(drawn, offset, angle)
    upright = page_with(line(0, False, 1), 0, 0)[180:220, 180:220]
    got = shown(image, (0, 0), glyph_window(drawn, offset), (40, 40))
    assert np.abs(got.astype(int) - upright).mean() < 12
    assert np.abs(got.astype(int) - np.rot90(upright)).mean() > 40


@given(margin=st.floats(0, 1), vertical=st.booleans(), offset=st.integers(0, 4))
def test_the_margin_is_measured_in_ems(margin: float, vertical: bool, offset: int) -> None:
    drawn = line(3, vertical)
    window = glyph_window(drawn, offset, margin)
    assert window.width == pytest.approx(EM * (1 + 2 * margin))
    assert window.height == pytest.approx(window.width)
    wide = line_window(drawn, margin=margin)
    lengths = (wide.height, wide.width) if vertical else (wide.width, wide.height)
    assert lengths == pytest.approx((EM * (5 + 2 * margin), EM * (1 + 2 * margin)))


def test_what_lies_outside_the_page_is_white_paper(tmp_path: Path) -> None:
    path = tmp_path / "page-0001.jpg"
    path.write_bytes(encode_page_jpeg(np.zeros((100, 100), np.uint8), 85))
    outside = line(0, False).model_copy(update={"quad": ((500, 500), (700, 500), (700, 540), (500, 540))})
    assert (cut(PageImages(), path, glyph_window(outside, 0), (30, 30)) == 255).all()
    edge = line(0, False).model_copy(update={"quad": ((-20, 20), (180, 20), (180, 60), (-20, 60))})
    picture = cut(PageImages(), path, glyph_window(edge, 0), (40, 40))
    assert (picture[:, :18] == 255).all()
    assert (picture[:, 22:] < 9).all()


def test_the_same_piece_comes_from_the_file_and_from_the_pixels(tmp_path: Path) -> None:
    path, drawn = tmp_path / "page-0001.jpg", line(5, True)
    image = page_with(drawn, 2, 5)
    path.write_bytes(encode_page_jpeg(image, 95))
    window = glyph_window(drawn, 2, 0.2)
    got = cut(PageImages(), path, window, (64, 64)).astype(int)
    assert np.abs(got - shown(image, (0, 0), window, (64, 64))).max() < 40


def test_a_large_piece_in_a_small_picture_is_averaged() -> None:
    stripes = np.zeros((400, 400), np.uint8)
    stripes[:, ::2] = 254
    small = shown(stripes, (0, 0), glyph_window(line(0, False), 2, 3.0), (20, 20))
    assert np.abs(small.astype(int) - 127).max() < 20


def test_a_line_is_cut_between_two_of_its_characters() -> None:
    drawn = line(0, False)
    assert line_window(drawn, 1, 2).corners == pytest.approx(np.array(drawn.span_quad(1, 2)))
    left, top, right, bottom = around([line_window(drawn, 1, 1), line_window(drawn, 4, 4)])
    assert (left, right) == pytest.approx((SIZE / 2 - 1.5 * EM - 1, SIZE / 2 + 2.5 * EM + 1))
    assert bottom - top == pytest.approx(EM + 2)


def test_pictures_beside_each_other_keep_their_order_and_colours() -> None:
    grey, red = np.full((8, 8), 200, np.uint8), np.zeros((8, 8, 3), np.uint8)
    red[:, :, 2] = 255
    row = beside_each_other([grey, red, grey])
    assert row.shape == (8, 24, 3)
    assert row[0, 0].tolist() == [200, 200, 200]
    assert row[0, 8].tolist() == [0, 0, 255]
    assert beside_each_other([grey, grey]).shape == (8, 16)
    assert cv2.imdecode(np.frombuffer(encoded(row), np.uint8), cv2.IMREAD_UNCHANGED).shape == (8, 24, 3)
    with pytest.raises(ValueError, match="no pictures"):
        beside_each_other([])
    with pytest.raises(ValueError, match="0 x 0"):
        encoded(np.zeros((0, 0), np.uint8))
