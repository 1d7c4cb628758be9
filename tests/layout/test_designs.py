"""Designs of pages beyond the plain ones: vertical headlines, corner mastheads, long captions, small tables."""

from __future__ import annotations

from helpers.reading import FILL, FILL2, FILL3, kinds, read, texts
from helpers.typeset import Typesetter


def test_a_vertical_headline_heads_nothing_that_begins_above_it() -> None:
    page = Typesetter()
    page.centred("花园里的四季", 100, 1210, 100, size=2.5, bold=True)
    page.flow([FILL, FILL2], [(100, 230, 650, 500), (730, 230, 1210, 500)])
    page.rule(100, 560, 1210, 560)
    page.vertical("便民服务", 100, 620, size=2.4, bold=True)
    page.flow([FILL3], [(230, 620, 680, 900), (760, 620, 1210, 900)])
    assert texts(read(page)) == ["花园里的四季", FILL, FILL2, "便民服务", FILL3]


def test_a_byline_with_a_square_before_it_is_no_list_item() -> None:
    page = Typesetter()
    page.centred("花园里的四季", 100, 1570, 100, size=2.5, bold=True)
    page.centred("□本报记者方雨桐", 100, 1570, 200)
    page.flow([FILL, FILL2, FILL3], [(100, 280, 550, 500), (610, 280, 1060, 500), (1120, 280, 1570, 700)])
    result = read(page)
    assert texts(result) == ["花园里的四季", "□本报记者方雨桐", FILL, FILL2, FILL3]
    assert kinds(result)["□本报记者方雨桐"] == "byline"


def test_a_headline_on_a_grey_bar_is_not_taken_for_print_that_shines_through() -> None:
    page = Typesetter()
    page.draw.rectangle((100, 80, 1210, 170), fill=150)
    page.centred("便民信息", 100, 1210, 95, size=2.0, bold=True, reversed_=True)
    page.flow([FILL, FILL2], [(100, 230, 650, 500), (730, 230, 1210, 500)])
    assert texts(read(page)) == ["便民信息", FILL, FILL2]


def test_a_vertical_headline_beside_another_headline_keeps_its_column() -> None:
    page = Typesetter(1900)
    page.centred("花园里的四季", 100, 1740, 100, size=2.5, bold=True)
    page.flow([FILL, FILL2], [(100, 230, 650, 450), (730, 230, 1210, 450)])
    page.vertical("便民服务", 100, 560, size=2.4, bold=True)
    page.flow([FILL3], [(230, 560, 680, 900)])
    page.line("老街记忆从这里走进千家", 760, 560, size=2.4, bold=True)
    page.flow([FILL, FILL2], [(760, 680, 1210, 820), (1290, 680, 1740, 900)])
    assert texts(read(page)) == ["花园里的四季", FILL, FILL2, "便民服务", FILL3, "老街记忆从这里走进千家", FILL, FILL2]


def test_two_headlines_flush_with_their_columns_keep_them() -> None:
    page = Typesetter(2000)
    page.line("便民", 100, 100, size=2.4, bold=True)
    page.flow([FILL3, FILL], [(100, 230, 400, 420), (460, 230, 760, 700)])
    page.line("老街", 820, 100, size=2.4, bold=True)
    page.flow([FILL, FILL2], [(820, 230, 1120, 420), (1180, 230, 1480, 420), (1540, 230, 1840, 420)])
    assert texts(read(page)) == ["便民", FILL3, FILL, "老街", FILL, FILL2]


def test_one_character_and_a_full_stop_at_the_top_of_a_column_are_no_speck() -> None:
    page = Typesetter()
    text = FILL[:27] + FILL[:21] + "好。"  # 13, 15, 15 and 6 characters
    page.flow([text[:43]], [(100, 230, 550, 400)])
    page.line("好。", 630, 230)
    page.line("报名方式", 630, 330, size=1.1, bold=True)
    page.flow([FILL2], [(630, 420, 1080, 800)])
    assert "好。" in "".join(texts(read(page)))


def test_a_short_heading_under_a_byline_is_no_second_byline() -> None:
    page = Typesetter()
    page.line("花园里的四季", 100, 100, size=2.4, bold=True)
    page.line("通讯员方雨", 100, 195)
    page.line("记忆一", 100, 260, size=1.1)
    page.flow([FILL, FILL2], [(100, 330, 550, 700), (630, 260, 1080, 700)])
    result = read(page)
    assert kinds(result)["通讯员方雨"] == "byline"
    assert kinds(result)["记忆一"] != "byline"
