"""Spans of a text layer."""

from __future__ import annotations

import pytest
from helpers.made_pages import PageMaker, bulletin_page
from hypothesis import given, settings
from hypothesis import strategies as st
from test_printed import corrected_pages

from pipeline.formats.spans import Lines, known_names, spans, trimmed
from pipeline.model.page import Layer, Page


@settings(max_examples=300, deadline=None)
@given(corrected_pages(), st.sampled_from(["ocr", "corrected", "reviewed"]))
def test_spans_are_the_text_without_a_gap_and_each_line_begins_once(page: Page, layer: Layer) -> None:
    (block,) = page.blocks
    found = spans(page, block, layer, {"天山": "天山路"})
    assert "".join(span.text for span in found) == page.text(block, layer).text
    lines = Lines(block)
    pieces = [piece for span in found for piece in lines.pieces(span.cells)]
    assert "".join(piece.text for piece in pieces) == page.text(block, layer).text
    begun = [piece.line for piece in pieces if piece.line is not None]
    assert begun == sorted(set(begun))
    read, lines = "", Lines(block)
    for span in found:
        read += "".join(piece.text for piece in lines.pieces_read(page, span.cells))
    assert "".join(read.split()) == "".join(page.ocr_text(block).text.split())


def test_a_change_a_doubt_and_a_name_are_spans_of_their_own() -> None:
    page = bulletin_page()
    body = next(block for block in page.blocks if block.kind == "paragraph")
    found = {span.text: span for span in spans(page, body, "corrected")}
    assert [record.before for record in found["天山支路"].changes] == ["天山路"]
    assert found["天山支路"].entry == "天山支路"
    assert [record.after for record in found["一百"].doubts] == ["二百"]
    assert not found["一百"].entry, "a doubt is no reference"
    as_read = {span.text: span for span in spans(page, body, "ocr")}
    assert not any(span.changes for span in as_read.values())


@pytest.mark.parametrize(("name", "entry"), [("仙霞路", "仙霞路"), ("仙霞", None)])
def test_names_that_records_know_are_found_again_and_short_ones_are_not(name: str, entry: str | None) -> None:
    make = PageMaker()
    first = make.block("paragraph", "x" * len(name) + "去")
    second = make.block("paragraph", f"在{name}口")
    make.correct(first, 0, "x" * len(name), name)
    page = make.page()
    names = known_names([page])
    assert names == ({name: entry} if entry else {})
    assert [span.entry for span in spans(page, second, "corrected", names) if span.entry] == ([entry] if entry else [])


def test_white_space_at_both_ends_is_cut_off() -> None:
    make = PageMaker()
    block = make.block("paragraph", "　　文字 ")
    page = make.page()
    assert "".join(span.text for span in trimmed(spans(page, block, "ocr"))) == "文字"
