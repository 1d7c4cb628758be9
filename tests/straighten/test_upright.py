"""The page comes out upright, whichever way it lay on the scanner, and whichever way its lines run."""

from __future__ import annotations

import numpy as np
import pytest
from made_scans import frame_of, turned

from pipeline.engine.protocol import Engine
from pipeline.model.sheet import Image
from pipeline.straighten import straighten


def likeness(a: Image, b: Image) -> float:
    """Correlation of two pictures of one size."""
    return float(np.corrcoef(a.ravel()[::7], b.ravel()[::7])[0, 1])


@pytest.mark.parametrize("turns", [0, 1, 2, 3])
def test_horizontal_text_is_put_upright_without_touching_a_pixel(columns: Image, engine: Engine, turns: int) -> None:
    (sheet,) = straighten(frame_of(np.rot90(columns, turns)), engine)
    assert sheet.page.orientation == 90 * turns
    assert np.array_equal(sheet.image, columns)


@pytest.mark.parametrize("turns", [0, 1, 2, 3])
def test_vertical_text_is_no_quarter_turn(vertical: Image, engine: Engine, turns: int) -> None:
    (sheet,) = straighten(frame_of(np.rot90(vertical, turns)), engine)
    assert sheet.page.orientation == 90 * turns
    assert np.array_equal(sheet.image, vertical)


@pytest.mark.parametrize("turns", [1, 2])
def test_skew_and_turn_are_told_apart(columns: Image, engine: Engine, turns: int) -> None:
    scan = np.rot90(turned(columns, 5.0), turns)
    (sheet,) = straighten(frame_of(scan), engine)
    assert sheet.page.orientation == 90 * turns
    assert sheet.page.skew_degrees == pytest.approx(5.0, abs=0.05)
    plain = straighten(frame_of(columns), engine)[0].image
    assert abs(sheet.page.size[0] - plain.shape[1]) < 150  # the canvas around the turned page is cropped again


def test_without_an_engine_the_scan_keeps_its_turn(columns: Image) -> None:
    scan = np.rot90(turned(columns, 3.0))
    (sheet,) = straighten(frame_of(scan), None)
    assert sheet.page.orientation == 0
    assert sheet.page.skew_degrees == pytest.approx(3.0, abs=0.05)


def test_a_photo_is_not_turned_by_its_pattern(engine: Engine) -> None:
    tones = np.random.default_rng(3).integers(0, 255, (60, 45), np.uint8)
    photo = np.kron(tones, np.ones((25, 25), np.uint8))
    scan = turned(photo, 7.0)
    (sheet,) = straighten(frame_of(scan), engine)
    assert (sheet.page.orientation, sheet.page.skew_degrees) == (0, 0.0)


def test_a_poster_of_a_few_large_lines_is_put_upright(engine: Engine) -> None:
    from helpers.typeset import Typesetter

    page = Typesetter(1240, 1754, 24)
    page.line("街心花园开放", 170, 300, size=6, bold=True)
    page.line("欢迎全体居民前来", 160, 800, size=4)
    page.line("星期六上午九点", 220, 1200, size=4)
    (sheet,) = straighten(frame_of(np.rot90(turned(np.asarray(page.image), -4.0), 2)), engine)
    assert sheet.page.orientation == 180
    assert sheet.page.skew_degrees == pytest.approx(-4.0, abs=0.3)


def test_a_very_long_image_is_kept_with_a_warning(engine: Engine) -> None:
    strip = np.full((33_000, 40), 250, np.uint8)
    (sheet,) = straighten(frame_of(strip), engine)
    assert sheet.image.shape == strip.shape
    assert [w.code for w in sheet.page.warnings] == ["too-long-to-straighten"]
