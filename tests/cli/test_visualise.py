"""The picture of what was found on a page."""

from __future__ import annotations

import cv2
import numpy as np
from helpers.made_pages import PageMaker, bulletin_page, sheet_of

from pipeline.model.block import Join
from pipeline.visualise import colours, layout_picture
from pipeline.visualise.draw import LONGER_SIDE, draw_page
from pipeline.visualise.legend import entries


def has(picture: np.ndarray, colour: colours.Colour, box: tuple[int, int, int, int]) -> bool:
    left, top, right, bottom = box
    part = picture[top:bottom, left:right].astype(int)
    return bool((np.abs(part - np.array(colour)).max(axis=2) < 12).any())


def test_picture_is_a_jpeg_of_bounded_size() -> None:
    picture = cv2.imdecode(np.frombuffer(layout_picture(sheet_of(bulletin_page())), np.uint8), cv2.IMREAD_COLOR)
    assert picture is not None
    assert picture.shape[1] == 1200
    wide = np.full((9000, 6000), 255, np.uint8)
    assert max(draw_page(PageMaker().page(size=(6000, 9000)), wide).shape) == LONGER_SIDE


def test_blocks_have_the_colour_of_their_kind() -> None:
    page = bulletin_page()
    picture = draw_page(page, sheet_of(page).image)
    for block in page.blocks:
        left, top, right, bottom = (round(value) for value in block.boxes[0])
        around = (max(left - 6, 0), max(top - 6, 0), right + 6, bottom + 6)
        assert has(picture, colours.BLOCKS[block.kind], around), block.kind


def test_page_image_is_not_drawn_on() -> None:
    sheet = sheet_of(bulletin_page())
    before = sheet.image.copy()
    layout_picture(sheet)
    assert np.array_equal(sheet.image, before)


def test_lines_in_no_block_are_marked_and_counted() -> None:
    page = bulletin_page()
    loose = page.changed(blocks=page.blocks[1:])
    box = tuple(round(value) for value in page.lines[0].box)
    around = (box[0] - 6, box[1] - 6, box[2] + 6, box[3] + 6)
    assert has(draw_page(loose, sheet_of(loose).image), colours.LOOSE, around)
    assert (colours.LOOSE, "lines in no block 1") in entries(loose)
    assert not [words for _, words in entries(page) if words.startswith("lines in no block")]


def test_joins_over_columns_are_drawn_as_arrows() -> None:
    make = PageMaker()
    make.block("paragraph", "上半", "下半")
    page = make.page()
    block = page.blocks[0].model_copy(update={"joins": (Join(kind="column"),)})
    joined = page.changed(blocks=(block,))
    whole = (0, 0, *page.size)
    assert has(draw_page(joined, sheet_of(joined).image), colours.JOIN, whole)
    assert not has(draw_page(page, sheet_of(page).image), colours.JOIN, whole)


def test_corrections_of_names_are_marked_by_their_status() -> None:
    page = bulletin_page()
    picture = draw_page(page, sheet_of(page).image)
    for record in page.corrections:
        quad = page.line_by_id[4].character_quad(int(record.characters[0].partition(".")[2]))
        left, top = (round(value) for value in quad[0])
        assert has(picture, colours.CORRECTIONS[record.status], (left - 6, top - 3, left + 40, top + 36))
