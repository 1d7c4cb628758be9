"""Spreads are cut at the fold; a single wide page never is."""

from __future__ import annotations

import numpy as np
import pytest
from helpers.typeset import Typesetter
from made_scans import SENTENCES, columns_page, frame_of, turned, vertical_page

from pipeline.engine.protocol import Engine
from pipeline.model.geometry import invert, transform_point
from pipeline.model.sheet import Image
from pipeline.straighten import straighten


def joined(left: Image, right: Image, shadow: float = 0.0) -> Image:
    pages = np.hstack([left, right]).astype(np.float64)
    away = np.abs(np.arange(pages.shape[1]) - left.shape[1])
    return (pages * (1 - shadow * np.exp(-away / 30))).astype(np.uint8)


def centre_on_scan(sheet) -> float:  # type: ignore[no-untyped-def]
    width, height = sheet.page.size
    return transform_point(invert(sheet.page.transform), (width / 2, height / 2))[0]


@pytest.mark.parametrize(("shadow", "margin", "degrees"), [(0.0, 120, 1.5), (0.2, 60, -2.0), (0.2, 120, 0.0)])
def test_a_spread_gives_two_pages(columns: Image, shadow: float, margin: int, degrees: float) -> None:
    left, right = columns_page(1240, 1754, 2, margin=margin), columns_page(1240, 1754, 3, margin=margin, gutter=48)
    scan = turned(joined(left, right, shadow), degrees)
    sheets = straighten(frame_of(scan), None)
    assert [sheet.page.half for sheet in sheets] == [1, 2]
    assert centre_on_scan(sheets[0]) < 0.4 * scan.shape[1]
    assert centre_on_scan(sheets[1]) > 0.6 * scan.shape[1]
    for sheet in sheets:
        assert sheet.page.skew_degrees == pytest.approx(degrees, abs=0.1)
        assert sheet.image.shape[1::-1] == sheet.page.size


def test_each_half_is_straightened_by_its_own_lines(columns: Image) -> None:
    right = turned(columns, 0.8)[: columns.shape[0], : columns.shape[1]]
    sheets = straighten(frame_of(joined(columns, right, 0.2)), None)
    assert [sheet.page.skew_degrees for sheet in sheets] == pytest.approx([0.0, 0.8], abs=0.12)


def test_a_sideways_spread_is_cut_after_it_was_turned(columns: Image, engine: Engine) -> None:
    sheets = straighten(frame_of(np.rot90(joined(columns, columns, 0.2))), engine)
    assert [sheet.page.half for sheet in sheets] == [1, 2]
    assert all(sheet.page.orientation == 90 for sheet in sheets)


def test_a_spread_of_vertical_text_gives_two_pages(engine: Engine) -> None:
    page = vertical_page(1240, 1754)
    sheets = straighten(frame_of(joined(page, page, 0.2)), engine)
    assert [sheet.page.half for sheet in sheets] == [1, 2]


@pytest.mark.parametrize(("count", "gutter"), [(2, 96), (4, 96), (3, 60)])
def test_a_wide_page_of_columns_is_one_page(count: int, gutter: int) -> None:
    page = columns_page(2480, 1754, count, gutter=gutter)
    assert len(straighten(frame_of(turned(page, 1.0)), None)) == 1


def test_a_headline_across_the_middle_keeps_a_page_whole() -> None:
    page = Typesetter(2480, 1754, 24)
    page.centred("街心花园里的春夏秋冬和住在附近的人们", 200, 2280, 100, size=3, bold=True)
    text = [SENTENCES[n % 4] * 3 for n in range(6)]
    page.flow(text, [(200, 300, 1100, 1600)])
    page.flow(text, [(1380, 300, 2280, 1600)])
    assert len(straighten(frame_of(np.asarray(page.image)), None)) == 1
