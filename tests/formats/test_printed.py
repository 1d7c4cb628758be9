"""Where the characters of a text layer are printed."""

from __future__ import annotations

import pytest
from helpers.made_pages import EM, PageMaker, bulletin_page
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.formats.printed import printed_lines
from pipeline.model.block import Join
from pipeline.model.correction import Correction
from pipeline.model.geometry import IDENTITY, bounding_box
from pipeline.model.page import Layer, Page

TEXTS = st.lists(st.text("天山路一 a1，", min_size=1, max_size=8), min_size=1, max_size=4)


@st.composite
def corrected_pages(draw: st.DrawFn) -> Page:
    """One block of a few lines, and records over any spans of it, one after the other."""
    maker = PageMaker()
    block = maker.block("paragraph", *draw(TEXTS))
    glue = draw(st.sampled_from(["", " "]))
    joins = tuple(Join(kind="line", glue=glue) for _ in block.joins)
    page = maker.page().changed(blocks=(block.model_copy(update={"joins": joins}),))
    records: list[Correction] = []
    ids = [line.character_id(k) for line in page.lines for k in range(len(line.text))]
    for number in range(draw(st.integers(0, 3))):
        start = draw(st.integers(0, len(ids) - 1))
        end = draw(st.integers(start + 1, len(ids)))
        records.append(
            Correction(
                id=number,
                stage="correct",
                kind="place-name",
                block=0,
                characters=tuple(ids[start:end]),
                before="x",
                after=draw(st.text("虹桥 b", max_size=6)),
                status="applied",
            )
        )
    return page.changed(corrections=tuple(records))


@settings(max_examples=300, deadline=None)
@given(corrected_pages(), st.sampled_from(["ocr", "corrected"]))
def test_the_lines_with_their_glue_are_the_text_of_the_layer(page: Page, layer: Layer) -> None:
    (block,) = page.blocks
    lines = printed_lines(page, block, layer)
    assert "".join(line.text + line.glue for line in lines) == page.text(block, layer).text
    assert [word.text for line in lines for word in line.words] == [w for line in lines for w in line.text.split()]


@settings(max_examples=200, deadline=None)
@given(corrected_pages())
def test_characters_stand_inside_their_line_one_behind_the_other(page: Page) -> None:
    (block,) = page.blocks
    for line in printed_lines(page, block):
        left, top, right, bottom = bounding_box(line.quad)
        before = left
        for glyph in line.glyphs:
            a, b, c, d = bounding_box(glyph.quad)
            assert (round(b, 6), round(d, 6)) == (top, bottom)
            assert before - 1e-6 <= a < c <= right + 1e-6
            before = a


def test_a_table_keeps_its_separators_as_glue_and_an_empty_first_cell() -> None:
    page, maker = None, PageMaker()
    block = maker.table([["", "时间"], ["周一", "上午"]])
    page = maker.page()
    lines = printed_lines(page, block)
    assert "".join(line.text + line.glue for line in lines) == page.text(block).text == "\t时间\n周一\t上午"


def test_a_character_put_in_shares_the_place_of_its_neighbour() -> None:
    maker = PageMaker()
    block = maker.block("paragraph", "仙路口")
    maker.correct(block, 0, "仙", "仙霞")
    (line,) = printed_lines(maker.page(), block)
    first, second, third, _ = line.glyphs
    assert (first.text, second.text, second.read) == ("仙", "霞", "仙")
    width = [bounding_box(g.quad)[2] - bounding_box(g.quad)[0] for g in line.glyphs]
    assert width == pytest.approx([EM / 2, EM / 2, EM, EM])
    assert second.ids == ("0.0",)
    assert third.ids == ("0.1",)


def test_places_are_those_of_the_scan_not_of_the_straightened_page() -> None:
    page = bulletin_page().changed(transform=IDENTITY)
    block = next(block for block in page.text_blocks() if block.lines)
    moved = page.changed(transform=((0.5, 0.0, -10.0), (0.0, 0.5, -20.0), (0.0, 0.0, 1.0)))
    here, there = printed_lines(page, block)[0], printed_lines(moved, block)[0]
    assert there.quad == tuple((2 * (x + 10), 2 * (y + 20)) for x, y in here.quad)
    assert there.glyphs[0].quad[0] == there.quad[0]
