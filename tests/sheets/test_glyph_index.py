"""Every character is on the sheet of what it now reads, whatever people do to the text."""

from __future__ import annotations

import random
from pathlib import Path

import numpy as np
import pytest
from helpers.corpus import put, street_page
from helpers.made_pages import PageMaker
from sqlalchemy import select

from pipeline.database.schema import glyphs, pages
from pipeline.editing import rows as stored
from pipeline.editing.requests import SpanEdit
from pipeline.editing.store import Editing
from pipeline.model.text import parse_character_id
from pipeline.sheets.places import (
    BLANK,
    DECIDED,
    FLAGGED,
    SEEN,
    character_of,
    code,
    listed,
    packed,
    standing,
    unpacked,
)
from pipeline.sheets.sheet import Sheet, contents, sheet
from pipeline.sheets.work import mark_seen

pytestmark = pytest.mark.usefixtures("kept")


def sheet_of(editing: Editing, character: str) -> Sheet:
    with editing.database.read() as connection:
        return sheet(connection, character)


def retype(editing: Editing, page: int, block: int, one: str, before: str, after: str) -> str:
    return editing.edit_spans("wang", [SpanEdit(page, block, (one,), before, after)]).batch


def assert_in_step(editing: Editing) -> None:
    """The sheets have just what the blocks have: each character once, with its neighbours."""
    with editing.database.read() as connection:
        for page in connection.scalars(select(pages.c.id)).all():
            expected = set()
            for block in stored.page_state(connection, page).blocks.values():
                for one, where in standing(block):
                    place = (*parse_character_id(one), code(where.left), code(where.right))
                    expected.add((where.text, *place))
            found = []
            for text, data, number, seen in connection.execute(
                select(glyphs.c.text, glyphs.c.places, glyphs.c.number, glyphs.c.seen).where(glyphs.c.page == page)
            ):
                places = unpacked(data)
                assert (len(places), int((places["marks"] & SEEN > 0).sum())) == (number, seen)
                found += [(text, *place) for place in places[["line", "offset", "left", "right"]].tolist()]
            assert len(found) == len(set(found))
            assert set(found) == expected
        for one in contents(connection):
            whole = sheet(connection, one.character)
            assert (one.number, one.seen, one.pages) == (len(whole), whole.seen, len(set(whole.pages.tolist())))


def test_a_page_is_listed_as_it_is_read_after_the_corrections_of_the_machine(editing: Editing) -> None:
    assert_in_step(editing)
    assert len(sheet_of(editing, "支")) == 0, "a name that is longer than what was read has no image of its own"
    hill = sheet_of(editing, "山")
    assert sorted(hill.pages.tolist()) == [1, 1, 2, 2], "虹山 is only flagged and stays, 天山路 became another text"
    assert (hill.places["marks"] & FLAGGED > 0).all()
    assert {character_of(one) for one in hill.places["other"]} == {"仙"}
    doubtful = sheet_of(editing, "声")
    assert doubtful.places["confidence"].tolist() == [40, 40]
    assert {character_of(one) for one in doubtful.places["other"]} == {"生"}
    with editing.database.read() as connection:
        listed_now = contents(connection)
    assert [one.number for one in listed_now] == sorted((one.number for one in listed_now), reverse=True)
    assert next(one for one in listed_now if one.character == "山").pages == 2


def test_marks_and_spaces_have_no_sheet() -> None:
    assert all(map(listed, "天仙aé3㐀"))
    assert not any(map(listed, "。，“ 　\t\n|—"))


def test_images_of_one_character_are_alike(editing: Editing) -> None:
    everywhere = sheet_of(editing, "家")
    assert len(everywhere) == 4
    tiles = everywhere.places["tile"]
    assert tiles.any()
    assert (np.abs((tiles >> 4).astype(int) - (tiles[0] >> 4)).mean(axis=1) < 2).all()


def test_a_retyped_character_goes_to_its_new_sheet_with_its_image(editing: Editing) -> None:
    before = sheet_of(editing, "家")
    image = before.places["tile"][(before.pages == 1) & (before.places["line"] == 1)]
    retype(editing, 1, 1, "1.9", "家", "象")
    moved = sheet_of(editing, "象")
    assert moved.pages.tolist() == [1]
    assert (moved.places["tile"] == image).all()
    assert moved.places["marks"].tolist() == [DECIDED]
    assert character_of(moved.places["other"][0]) == "家"
    assert len(sheet_of(editing, "家")) == 3
    assert_in_step(editing)


def test_what_is_taken_back_is_as_it_was(editing: Editing) -> None:
    before = packed(sheet_of(editing, "声").places)
    batch = retype(editing, 1, 1, "2.3", "声", "生")
    assert character_of(sheet_of(editing, "生").places["other"][0]) == "声"
    editing.undo("li", batch)
    after = sheet_of(editing, "声").places
    after["other"] = sheet_of(editing, "声").places["other"].max()
    assert packed(after) == before
    assert_in_step(editing)


def test_joining_and_splitting_blocks_loses_no_image(editing: Editing) -> None:
    def versions() -> tuple[int, int]:
        with editing.database.read() as connection:
            found = [stored.block_row(connection, 1, number) for number in (1, 2)]
        assert found[0] is not None
        assert found[1] is not None
        return found[0].version, found[1].version

    images = {(int(p["line"]), int(p["offset"])): p["tile"].tobytes() for p in sheet_of(editing, "家").places}
    editing.structure.join("wang", 1, 1, 2, versions())
    assert_in_step(editing)
    editing.structure.split("wang", 1, 1, versions()[0], 3)
    assert_in_step(editing)
    again = sheet_of(editing, "家").places
    assert {(int(p["line"]), int(p["offset"])): p["tile"].tobytes() for p in again} == images
    assert not (again["marks"] & BLANK).any()


def test_any_edits_leave_the_sheets_in_step(editing: Editing) -> None:
    chance = random.Random(3)
    batches = []
    for _ in range(25):
        with editing.database.read() as connection:
            row = stored.block_row(connection, 1, chance.choice([0, 1, 2]))
        assert row is not None
        text = list(row.text)
        at = chance.randrange(len(text))
        text[at : at + chance.choice([0, 1, 1, 2])] = chance.sample("天地人和。a1", chance.choice([0, 1, 1, 2]))
        if not "".join(text).strip() or "".join(text) == row.text:
            continue
        batches.append(editing.edit_block("wang", 1, row.number, row.version, "".join(text)).batch)
        assert_in_step(editing)
    for batch in reversed(batches[-5:]):
        editing.undo("wang", batch)
        assert_in_step(editing)


def test_a_page_that_is_taken_in_again_keeps_decisions_and_what_was_seen(editing: Editing) -> None:
    retype(editing, 1, 1, "1.9", "家", "象")
    with editing.database.write() as connection:
        for character in "今新":
            found = sheet(connection, character)
            spots = zip(
                found.pages.tolist(), found.places["line"].tolist(), found.places["offset"].tolist(), strict=True
            )
            mark_seen(connection, character, [spot for spot in spots if spot[0] == 1], "wang")
    page = street_page()
    warned = page.changed(lines=(page.lines[0].model_copy(update={"text": "社区新问"}), *page.lines[1:]))
    put(editing.results, "报一", [warned], pictures=True)
    editing.intake.run()
    assert_in_step(editing)
    assert sheet_of(editing, "象").places["marks"].tolist() == [DECIDED]
    assert [s.seen for s in (sheet_of(editing, "今"), sheet_of(editing, "新"))] == [1, 0]
    assert sorted(sheet_of(editing, "问").pages.tolist()) == [1]


def test_without_page_images_the_sheets_go_by_the_rest(tmp_path: Path, editing: Editing) -> None:
    put(editing.results, "报三", [street_page()])
    editing.intake.run()
    last = sheet_of(editing, "家")
    assert (last.places["marks"][last.pages == 3] & BLANK > 0).all()
    assert np.isfinite(last.doubts).all()


def test_lettering_in_pictures_is_on_no_sheet(editing: Editing) -> None:
    make = PageMaker()
    make.block("photo", "照片里的字")
    make.block("paragraph", "正文")
    put(editing.results, "报四", [make.page()], pictures=True)
    editing.intake.run()
    assert len(sheet_of(editing, "照")) == 0
    assert len(sheet_of(editing, "正")) == 1


@pytest.mark.parametrize("character", ["", "。", "不", "\U00020000", "天山"])
def test_a_character_that_stands_nowhere_has_an_empty_sheet(editing: Editing, character: str) -> None:
    assert len(sheet_of(editing, character)) == 0
