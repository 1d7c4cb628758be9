"""Pictures of places and lines show what stands there, wherever what is known of them comes from."""

from __future__ import annotations

from io import BytesIO
from itertools import pairwise

import numpy as np
import pytest
from helpers.made_pages import EM, line
from numpy.typing import NDArray
from PIL import Image

from pipeline.crops.images import PageImages
from pipeline.editing.conflict import Conflict, NotPossible
from pipeline.editing.store import Editing
from pipeline.sheets.pictures import LINE_MARGIN, glyph_row, line_image, line_picture, page_with_lines, wanted_places
from pipeline.sheets.retyping import glyph_edits, line_edits
from pipeline.sheets.sheet import sheet
from pipeline.sheets.work import Spot

SIZE = 64


def row(editing: Editing, character: str, spots: list[Spot]) -> list[NDArray[np.uint8]]:
    """The picture of each place."""
    with editing.database.read() as connection:
        wanted = wanted_places(connection, editing.files, character, spots)
    pixels = np.asarray(Image.open(BytesIO(glyph_row(PageImages(), wanted, SIZE))).convert("L"))
    return np.split(pixels, len(spots), axis=1)


def test_the_same_character_looks_the_same_and_another_does_not(editing: Editing) -> None:
    home, again, other = row(editing, "家", [(1, 1, 9), (2, 4, 1), (1, 1, 8)])
    assert np.abs(home.astype(int) - again).mean() < 12
    assert np.abs(home.astype(int) - other).mean() > 20


def test_a_place_that_left_the_sheet_is_found_in_its_page_file(editing: Editing) -> None:
    before = row(editing, "家", [(1, 1, 9)])[0]
    with editing.database.read() as connection:
        edits = glyph_edits(connection, "家", [(1, 1, 9)], "象")
    editing.edit_spans("wang", edits)
    assert np.abs(before.astype(int) - row(editing, "家", [(1, 1, 9)])[0]).mean() < 6


def test_what_a_person_drew_has_a_picture_before_the_page_is_taken_in_again(editing: Editing) -> None:
    drawn = line(0, "今天", left=100.0, top=140.0)
    editing.structure.draw("wang", 1, [drawn], None)
    with editing.database.read() as connection:
        found = sheet(connection, "天")
        new = [
            (int(page), int(place["line"]), int(place["offset"]))
            for page, place in zip(found.pages, found.places, strict=True)
            if place["line"] >= 1_000_000
        ]
    assert len(new) == 1
    picture, real = row(editing, "天", [new[0], (1, 1, 1)])
    assert np.abs(picture.astype(int) - real).mean() < 6


def test_a_line_is_cut_out_with_its_characters_where_they_are_said_to_be(editing: Editing) -> None:
    with editing.database.read() as connection:
        found = page_with_lines(connection, editing.files, 1)
    assert found is not None
    page, image = found
    shown = line_picture(page.line_by_id[1])
    length = 10 + 2 * LINE_MARGIN
    assert shown.size == (round(EM * length), round(EM * (1 + 2 * LINE_MARGIN)))
    assert shown.cuts == pytest.approx([(k + LINE_MARGIN) / length for k in range(11)], abs=1e-4)
    picture = Image.open(BytesIO(line_image(PageImages(), image, shown)))
    assert picture.size == shown.size
    ink = np.asarray(picture.convert("L")) < 128
    assert not ink[:, : int(LINE_MARGIN * EM) - 1].any()
    inked = [ink[:, round(a * shown.size[0]) : round(b * shown.size[0])].any() for a, b in pairwise(shown.cuts)]
    assert all(inked)


def test_an_edit_of_a_line_touches_only_what_differs(editing: Editing) -> None:
    with editing.database.read() as connection:
        edits = line_edits(connection, 1, 1, "今天虹山居委会里大家", "今天虹仙居委会里大家们")
        assert [(one.before, one.after) for one in edits] == [("山", "仙"), ("家", "家们")]
        assert line_edits(connection, 1, 1, "今天虹山居委会里大家", "今天虹山居委会里大家\n") == []
        with pytest.raises(Conflict):
            line_edits(connection, 1, 1, "别的", "什么")
        with pytest.raises(Conflict):
            line_edits(connection, 1, 77, "别的", "什么")


def test_places_of_a_page_that_is_gone_are_told(editing: Editing) -> None:
    with editing.database.read() as connection:
        assert page_with_lines(connection, editing.files, 99) is None
        edits = glyph_edits(connection, "家", [(99, 1, 9)], "象")
    with pytest.raises(NotPossible) as told:
        editing.edit_spans("wang", edits)
    assert told.value.code == "page-gone"
