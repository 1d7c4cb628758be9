"""What is doubtful stands first on a sheet, for each of the reasons there are."""

from __future__ import annotations

import numpy as np
import pytest
from helpers.typeset import SERIF, font
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image as PillowImage
from PIL import ImageDraw

from pipeline.model.geometry import quad_of
from pipeline.model.sheet import Image
from pipeline.model.text import Line
from pipeline.sheets import ranking
from pipeline.sheets.places import BLANK, DECIDED, FLAGGED, Places, code, empty
from pipeline.sheets.ranking import doubts, nearest
from pipeline.sheets.tiles import BYTES, LEVELS, line_tiles, unpacked

EM = 40


def printed(text: str, *, vertical: bool = False, light: bool = False, noise: int = 0) -> tuple[Image, Line]:
    """A line of print on its page, and where it is."""
    long = EM * (len(text) + 2)
    ink, paper = (240, 30) if light else (30, 240)
    size = (3 * EM, long) if vertical else (long, 3 * EM)
    page = PillowImage.new("L", size, paper)
    draw = ImageDraw.Draw(page)
    for k, character in enumerate(text):
        at = (EM, EM * (k + 1)) if vertical else (EM * (k + 1), EM)
        draw.text((at[0], at[1] - 0.2 * EM), character, font=font(SERIF, EM), fill=ink)
    pixels = np.asarray(page, np.int16) + np.random.default_rng(1).integers(-noise, noise + 1, page.size[::-1])
    length = float(EM * len(text))
    quad = (
        ((2.0 * EM, EM), (2.0 * EM, EM + length), (EM, EM + length), (EM, EM))
        if vertical
        else quad_of((EM, EM, EM + length, 2 * EM))
    )
    cuts = tuple(float(EM * k) for k in range(len(text) + 1))
    line = Line(id=0, text=text, quad=quad, cuts=cuts, vertical=vertical, reversed=light, ink_height=EM)
    return np.clip(pixels, 0, 255).astype(np.uint8), line


def places(number: int, tile: bytes | None = None) -> Places:
    """Places that nothing speaks against."""
    made = empty(number)
    made["line"], made["confidence"] = np.arange(number), 99
    made["left"], made["right"] = code("小"), code("区")
    made["tile"] = np.frombuffer(tile or bytes(range(BYTES)), np.uint8)
    return made


@pytest.mark.parametrize("reason", ["confidence", "flag", "left", "right", "tile"])
def test_one_reason_is_enough_to_come_first(reason: str) -> None:
    sheet = places(40)
    if reason == "confidence":
        sheet[17]["confidence"] = 60
    elif reason == "flag":
        sheet[17]["marks"] = FLAGGED
    elif reason == "tile":
        sheet["tile"][17] = np.roll(sheet["tile"][17], 7)[::-1]
    else:
        sheet[17][reason] = code("龙")
    assert doubts(sheet).argmax() == 17


def test_a_rare_face_is_no_reason_when_some_share_it() -> None:
    sheet = places(60)
    headline = np.roll(sheet["tile"][0], 9)[::-1]
    sheet["tile"][:6] = headline
    sheet["tile"][30] = np.roll(sheet["tile"][30], 23)
    found = doubts(sheet)
    assert found.argmax() == 30
    assert found[:6] == pytest.approx(found[10:16])


def test_what_a_person_decided_is_not_doubted_for_the_engine_s_sake() -> None:
    sheet = places(20)
    sheet["confidence"][3:5] = 30
    sheet["marks"][4] = DECIDED
    found = doubts(sheet)
    assert found.argmax() == 3
    assert found[4] <= found[0]


def test_a_place_without_image_is_as_doubtful_as_most() -> None:
    sheet = places(30)
    sheet["tile"] = np.random.default_rng(0).integers(0, 256, sheet["tile"].shape)
    sheet["marks"][5] = BLANK
    sheet["tile"][5] = 0
    found = doubts(sheet)
    assert np.quantile(found, 0.2) < found[5] < np.quantile(found, 0.8)


@given(st.integers(0, 5), st.sampled_from([0, BLANK, FLAGGED]))
def test_small_sheets_have_doubts_too(number: int, marks: int) -> None:
    sheet = places(number)
    sheet["marks"] = marks
    found = doubts(sheet)
    assert found.shape == (number,)
    assert np.isfinite(found).all()


def test_large_sheets_look_at_the_images_of_the_doubtful_only(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ranking, "LOOKED_AT", 50)
    monkeypatch.setattr(ranking, "REFERENCES", 20)
    sheet = places(400)
    sheet["confidence"][100:140] = 90
    sheet["tile"][120] = np.roll(sheet["tile"][120], 7)[::-1]
    assert doubts(sheet).argmax() == 120


def test_the_nearest_images_are_found() -> None:
    random = np.random.default_rng(4)
    tiles = random.integers(0, 256, (30, BYTES), np.uint8)
    tiles[10:] = tiles[9]
    pixels = unpacked(tiles)
    assert pixels.max() <= LEVELS
    like = np.corrcoef(pixels)
    np.fill_diagonal(like, -2)
    expected = 1 - np.sort(like, axis=1)[:, -ranking.NEAREST :].mean(axis=1)
    assert nearest(tiles) == pytest.approx(expected, abs=1e-5)


@pytest.mark.parametrize("vertical", [False, True])
@pytest.mark.parametrize("light", [False, True])
def test_a_character_looks_the_same_in_lines_of_every_kind(vertical: bool, light: bool) -> None:
    plain = unpacked(line_tiles(*printed("天大山仙")))
    other = unpacked(line_tiles(*printed("仙山大天", vertical=vertical, light=light, noise=25)))[::-1]
    like = np.corrcoef(np.concatenate([plain, other]))[:4, 4:]
    assert (np.diag(like) > 0.8).all()
    assert (like.argmax(axis=1) == np.arange(4)).all()


def test_tiles_go_with_the_text_at_the_edge_of_the_page_too() -> None:
    image, line = printed("天大山仙")
    inside = line_tiles(image, line)
    assert inside.shape == (4, BYTES)
    cropped = line_tiles(image[EM + 3 :, EM + 3 :], line.model_copy(update={"quad": quad_of((-3, -3, 157, 37))}))
    assert (np.diag(np.corrcoef(unpacked(inside), unpacked(cropped))[:4, 4:]) > 0.8).all()
    assert line_tiles(image, line.model_copy(update={"text": "", "cuts": (0.0,)})).shape == (0, BYTES)
