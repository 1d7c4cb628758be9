"""A page's lines in the best layer: no character is lost, and every one stands in the line where it is printed."""

from __future__ import annotations

import itertools

from helpers.made_pages import PageMaker
from hypothesis import given
from hypothesis import strategies as st
from sampled_results import NAME, find_names

from pipeline.model.page import Page
from pipeline.model.text import Cell, LayeredText
from pipeline.sampling.lines import BlockText, longest_first, printed_lines


def texts(page: Page, *blocks: LayeredText) -> dict[int, str]:
    return {one.line.id: one.text for one in printed_lines(page, [BlockText("paragraph", block) for block in blocks])}


def two_lines() -> tuple[Page, LayeredText]:
    make = PageMaker()
    block = make.block("paragraph", "在天山路一百号的", "居民区里大家都好")
    page = make.page()
    return page, page.ocr_text(block)


def test_a_correction_of_equal_length_over_a_line_end_stays_character_by_character() -> None:
    page, text = two_lines()
    changed = text.replace(["0.6", "0.7", "1.0"], "子弟居")
    assert texts(page, changed) == {0: "在天山路一百子弟", 1: "居民区里大家都好"}


def test_a_correction_of_another_length_over_a_line_end_is_divided_where_the_characters_suggest_it() -> None:
    page, text = two_lines()
    changed = text.replace(["0.6", "0.7", "1.0", "1.1"], "号的小居民")
    assert "".join(texts(page, changed).values()) == "在天山路一百号的小居民区里大家都好"
    assert texts(page, changed)[1].endswith("居民区里大家都好")


def test_a_line_that_lost_all_its_text_is_left_out() -> None:
    page, text = two_lines()
    gone = text.replace([f"1.{k}" for k in range(8)], "")
    assert texts(page, gone) == {0: "在天山路一百号的"}


def test_a_line_that_a_person_divided_between_two_blocks_is_one_line() -> None:
    page, text = two_lines()
    assert texts(page, LayeredText(text.cells[:4]), LayeredText(text.cells[4:])) == texts(page, text)


def test_glue_between_lines_belongs_to_none_of_them() -> None:
    page, text = two_lines()
    glued = LayeredText([*text.cells[:8], Cell(" ", ()), *text.cells[8:]])
    assert texts(page, glued) == texts(page, text)


def test_a_name_over_a_line_end_counts_where_it_begins() -> None:
    make = PageMaker()
    block = make.block("paragraph", "我们住在天", "山路和天山路")
    page = make.page()
    lines = list(printed_lines(page, [BlockText("paragraph", page.ocr_text(block))], find_names))
    assert [[one.text[a:b] for a, b in one.names] for one in lines] == [["天"], [NAME]]


@given(cut=st.integers(0, 15), length=st.integers(1, 16), after=st.text("甲乙丙", max_size=8))
def test_no_character_of_a_change_is_lost_or_doubled(cut: int, length: int, after: str) -> None:
    page, text = two_lines()
    ids = text.ids(cut, min(16, cut + length))
    changed = text.replace(ids, after)
    assert "".join(texts(page, changed).values()) == changed.text


@given(st.lists(st.tuples(st.integers(0, 30), st.integers(1, 6)).map(lambda span: (span[0], span[0] + span[1]))))
def test_of_names_that_overlap_one_is_kept_and_every_other_touches_a_kept_one(spans: list[tuple[int, int]]) -> None:
    kept = longest_first(spans)
    assert list(kept) == sorted(kept)
    assert all(a[1] <= b[0] for a, b in itertools.pairwise(kept))
    assert all(any(a < end and start < b for a, b in kept) for start, end in spans)
