"""Plain text, Markdown and rows of a page made by hand."""

from __future__ import annotations

import pytest
from helpers.made_pages import PageMaker, bulletin_page
from hypothesis import given
from hypothesis import strategies as st

from pipeline import page_markdown, page_rows, page_text
from pipeline.export.figures import figures
from pipeline.export.markdown import document_markdown, escape
from pipeline.export.plain import document_text
from pipeline.model.marks import BULLETS


def test_text_has_one_block_a_line_and_a_blank_line_between_articles() -> None:
    assert page_text(bulletin_page()) == (
        "社区新闻\n邻里守望\n记者 王明\n在天山支路一百号的居民区里，大家都说好。\n记忆一\n● 第一项\n2．第二项\n"
        "姓名\t年龄\n张三\n李四\t40\n居民在活动\n\n第二篇*文章\n正文#一\n"
    )


def test_text_of_the_ocr_layer_is_as_read_and_flagged_changes_are_not_made() -> None:
    assert "在天山路一百号的" in page_text(bulletin_page(), "ocr")
    assert "二百" not in page_text(bulletin_page(), "corrected")


def test_masthead_folio_and_photo_stay_out_of_text_and_markdown() -> None:
    for text in (page_text(bulletin_page()), page_markdown(bulletin_page())):
        assert "虹桥报" not in text
        assert "第3版" not in text


def test_empty_cell_at_the_start_of_a_row_keeps_its_tab() -> None:
    make = PageMaker()
    make.table([["甲", "乙"], ["", "丙"]])
    assert page_text(make.page()) == "甲\t乙\n\t丙\n"


def test_block_whose_text_was_deleted_leaves_no_blank_line() -> None:
    make = PageMaker()
    make.block("paragraph", "前")
    gone = make.block("paragraph", "污点")
    make.block("paragraph", "后")
    make.correct(gone, 0, "污点", "")
    assert page_text(make.page()) == "前\n后\n"


def test_page_without_text_gives_empty_files() -> None:
    page = PageMaker().page()
    assert page_text(page) == ""
    assert page_markdown(page) == ""
    assert page_rows(page) == []


def test_document_text_has_a_blank_line_between_pages_and_skips_empty_ones() -> None:
    assert document_text(["甲\n", "", "乙\n"]) == "甲\n\n乙\n"


def test_markdown_has_titles_headings_lists_tables_and_figures() -> None:
    text = page_markdown(bulletin_page())
    assert text.startswith("# 社区新闻\n\n**邻里守望**\n\n记者 王明\n\n")
    assert "\n\n## 记忆一\n\n- 第一项\n2. 第二项\n\n" in text
    assert "| 姓名 | 年龄 |\n| --- | --- |\n| 张三 |  |\n| 李四 | 40 |\n" in text
    picture = "[![1](page-0001.figure-1.jpg)](page-0001.jpg#xywh=600,200,400,300)"
    assert f"{picture}\\\n*居民在活动*" in text
    assert "# 第二篇\\*文章" in text


def test_caption_goes_to_the_nearest_photo() -> None:
    make = PageMaker()
    make.block("photo", box=(0.0, 0.0, 300.0, 300.0))
    make.block("photo", box=(600.0, 0.0, 900.0, 300.0))
    right = make.block("caption", "右图", box=(610.0, 310.0, 890.0, 340.0))
    left = make.block("caption", "左图", box=(10.0, 310.0, 290.0, 340.0))
    found = figures(make.page())
    assert [(figure.box[0], figure.captions) for figure in found] == [(600.0, (right.id,)), (0.0, (left.id,))]


def test_two_captions_of_one_photo_share_its_figure() -> None:
    make = PageMaker()
    make.block("photo", box=(0.0, 0.0, 300.0, 300.0))
    make.block("caption", "图一", box=(10.0, 310.0, 290.0, 340.0))
    make.block("caption", "摄影 王明", box=(10.0, 345.0, 290.0, 375.0))
    (figure,) = figures(make.page())
    assert len(figure.captions) == 2


def test_figure_region_stays_on_the_page() -> None:
    make = PageMaker()
    make.block("photo", box=(-20.0, -5.0, 5000.0, 300.0))
    make.block("caption", "图", box=(10.0, 310.0, 290.0, 340.0))
    assert figures(make.page())[0].fragment == "xywh=0,0,1200,300"


def test_caption_without_a_photo_is_still_a_caption() -> None:
    make = PageMaker()
    make.block("caption", "图")
    assert page_markdown(make.page()) == "*图*\n"


@pytest.mark.parametrize(
    ("given_text", "wanted"),
    [
        ("#不是标题", "\\#不是标题"),
        ("1. 不是列表", "1\\. 不是列表"),
        ("- 不是", "\\- 不是"),
        ("3*4_5", "3\\*4\\_5"),
        ("[a](b)", "\\[a\\](b)"),
        ("2010年", "2010年"),
    ],
)
def test_markdown_shows_text_as_it_is(given_text: str, wanted: str) -> None:
    assert escape(given_text) == wanted


def test_document_markdown_marks_where_pages_begin() -> None:
    assert document_markdown([("page-0001", "甲\n"), ("page-0002", ""), ("page-0003", "乙\n")]) == (
        "<!-- page-0001 -->\n\n甲\n\n<!-- page-0003 -->\n\n乙\n"
    )


def test_rows_hold_every_block_with_its_place_and_confidence() -> None:
    rows = page_rows(bulletin_page())
    assert [row["kind"] for row in rows][:2] == ["masthead", "title"]
    body = rows[4]
    assert body["text"] == "　　在天山支路一百号的居民区里，大家都说好。"
    assert (body["confidence"], body["corrections"], body["left"]) == (0.97, 2, 100.0)
    assert rows[9]["confidence"] is None


@given(st.lists(st.lists(st.text(alphabet="甲乙丙12,。 ", min_size=1, max_size=8), min_size=1, max_size=3), max_size=6))
def test_no_character_is_lost_between_page_and_text(blocks: list[list[str]]) -> None:
    make = PageMaker()
    for number, texts in enumerate(blocks):
        make.block("paragraph", *texts, article=number)
    wanted = [character for texts in blocks for text in texts for character in text if character != " "]
    assert [character for character in page_text(make.page()) if character not in " \n"] == wanted


def test_every_bullet_of_print_becomes_a_list_item_of_markdown() -> None:
    for bullet in BULLETS:
        make = PageMaker()
        make.block("item", f"{bullet}四月十日上门收集旧物")
        assert page_markdown(make.page()) == "- 四月十日上门收集旧物\n"
