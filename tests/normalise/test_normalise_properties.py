"""What must hold for every text, found by hypothesis."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from text_pages import make_line, make_page, make_table

from pipeline.model.page import Page
from pipeline.model.text import Line
from pipeline.normalise import normalise_page
from pipeline.normalise.settings import NormaliseSettings

ALPHABET = (
    "0123456789OolI|一二三〇○零十年月日曰目号楼室周星期第仙霞路说王的个"
    "；，。：？！、（）,.;:?!()—-–~～·…“”‘’\"'「」《》〈〉<>【】 \u3000\u2009AbC％%/●•＋０ａ．"
)
CHUNKS = (
    *("2021 年 3 月", "5月7曰", "二O二—年", "8:30-9:30", "021一62598888", "http://a.cn/b", "a@b.com", "——", "一—"),
    *(
        "...",
        "‘‘",
        "本报记者 ",
        "1，064",
        "第—期",
        "<<书>>",
        "《书>",
        "（A】",
        "10：30",
        "l2月",
        "1.",
        " ",
        "仙霞",
        "，",
        "“",
    ),
)
TEXT = st.lists(st.one_of(st.text(ALPHABET, max_size=4), st.sampled_from(CHUNKS)), max_size=8).map("".join)
KINDS = st.sampled_from(["paragraph", "item", "title", "byline", "masthead", "caption"])
SETTINGS = st.sampled_from([NormaliseSettings(), NormaliseSettings(thin_spaces=True)])
RUNS = settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.too_slow])


@st.composite
def lines(draw: st.DrawFn) -> Line:
    """A line with widths and alternatives that may speak for a dash or a point."""
    text = draw(TEXT.filter(bool))
    widths = {k: draw(st.sampled_from([1.0, 2.0])) for k, c in enumerate(text) if c in "—-一…"}
    readings = {
        k: draw(st.sampled_from([{}, {c: 0.6, "—": 0.3, "一": 0.2, "。": 0.1}]))
        for k, c in enumerate(text)
        if c in "—一."
    }
    return make_line(0, text, widths, {k: r for k, r in readings.items() if r})


@st.composite
def pages(draw: st.DrawFn) -> Page:
    """One block of up to three lines, with or without glue between them."""
    return make_page([(draw(KINDS), draw(st.lists(lines(), min_size=1, max_size=3)))], draw(st.sampled_from(["", " "])))


def ids_of(page: Page) -> list[str]:
    return sorted(i for block in page.blocks for cell in page.text(block) for i in cell.ids)


@RUNS
@given(pages(), SETTINGS)
def test_normal_text_gets_no_more_records(page: Page, choice: NormaliseSettings) -> None:
    once = normalise_page(page, choice)
    twice = normalise_page(once, choice)
    assert [(r.kind, r.before, r.after) for r in twice.corrections[len(once.corrections) :]] == []


@RUNS
@given(pages(), SETTINGS)
def test_normal_text_that_is_scanned_again_gets_no_records(page: Page, choice: NormaliseSettings) -> None:
    once = normalise_page(page, choice)
    again = make_page([(block.kind, [once.text(block).text]) for block in once.blocks])
    assert [(r.kind, r.before, r.after) for r in normalise_page(again, choice).corrections] == []


@RUNS
@given(pages(), SETTINGS)
def test_no_id_is_lost_and_every_record_says_what_it_does(page: Page, choice: NormaliseSettings) -> None:
    after = normalise_page(page, choice)
    assert ids_of(after) == sorted(line.character_id(k) for line in page.lines for k in range(len(line.text)))
    assert after.lines == page.lines
    for number, record in enumerate(after.corrections):
        assert record.id == number
        assert record.before != record.after
        assert record.reasons
        block = after.blocks[record.block]
        before = page.changed(corrections=after.corrections[:number]).text(block)
        span = before.span(record.characters)
        assert span is not None
        assert before.text[slice(*span)] == record.before
        assert before.replace(record.characters, record.after).text != before.text


@RUNS
@given(st.lists(st.lists(TEXT, min_size=2, max_size=2), min_size=1, max_size=3), SETTINGS)
def test_cells_of_a_table_stay_apart(rows: list[list[str]], choice: NormaliseSettings) -> None:
    page = make_table(rows)
    after = normalise_page(page, choice)
    text = after.text(after.blocks[0]).text
    assert [len(row.split("\t")) for row in text.split("\n")] == [2] * len(rows)
    alone = [normalise_page(make_page([("table", [cell])]), choice) for row in rows for cell in row]
    cells = [cell for row in text.split("\n") for cell in row.split("\t")]
    assert cells == [single.text(single.blocks[0]).text for single in alone]


@pytest.mark.parametrize("off", ["spaces", "punctuation", "quotation", "dashes", "numbers"])
def test_a_part_that_is_switched_off_makes_no_records(off: str) -> None:
    kinds = {
        "spaces": {"space"},
        "punctuation": {"punctuation"},
        "quotation": {"quotation"},
        "dashes": {"dash", "ellipsis"},
        "numbers": {"digit", "numeral", "date"},
    }[off]
    page = make_page([("paragraph", ['他 说:"2O21年5月7曰--三0二室..."'])])
    with_all = normalise_page(page, NormaliseSettings()).corrections
    without = normalise_page(page, NormaliseSettings(**{off: False})).corrections
    assert kinds & {r.kind for r in with_all}
    assert not kinds & {r.kind for r in without}
