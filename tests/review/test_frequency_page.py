"""The frequency page: counts beside the pages there are, the figure and its numbers as files."""

from __future__ import annotations

import csv
import io
from html import unescape
from typing import Any
from urllib.parse import parse_qs, urlsplit
from xml.etree import ElementTree

import pytest
from helpers.corpus import corpus, street_page
from helpers.review import Site, spoken
from sqlalchemy import select, update
from working import BREAKING, SCRIPT

from pipeline.database.schema import pages, sources

SVG = "{http://www.w3.org/2000/svg}"


@pytest.fixture
def dated(works: Site) -> Site:
    """The second document is of 2023, and a third has no date."""
    corpus(works.results, {"报三": [street_page()]}, pictures=True)
    works.room.editing.intake.run()
    with works.room.database.write() as connection:
        for document, date in (("报二", "2023-04-05"), ("报三", None)):
            source = select(sources.c.id).where(sources.c.document == document).scalar_subquery()
            connection.execute(update(pages).where(pages.c.source == source).values(date=date))
    return works


def rows(html: str) -> list[str]:
    """Lines of the table in words."""
    return [spoken(one) for one in html.partition("<tbody>")[2].partition("</tbody>")[0].split("</tr>")[:-1]]


def table(answer: Any) -> list[dict[str, str]]:
    text = answer.content.decode("utf-8-sig")
    assert answer.content.startswith("\ufeff".encode())
    return list(csv.DictReader(io.StringIO(text)))


def test_without_a_query_the_page_says_what_it_is_for(works: Site) -> None:
    page = works.signed_in("读", "reader").get("/frequency")
    assert page.status_code == 200
    assert "没有页面的时段画成空缺" in page.text
    assert "<svg role" not in page.text


def test_counts_stand_beside_pages_and_years_without_pages_are_said(dated: Site) -> None:
    page = dated.signed_in("读", "reader").get("/frequency?q=虹山").text
    assert rows(page) == [
        "2021 1 38 2 526.32",
        "2022 0 没有页面，无从统计",
        "2023 1 38 2 526.32",
        "没有日期 1 38 2 526.32",
    ]
    assert "命中 6 次" in page
    assert "没有页面的时段" in page
    assert "图中不含没有日期或日期不全的页面：1 页，其中命中 2 次。" in page


def test_several_queries_are_compared_and_more_than_five_are_not(dated: Site) -> None:
    reader = dated.signed_in("读", "reader")
    page = reader.get("/frequency", params={"q": ["虹山", "大家", "虹山", " "]}).text
    assert rows(page)[0] == "2021 1 38 2 526.32 2 526.32"
    assert "虹山、大家：逐年命中" in page
    assert page.count('name="q"') == 3
    many = reader.get("/frequency", params={"q": list("今天虹山居委")}).text
    assert many.count('name="q"') == 5
    assert 'value="委"' not in many


def test_a_number_and_a_bar_lead_to_the_same_hits(dated: Site) -> None:
    page = dated.signed_in("读", "reader").get("/frequency?q=虹山&by=month&variants=1").text
    bars = {unescape(one.partition('"')[0]) for one in page.split('data-to="')[1:]}
    links = {unescape(one.partition('"')[0]) for one in page.split('href="')[1:] if one.startswith("/search?")}
    asked = [parse_qs(urlsplit(one).query) for one in sorted(bars)]
    assert bars == links
    assert asked == [{"q": ["虹山"], "variants": ["1"], "date": [date]} for date in ("2021-01", "2023-04")]


def test_misread_texts_are_counted_where_that_is_asked_and_the_figure_says_so(dated: Site) -> None:
    reader = dated.signed_in("读", "reader")
    assert "命中 0 次" in reader.get("/frequency?q=虹山居民委会&alternatives=1").text
    page = reader.get("/frequency?q=虹山居民委会&fuzzy=1").text
    assert "命中 3 次" in page
    assert "选项：含疑似误识" in page
    assert 'name="fuzzy" value="1" checked' in page
    bars = {unescape(one.partition('"')[0]) for one in page.split('data-to="')[1:]}
    assert {parse_qs(urlsplit(one).query)["fuzzy"][0] for one in bars} == {"1"}
    (row, *_) = table(reader.get("/frequency/figure.csv?q=虹山居民委会&fuzzy=1"))
    assert row["hits"] == "1"


def test_issues_lead_to_their_own_hits(dated: Site) -> None:
    page = dated.signed_in("读", "reader").get("/frequency?q=虹山&by=issue").text
    (bar,) = {unescape(one.partition('"')[0]) for one in page.split('data-to="')[1:]}
    assert parse_qs(urlsplit(bar).query)["issue"] == ["虹桥报 5"]


def test_the_figure_is_saved_whole_and_leads_nowhere(dated: Site) -> None:
    answer = dated.signed_in("读", "reader").get("/frequency/figure.svg?q=虹山&measure=relative&within=page")
    root = ElementTree.fromstring(answer.content)
    assert answer.headers["content-type"] == "image/svg+xml"
    assert "filename*=UTF-8''%E8%99%B9%E5%B1%B1.svg" in answer.headers["content-disposition"]
    assert (root.tag, int(root.get("width") or 0) > 600) == (SVG + "svg", True)
    assert b"data-to" not in answer.content
    said = "".join(root.itertext())
    assert "每万字次数" in said
    assert "检索式：虹山；选项：以页为范围；命中 6 次；" in said
    assert "2026-03-02" in said


def test_the_numbers_are_saved_for_spreadsheets(dated: Site) -> None:
    found = table(dated.signed_in("读", "reader").get("/frequency/figure.csv?q=虹山&q=没有的"))
    assert [(one["query"], one["period"], one["hits"], one["pages"]) for one in found[:4]] == [
        ("虹山", "2021", "2", "1"),
        ("虹山", "2022", "", "0"),
        ("虹山", "2023", "2", "1"),
        ("虹山", "", "2", "1"),
    ]
    assert [one["hits"] for one in found[4:]] == ["0", "", "0", "0"]
    formula = table(dated.signed_in("读二", "reader").get("/frequency/figure.csv", params={"q": '"=1+1"'}))
    assert {one["query"] for one in formula} == {'"=1+1"'}


def test_refinements_of_the_search_page_hold_here_too_and_can_be_taken_away(dated: Site) -> None:
    reader = dated.signed_in("读", "reader")
    page = reader.get("/frequency?q=虹山&document=报一&kind=paragraph&by=month").text
    assert "命中 2 次" in page
    assert "限于 kind:paragraph document:报一" in spoken(page)
    assert unescape(page).count('name="document" value="报一"') == 1
    away = next(unescape(one.partition('"')[0]) for one in page.split('class="chip" href="')[1:])
    assert parse_qs(urlsplit(away).query) == {"q": ["虹山"], "document": ["报一"], "by": ["month"]}
    (bar,) = {unescape(one.partition('"')[0]) for one in page.split('data-to="')[1:]}
    assert parse_qs(urlsplit(bar).query)["kind"] == ["paragraph"]
    assert reader.get(bar).status_code == 200


@pytest.mark.parametrize("path", ["/frequency/figure.svg", "/frequency/figure.csv"])
@pytest.mark.parametrize("query", ["", "q=", "q=虹山+AND+(", "q=虹山&by=week"])
def test_what_cannot_be_counted_is_no_file(works: Site, path: str, query: str) -> None:
    assert works.signed_in("读", "reader").get(f"{path}?{query}").status_code == 422


def test_a_wrong_query_is_shown_with_its_place(works: Site) -> None:
    answer = works.signed_in("读", "reader").get("/frequency?q=虹山+AND+(天山")
    assert "第 8 个字符： 这个括号没有闭合" in answer.text
    assert "<b>(</b>天山" in answer.text


@pytest.mark.parametrize("text", [SCRIPT, BREAKING])
def test_hostile_queries_stay_text(works: Site, text: str) -> None:
    quoted = '"' + text.replace('"', '\\"') + '"'
    reader = works.signed_in("读", "reader")
    page = reader.get("/frequency", params={"q": quoted}).text
    assert "<script>alert" not in page
    assert "<img" not in page
    ElementTree.fromstring(reader.get("/frequency/figure.svg", params={"q": quoted}).content)


def test_the_page_speaks_english_too(dated: Site) -> None:
    reader = dated.signed_in("读", "reader")
    page = reader.get("/frequency?q=虹山", headers={"Cookie": f"baokan-language=en; {cookie(reader)}"}).text
    assert "虹山: hits by year" in page
    assert "Not drawn: pages without a date" in page


def cookie(visitor: Any) -> str:
    return "; ".join(f"{name}={value}" for name, value in visitor.cookies.items())
