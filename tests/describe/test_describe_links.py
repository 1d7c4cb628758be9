"""Pointers to other pages, and what they join."""

from __future__ import annotations

import itertools

import pytest
from printed_pages import page_of

from pipeline.describe import describe_page, match_continuations
from pipeline.describe.continuations import PageOfIssue
from pipeline.describe.links import find_links
from pipeline.describe.settings import DescribeSettings
from pipeline.model.block import Article, Link
from pipeline.model.page import Metadata

SETTINGS = DescribeSettings()


@pytest.mark.parametrize(
    ("text", "kind", "target", "words"),
    [
        ("……收尾阶段。（下转第3版）", "continues-on", "3", "（下转第3版）"),
        ("（下转3版）", "continues-on", "3", "（下转3版）"),
        ("下转第 3 版", "continues-on", "3", "下转第 3 版"),
        ("(下转A2版)", "continues-on", "A2", "(下转A2版)"),
        ("下转三版", "continues-on", "三", "下转三版"),
        ("下转第２、３版", "continues-on", "2", "下转第２、３版"),
        ("（转第4版）", "continues-on", "4", "（转第4版）"),
        ("（上接第1版）", "continued-from", "1", "（上接第1版）"),
        ("上接一版", "continued-from", "一", "上接一版"),
        ("（上接第1版《三条马路》）", "continued-from", "1", "（上接第1版《三条马路》）"),
        ("紧接第1版", "continued-from", "1", "紧接第1版"),
        ("卜接第1版", "continued-from", "1", "卜接第1版"),
    ],
)
def test_a_pointer_is_found_with_its_words(text: str, kind: str, target: str, words: str) -> None:
    (link,) = find_links(text, 4, SETTINGS)
    assert link == Link(kind=kind, target=target, block=4, text=words)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "text",
    ["上接天线，下转阀门", "下转第0版", "下转第999版", "详见第3版", "他转第3版阅读", "上接云端，下接地气，共4版"],
)
def test_other_words_are_no_pointer(text: str) -> None:
    assert list(find_links(text, 0, SETTINGS)) == []


def test_pointers_are_recorded_at_their_article() -> None:
    page = describe_page(
        page_of(
            [
                ("masthead", ["下转第9版"], None),
                ("title", ["三条马路告别蜘蛛网"], 0),
                ("paragraph", ["施工完成。", "（下转第3版）"], 0),
                ("title", ["简讯"], 1),
                ("paragraph", ["停水。"], 1),
                ("paragraph", ["下转第4版"], None),
            ]
        ),
        SETTINGS,
    )
    first, second = page.articles
    assert first.links == (Link(kind="continues-on", target="3", block=2, text="（下转第3版）"),)
    assert second.links == (Link(kind="continues-on", target="4", block=5, text="下转第4版"),)
    assert describe_page(page, SETTINGS).articles == page.articles


def test_a_pointer_before_the_first_article_belongs_to_it() -> None:
    page = describe_page(page_of([("paragraph", ["上接1版"], None), ("title", ["续"], 5)]), SETTINGS)
    assert [link.target for link in page.articles[0].links] == ["1"]


def article(number: int, title: str, *links: tuple[str, str, str]) -> Article:
    return Article(
        id=number,
        blocks=(number,),
        title=title,
        box=(0.0, 0.0, 1.0, 1.0),
        links=tuple(Link(kind=kind, target=target, block=number, text=text) for kind, target, text in links),  # type: ignore[arg-type]
    )


ON3 = ("continues-on", "3", "（下转第3版）")
FROM1 = ("continued-from", "1", "（上接第1版）")


def issue_page(document: str, label: str | None, *articles: Article) -> PageOfIssue:
    origin = {} if label else {"publication": "masthead"}
    return PageOfIssue(document, "page-0001", Metadata(page_label=label, origin=origin), articles)


def pairs(*pages: PageOfIssue) -> list[tuple[tuple[str, int], tuple[str, int]]]:
    found = match_continuations(pages, SETTINGS)
    assert all(match_continuations(order, SETTINGS) == found for order in itertools.permutations(pages))
    return [((c.source[0], c.source[2]), (c.target[0], c.target[2])) for c in found]


def test_two_pointers_that_name_each_other_are_enough() -> None:
    first = issue_page("a", None, article(0, "三条马路告别蜘蛛网", ON3), article(1, "简讯"))
    third = issue_page("c", "03", article(0, "老账本"), article(1, "天亮了", FROM1))
    assert pairs(first, third) == [(("a", 0), ("c", 1))]
    (found,) = match_continuations([first, third], SETTINGS)
    assert found.evidence == {"points-to": 1.0, "points-back": 1.0, "title": 0.0}


def test_one_pointer_needs_a_title_that_is_alike() -> None:
    first = issue_page("a", "1", article(0, "三条马路告别“空中蜘蛛网”", ON3))
    third = issue_page("c", "3", article(0, "老账本"), article(1, "三条马路告别空中蜘蛛网"))
    assert pairs(first, third) == [(("a", 0), ("c", 1))]
    assert pairs(first, issue_page("c", "3", article(0, "老账本"))) == []


def test_a_title_that_a_pointer_quotes_counts() -> None:
    first = issue_page("a", "1", article(0, "简讯"), article(1, "三条马路告别蜘蛛网"))
    third = issue_page("c", "3", article(0, "", ("continued-from", "1", "（上接第1版《三条马路告别蜘蛛网》）")))
    assert pairs(first, third) == [(("a", 1), ("c", 0))]


def test_of_several_the_likest_titles_meet_and_none_is_used_twice() -> None:
    first = issue_page("a", "1", article(0, "邻里节开幕", ON3), article(1, "助餐点新增三处", ON3))
    third = issue_page("c", "3", article(0, "助餐点新增三处", FROM1), article(1, "邻里节开幕", FROM1))
    assert pairs(first, third) == [(("a", 0), ("c", 1)), (("a", 1), ("c", 0))]


def test_pages_that_are_not_named_stay_apart() -> None:
    first = issue_page("a", "1", article(0, "邻里节开幕", ON3))
    assert pairs(first, issue_page("b", "2", article(0, "邻里节开幕", FROM1))) == [(("a", 0), ("b", 0))]
    assert pairs(first, issue_page("b", "2", article(0, "邻里节开幕"))) == []
    assert pairs(first, issue_page("b", "A3", article(0, "邻里节开幕"))) == []


def test_the_corrected_title_is_compared_where_there_is_one() -> None:
    first = issue_page("a", "1", article(0, "那理节升幕", ON3))
    third = issue_page("c", "3", article(0, "邻里节开幕"))
    assert pairs(first, third) == []
    corrected = PageOfIssue("a", "page-0001", first.metadata, first.articles, {0: "邻里节开幕"})
    assert len(match_continuations([corrected, third], SETTINGS)) == 1
