"""Metadata from masthead and folio, as bulletins print them and engines read them."""

from __future__ import annotations

import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st
from printed_pages import Print, page_of

from pipeline.describe import describe_page
from pipeline.describe.dates import find_dates
from pipeline.describe.numerals import chinese
from pipeline.describe.settings import DescribeSettings
from pipeline.model.page import Metadata, Page

SETTINGS = DescribeSettings()


def described(*blocks: tuple[str, list[Print | str]]) -> Page:
    return describe_page(page_of([(kind, lines, None) for kind, lines in blocks]), SETTINGS)


def date_of(text: str) -> str | None:
    return described(("folio", [text])).metadata.date


def test_a_masthead_gives_publication_date_and_both_numbers() -> None:
    page = described(
        ("masthead", [Print("仙霞社区报", 6)]),
        ("masthead", ["2021 年 4 月 9 日 星期五"]),
        ("masthead", ["第 7 期（总第 133 期） 本期 4 版"]),
        ("masthead", ["仙霞新村街道社区报 免费交流"]),
    )
    assert page.metadata == Metadata(
        publication="仙霞社区报",
        date="2021-04-09",
        issue="7",
        issue_total="133",
        origin=dict.fromkeys(("publication", "date", "issue", "issue_total"), "masthead"),
    )
    assert page.status == "done"


def test_a_masthead_in_one_line_is_taken_apart() -> None:
    page = described(
        ("masthead", [Print("仙霞时光", 5), "2021年6月4日星期五 第11期（总第137期）本期4版 仙霞新村街道社区报免费交流"])
    )
    found = page.metadata
    assert (found.publication, found.date, found.issue, found.issue_total) == ("仙霞时光", "2021-06-04", "11", "137")
    assert found.page_label is None


def test_letters_of_a_nameplate_that_stand_apart_are_one_name() -> None:
    letters: list[Print | str] = [Print(c, 6, left=10.0 * k, top=0) for k, c in enumerate("宜居仙霞")]
    assert described(("masthead", [*letters, "2021年3月12日"])).metadata.publication == "宜居仙霞"


def test_small_print_of_a_masthead_is_no_nameplate() -> None:
    assert described(("masthead", ["仙霞新村街道社区报 免费交流", "2021年3月12日"])).metadata.publication is None


@pytest.mark.parametrize(
    ("text", "date"),
    [
        ("2021 年 3 月 12 日", "2021-03-12"),
        ("2021年3月12", "2021-03-12"),
        ("2O21年3月l2曰", "2021-03-12"),
        ("２０２１年０３月１２日", "2021-03-12"),
        ("2021.3.12", "2021-03-12"),
        ("2021-03-12", "2021-03-12"),
        ("二〇二一年三月十二日", "2021-03-12"),
        ("二○二一年十一月二十一日", "2021-11-21"),
        ("一九九八年十月卅一日", "1998-10-31"),
        ("2021 年 3 月", "2021-03"),
        ("二〇二一年十月", "2021-10"),
        ("2021 年第 6 期", "2021"),
        ("2021 年 13 月 1 日", None),
        ("2021 年 2 月 30 日", None),
        ("9021 年 2 月 3 日", None),
        ("12021 年 2 月 3 日", None),
        ("创刊于 2010 年 1 月 1 日", None),
        ("热线 62338835", None),
    ],
)
def test_dates_are_read_in_every_style_and_impossible_ones_are_not(text: str, date: str | None) -> None:
    assert date_of(text) == date


@pytest.mark.parametrize("text", ["2021 年 13 月 1 日", "2021 年 2 月 30 日"])
def test_an_impossible_date_is_said_aloud(text: str) -> None:
    page = described(("folio", [text]))
    assert [warning.code for warning in page.warnings] == ["implausible-date"]
    assert text in page.warnings[0].message
    assert page.status == "done with warnings"


@given(st.dates(datetime.date(1840, 1, 1), datetime.date(2100, 12, 31)))
def test_every_date_is_read_back_with_its_weekday(date: datetime.date) -> None:
    text = f"{date.year} 年 {date.month} 月 {date.day} 日 星期{'一二三四五六日'[date.weekday()]}"
    (found,) = find_dates(text, SETTINGS)
    assert (found.iso, found.weekday, found.weekday_of_date) == (date.isoformat(), date.weekday(), date.weekday())


def test_a_weekday_that_does_not_fit_is_said_with_both_values() -> None:
    page = described(("masthead", ["2021年3月12日", "星期六"]))
    (warning,) = page.warnings
    assert warning.code == "weekday-mismatch"
    assert "2021-03-12" in warning.message
    assert "星期五" in warning.message
    assert "星期六" in warning.message
    assert page.metadata.date == "2021-03-12"


def test_of_two_dates_the_one_that_fits_its_weekday_counts() -> None:
    page = described(("masthead", ["2021年3月17日 星期五"]), ("folio", ["2021年3月12日 星期五"]))
    assert page.metadata.date == "2021-03-12"
    assert page.metadata.origin["date"] == "folio"
    assert [warning.code for warning in page.warnings] == ["date-conflict"]


def test_a_less_exact_date_is_no_contradiction() -> None:
    page = described(("masthead", ["2021年3月12日"]), ("folio", ["2021年3月"]))
    assert (page.metadata.date, page.warnings) == ("2021-03-12", ())


@pytest.mark.parametrize(
    ("lines", "label", "section"),
    [
        (["03 社区", "2021 年 3 月 12 日", "责任编辑 方雨桐"], "03", "社区"),
        (["2 综合"], "2", "综合"),
        (["2综合"], "2", "综合"),
        (["第 3 版"], "3", None),
        (["第三版 社区新闻"], "三", "社区新闻"),
        (["03版"], "03", None),
        (["A1"], "A1", None),
        (["A1 要闻"], "A1", "要闻"),
        (["社区 03"], "03", "社区"),
        (["- 4 -"], "4", None),
        (["· 12 ·"], "12", None),
        (["4 副刊  2021 年 5 月 21 日 星期五  责任编辑 林晚秋"], "4", "副刊"),
        (["2021年5月21日 责任编辑林晚秋 第4版"], "4", None),
        (["仙霞社区报 3"], "3", None),
        (["第 3 页"], "3", None),
        (["责任编辑 周立群", "2021 年第 6 期", "4 人物"], "4", "人物"),
        (["本期 4 版"], None, None),
        (["500 问"], None, None),
        (["责任编辑 苏文静", "电话 62338835"], None, None),
    ],
)
def test_page_label_and_section_come_from_the_folio(lines: list[str], label: str | None, section: str | None) -> None:
    found = described(("folio", list(lines))).metadata
    assert (found.page_label, found.section) == (label, section)


def test_a_section_that_was_read_apart_is_found_beside_the_label() -> None:
    page = described(
        ("folio", [Print("02", 1.5, left=0, top=0)]),
        ("folio", [Print("要闻", 1.5, left=4, top=0), Print("周立群", 1, left=40, top=0)]),
    )
    assert (page.metadata.page_label, page.metadata.section) == ("02", "要闻")


def test_a_page_label_in_a_masthead_needs_its_words() -> None:
    assert described(("masthead", [Print("宜居仙霞", 5), "第1版"])).metadata.page_label == "1"
    assert described(("masthead", [Print("宜居仙霞", 5), "4 综合"])).metadata.page_label is None


def test_a_masthead_without_a_nameplate_is_a_running_head() -> None:
    found = described(("masthead", [Print("1 公告", 2), "2021 年 3 月"])).metadata
    assert (found.publication, found.page_label, found.section) == (None, "1", "公告")


def test_a_running_head_names_the_publication() -> None:
    found = described(("folio", ["仙霞社区报 2021年3月12日"])).metadata
    assert (found.publication, found.origin["publication"]) == ("仙霞社区报", "folio")


def test_an_issue_above_its_running_number_is_doubted() -> None:
    page = described(("masthead", ["第 55 期（总第 31 期）"]))
    assert [warning.code for warning in page.warnings] == ["implausible-issue"]


def test_what_was_given_stays_and_gaps_are_filled() -> None:
    given_before = Metadata(date="2020-01-01", title="合订本", origin={"date": "metadata.csv", "title": "metadata.csv"})
    page = describe_page(page_of([("folio", ["2 综合 2021年3月12日"], None)], given_before), SETTINGS)
    assert page.metadata == Metadata(
        date="2020-01-01",
        title="合订本",
        page_label="2",
        section="综合",
        origin={"date": "metadata.csv", "title": "metadata.csv", "page_label": "folio", "section": "folio"},
    )


def test_running_text_is_not_asked() -> None:
    assert described(("paragraph", ["2021年3月12日，第5期"])).metadata == Metadata()


@pytest.mark.parametrize(
    ("text", "value"), [("五", 5), ("十", 10), ("二十一", 21), ("一百三十一", 131), ("一三一", 131)]
)
def test_chinese_numbers_have_their_value(text: str, value: int) -> None:
    assert chinese(text) == value
