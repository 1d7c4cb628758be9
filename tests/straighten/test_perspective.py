"""One homography from scan to page: it makes a page square, it inverts, and pixels go where it says."""

from __future__ import annotations

import math

import cv2
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from made_scans import frame_of, turned

from pipeline.model.geometry import Matrix, invert, transform_point
from pipeline.model.sheet import Image
from pipeline.straighten import straighten, warp
from pipeline.straighten.field import Field

small = st.floats(-0.1, 0.1)


def direction(matrix: Matrix, start: tuple[float, float], end: tuple[float, float]) -> float:
    """Angle of a mapped segment, degrees, clockwise on the screen."""
    (x0, y0), (x1, y1) = transform_point(matrix, start), transform_point(matrix, end)
    return math.degrees(math.atan2(y1 - y0, x1 - x0))


@given(a=small, b=small, p=small, q=small, x=st.floats(0, 900), y=st.floats(0, 1200))
def test_the_rectifier_levels_every_line_of_its_field(
    a: float, b: float, p: float, q: float, x: float, y: float
) -> None:
    field = Field(a, b, p, q, 0.0, (450.0, 600.0), 1200.0)
    u, v = (x - 450) / 1200, (y - 600) / 1200
    slope, lean = (a + b * v) / (1 + b * u), (p + q * u) / (1 + q * v)
    assert direction(field.rectifier, (x, y), (x + 10, y + 10 * slope)) == pytest.approx(0, abs=1e-6)
    assert direction(field.rectifier, (x, y), (x + 10 * lean, y + 10)) == pytest.approx(90, abs=1e-6)


def test_a_page_seen_in_perspective_becomes_square(columns: Image) -> None:
    height, width = columns.shape
    seen = ((16, 12), (width + 3, 0), (width + 12, height + 15), (0, height - 2))
    corners = ((0, 0), (width, 0), (width, height), (0, height))
    camera = cv2.getPerspectiveTransform(np.array(corners, np.float32), np.array(seen, np.float32))
    scan = cv2.warpPerspective(columns, camera, (width + 60, height + 60), borderValue=(250,))
    (sheet,) = straighten(frame_of(np.asarray(scan, np.uint8)), None)
    whole = np.array(sheet.page.transform) @ camera
    to_page: Matrix = warp.as_matrix(whole)
    for x in (200.0, 1000.0):
        for y in (300.0, 1500.0):
            assert direction(to_page, (x - 50, y), (x + 50, y)) == pytest.approx(0, abs=0.1)
            assert direction(to_page, (x, y - 50), (x, y + 50)) == pytest.approx(90, abs=0.2)


@given(degrees=st.floats(-15, 15), turn=st.sampled_from([0, 90, 180, 270]), x=st.floats(0, 799), y=st.floats(0, 599))
def test_turns_invert(degrees: float, turn: int, x: float, y: float) -> None:
    upright = warp.quarter_turn((800, 600), turn)
    size = (600, 800) if turn in (90, 270) else (800, 600)
    level, canvas = warp.rotation(size, degrees)
    point = transform_point(level, transform_point(upright, (x, y)))
    assert -0.01 <= point[0] <= canvas[0] - 0.99
    assert -0.01 <= point[1] <= canvas[1] - 0.99
    back = transform_point(invert(upright), transform_point(invert(level), point))
    assert back == pytest.approx((x, y), abs=1e-6)


@pytest.mark.parametrize("turn", [0, 90, 180, 270])
def test_a_quarter_turn_moves_pixels_and_changes_none(turn: int) -> None:
    content = np.random.default_rng(1).integers(0, 255, (40, 30, 3), np.uint8)
    scan = np.ascontiguousarray(np.rot90(content, turn // 90))
    matrix = warp.quarter_turn((scan.shape[1], scan.shape[0]), turn)
    assert np.array_equal(warp.warp(scan, matrix, (30, 40)), content)
    x, y = transform_point(matrix, (5.0, 7.0))
    assert np.array_equal(scan[7, 5], content[round(y), round(x)])


@pytest.mark.parametrize("degrees", [-11.0, 0.0, 2.5])
def test_a_mark_on_the_scan_is_found_where_the_transform_says(columns: Image, degrees: float) -> None:
    marked = columns.copy()
    marked[20:50, 20:50] = 0  # in the corner: what is at the very edge is kept, too
    scan = turned(marked, degrees)
    if degrees == 0:
        place = (34.5, 34.5)
    else:
        m = cv2.getRotationMatrix2D(((columns.shape[1] - 1) / 2, (columns.shape[0] - 1) / 2), degrees, 1.0)
        shift = (np.array(scan.shape[1::-1]) - np.array(columns.shape[1::-1])) / 2
        place = tuple(m[:, :2] @ (34.5, 34.5) + m[:, 2] + shift)
    (sheet,) = straighten(frame_of(scan), None)
    x, y = transform_point(sheet.page.transform, place)
    found = sheet.image[max(0, round(y) - 40) : round(y) + 40, max(0, round(x) - 40) : round(x) + 40] < 128
    dark_y, dark_x = np.nonzero(found)
    assert len(dark_x) == pytest.approx(900, rel=0.1)
    assert dark_x.mean() + max(0, round(x) - 40) == pytest.approx(x, abs=0.6)
    assert dark_y.mean() + max(0, round(y) - 40) == pytest.approx(y, abs=0.6)
