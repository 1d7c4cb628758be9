"""Pages turned by known angles come out straight, and what is straight stays as it is."""

from __future__ import annotations

from dataclasses import replace

import cv2
import numpy as np
import pytest
from helpers.typeset import Typesetter

from pipeline.model.geometry import invert, transform_point
from pipeline.model.sheet import Frame, Image
from pipeline.straighten import straighten
from pipeline.straighten.settings import StraightenSettings

TEXT = "这里的每一条小路都由志愿者轮流打扫，孩子们在树下读书，老人在亭子里下棋，日子过得安稳而有滋味。" * 4


@pytest.fixture(scope="module")
def frame() -> Frame:
    page = Typesetter(1500, 2100, 32)
    page.centred("花园里的四季", 100, 1400, 100, size=2.5, bold=True)
    page.flow([TEXT] * 6, [(100, 280, 708, 1950), (790, 280, 1398, 1950)])
    return page.sheet().frame


def turned(image: Image, degrees: float) -> Image:
    """Turned counter-clockwise about its centre on white paper."""
    height, width = image.shape[:2]
    matrix = cv2.getRotationMatrix2D((width / 2, height / 2), degrees, 1.0)
    return np.asarray(cv2.warpAffine(image, matrix, (width, height), borderValue=250), np.uint8)


@pytest.mark.parametrize("degrees", [-14.2, -6.3, -1.7, -0.4, 0.8, 3.1, 9.6, 14.7])
def test_skew_is_measured_to_a_tenth_of_a_degree(frame: Frame, degrees: float) -> None:
    (sheet,) = straighten(replace(frame, image=turned(frame.image, degrees)), None, StraightenSettings())
    assert sheet.page.skew_degrees == pytest.approx(degrees, abs=0.1)
    assert sheet.page.orientation == 0


def test_a_straightened_page_needs_no_second_turn(frame: Frame) -> None:
    (sheet,) = straighten(replace(frame, image=turned(frame.image, 4.4)), None, StraightenSettings())
    (again,) = straighten(replace(frame, image=sheet.image), None, StraightenSettings())
    assert again.page.skew_degrees == pytest.approx(0, abs=0.1)


def test_a_straight_page_is_not_turned(frame: Frame) -> None:
    (sheet,) = straighten(frame, None, StraightenSettings())
    assert sheet.page.skew_degrees == pytest.approx(0, abs=0.05)
    assert abs(sheet.page.transform[0][1]) < 1e-3


def test_the_transform_leads_from_the_scan_to_the_page_and_back(frame: Frame) -> None:
    image = turned(frame.image, -5.0)
    (sheet,) = straighten(replace(frame, image=image), None, StraightenSettings())
    page = sheet.page
    assert page.scan_size == image.shape[1::-1]
    assert sheet.image.shape[:2] == page.size[::-1]
    back = invert(page.transform)
    for point in [(300.0, 400.0), (1200.0, 900.0), (750.0, 1700.0)]:
        assert transform_point(back, transform_point(page.transform, point)) == pytest.approx(point, abs=0.01)
    # the middle of the headline is dark on both
    x, y = transform_point(page.transform, tuple(rotated((750, 140), image, -5.0)))
    assert sheet.image[int(y) - 30 : int(y) + 30, int(x) - 60 : int(x) + 60].min() < 90


def rotated(point: tuple[float, float], image: Image, degrees: float) -> tuple[float, float]:
    height, width = image.shape[:2]
    (a, b, c), (d, e, f) = cv2.getRotationMatrix2D((width / 2, height / 2), degrees, 1.0)
    x, y = point
    return a * x + b * y + c, d * x + e * y + f


def test_a_blank_page_stays_as_it_is(frame: Frame) -> None:
    blank = replace(frame, image=np.full((1200, 900), 248, np.uint8))
    (sheet,) = straighten(blank, None, StraightenSettings())
    assert (sheet.page.orientation, sheet.page.skew_degrees) == (0, 0.0)
    assert sheet.image.shape == (1200, 900)


def test_two_columns_are_no_spread(frame: Frame) -> None:
    assert len(straighten(frame, None, StraightenSettings())) == 1


def test_a_spread_gives_its_two_pages_from_left_to_right(frame: Frame) -> None:
    height, width = frame.image.shape
    spread = np.full((height, 2 * width + 160), 250, np.uint8)
    spread[:, :width], spread[:, width + 160 :] = frame.image, frame.image
    fold = np.abs(np.arange(160) - 80) / 80
    spread[:, width : width + 160] = (120 + 125 * fold).astype(np.uint8)
    sheets = straighten(replace(frame, image=spread), None, StraightenSettings())
    assert [sheet.page.half for sheet in sheets] == [1, 2]
    left, right = (transform_point(invert(s.page.transform), (s.page.size[0] / 2, 500.0))[0] for s in sheets)
    assert left < width < right
