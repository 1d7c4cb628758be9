"""Lids go, shadows and yellow go, and nothing that is print goes with them."""

from __future__ import annotations

import cv2
import numpy as np
import pytest
from made_scans import frame_of, turned

from pipeline.model.sheet import Image
from pipeline.straighten import straighten


def ink(image: Image) -> float:
    """All darkness of a grey page: resampling spreads it and changes no sum."""
    return float(250 * image.size - np.minimum(image, 250).astype(np.float64).sum())


@pytest.mark.parametrize("degrees", [0.0, -5.0])
def test_a_dark_lid_is_taken_away_and_all_print_stays(columns: Image, degrees: float) -> None:
    edge = columns.copy()
    edge[1000:1040, 12:40] = 0  # a folio at the very edge of the paper
    framed = cv2.copyMakeBorder(turned(edge, 0.0), 70, 50, 90, 40, cv2.BORDER_CONSTANT, value=(18,))
    height, width = framed.shape
    turn = cv2.getRotationMatrix2D((width / 2, height / 2), degrees, 1.0)
    scan = np.asarray(cv2.warpAffine(framed, turn, (width, height), borderValue=(18,)), np.uint8)
    (sheet,) = straighten(frame_of(scan), None)
    assert ink(sheet.image) == pytest.approx(ink(edge), rel=0.03)
    edges = (sheet.image[:6], sheet.image[-6:], sheet.image[:, :6], sheet.image[:, -6:])
    assert min(int(edge.min()) for edge in edges) > 200


def test_a_dark_masthead_at_the_edge_is_no_lid(columns: Image) -> None:
    page = columns.copy()
    page[:80] = 20
    for x in range(100, 1100, 120):
        page[15:65, x : x + 60] = 250
    (sheet,) = straighten(frame_of(page), None)
    assert np.array_equal(sheet.image, page)


def shaded(page: Image) -> Image:
    """On yellow paper, darker towards the left edge and, softly, towards the bottom."""
    height, width = page.shape
    x, y = np.arange(width)[None], np.arange(height)[:, None]
    light = (1 - 0.35 * np.exp(-x / 90)) * (1 - 0.12 * y / height)
    return (page[:, :, None] * light[:, :, None] * np.array([0.82, 0.94, 0.98])).clip(0, 255).astype(np.uint8)


def test_shadow_and_yellow_are_evened_out(columns: Image) -> None:
    (sheet,) = straighten(frame_of(shaded(columns)), None)
    paper = sheet.image.reshape(-1, 3)[(columns > 240).ravel()].astype(int)
    low, high = np.quantile(paper, (0.01, 0.99))
    assert high - low < 14
    assert np.abs(np.median(paper, axis=0) - np.median(paper)).max() <= 2


def test_photos_keep_their_tones_when_light_is_evened(columns: Image) -> None:
    page = columns.copy()
    page[900:1400, 150:560] = np.linspace(90, 170, 410).astype(np.uint8)
    (sheet,) = straighten(frame_of(shaded(page)), None)
    photo = cv2.cvtColor(sheet.image, cv2.COLOR_BGR2GRAY)[920:1380, 170:540].mean(axis=0)
    paper = float(np.median(sheet.image))
    expected = np.linspace(90, 170, 410)[20:390] / 250 * paper
    assert np.abs(photo - expected).max() < 14


def test_white_even_pages_and_their_tinted_boxes_are_left_alone(columns: Image) -> None:
    page = cv2.cvtColor(columns, cv2.COLOR_GRAY2BGR)
    page[1000:1500, 640:1100][columns[1000:1500, 640:1100] > 240] = (225, 240, 250)
    (sheet,) = straighten(frame_of(page), None)
    assert np.array_equal(sheet.image, page)


def test_the_scan_itself_is_never_changed(columns: Image) -> None:
    scan = shaded(columns)
    before = scan.copy()
    straighten(frame_of(scan), None)
    assert np.array_equal(scan, before)


def test_a_straight_bilevel_page_stays_bilevel(columns: Image) -> None:
    fax = np.where(columns > 128, 255, 0).astype(np.uint8)
    (sheet,) = straighten(frame_of(fax, bilevel=True), None)
    assert np.array_equal(sheet.image, fax)


def test_a_turned_bilevel_page_is_not_blurred(columns: Image) -> None:
    fax = np.where(turned(columns, 4.0) > 128, 255, 0).astype(np.uint8)
    (sheet,) = straighten(frame_of(fax, bilevel=True), None)
    black, white = (sheet.image < 64).sum(), (sheet.image > 191).sum()
    assert (black + white) / sheet.image.size > 0.95
    assert sheet.page.skew_degrees == pytest.approx(4.0, abs=0.05)
