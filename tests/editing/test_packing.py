"""The text in the database names the same characters as the text in memory."""

from __future__ import annotations

from helpers.made_pages import bulletin_page
from hypothesis import example, given
from hypothesis import strategies as st

from pipeline.editing.packing import ids_within, pack, unpack
from pipeline.model.text import Cell, LayeredText

ids = st.builds("{}.{}".format, st.integers(0, 40), st.integers(0, 40))
cells = st.builds(Cell, st.text(max_size=3), st.lists(ids, max_size=3).map(tuple))


@given(st.lists(cells, max_size=20))
def test_any_text_comes_back_as_it_was(made: list[Cell]) -> None:
    text = LayeredText(made)
    assert unpack(pack(text)).cells == text.cells


@example([Cell("0", ()), Cell("00", ("0.0",))], 2, 0)
@given(st.lists(cells, max_size=20), st.integers(0, 30), st.integers(0, 10))
def test_characters_behind_a_part_are_told_without_the_rest(made: list[Cell], start: int, size: int) -> None:
    text = LayeredText(made)
    assert ids_within(pack(text), start, start + size) == text.ids(start, start + size)


def test_a_plain_line_is_one_piece() -> None:
    page = bulletin_page()
    assert pack(page.ocr_text(page.blocks[1])) == '[[1,0,"社区新闻"]]'


def test_changed_text_keeps_the_characters_behind_it() -> None:
    page = bulletin_page()
    text = page.text(page.blocks[4], "corrected")
    assert unpack(pack(text)).cells == text.cells
    assert "天山支路" in text.text
