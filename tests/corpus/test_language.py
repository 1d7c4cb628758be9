"""The query language: what each construct finds, and where errors point."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from helpers.corpus import corpus
from helpers.made_pages import PageMaker

from pipeline.corpus import Corpus
from pipeline.corpus.facets import band
from pipeline.corpus.searching import Options
from pipeline.corpus.syntax import QueryError


@pytest.fixture(scope="module")
def asked(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Corpus]:
    make = PageMaker()
    make.block("title", "虹旭居民区迎新春", article=0)
    make.block("paragraph", "虹旭居民区的老人在天山路上散步。", article=0)
    make.block("paragraph", "仙霞新村离天山路不远，大家说虹旭好。", article=0)
    make.block("title", "仙霞新村", article=1)
    make.block("paragraph", "仙侠小说和仙霞诗歌(选)", article=1)
    with Corpus(corpus(tmp_path_factory.mktemp("asked") / "out", {"报": [make.page()]})) as opened:
        yield opened


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("虹旭", ["虹旭", "虹旭", "虹旭"]),
        ("虹旭 天山路", ["虹旭", "天山路", "天山路", "虹旭"]),
        ("虹旭 AND 老人", ["虹旭", "老人"]),
        ("虹旭 NOT 天山路", ["虹旭"]),
        ("老人 OR 小说", ["老人", "小说"]),
        ("(老人 OR 新村) 天山路", ["老人", "天山路", "新村", "天山路"]),
        ("新村 NOT (离 OR 老)", ["新村"]),
        ("仙? NOT 天山", ["仙霞", "仙侠", "仙霞"]),
        ("虹*区", ["虹旭居民区", "虹旭居民区"]),
        ("*老人*", ["老人"]),
        ("离*大家", []),
        ("老人 NEAR/2 天山路", ["老人在天山路"]),
        ("天山路 NEAR/1 老人", ["老人在天山路"]),
        ("老人 NEAR/0 天山路", []),
        ("虹旭 NEAR/5 (新村 OR 老人)", ["虹旭居民区的老人"]),
        ('"歌(选)"', ["歌(选)"]),
        ("仙霞 kind:title", ["仙霞"]),
        ("仙霞 种类:标题", ["仙霞"]),
        ("仙霞 NOT kind:title", ["仙霞", "仙霞"]),
        ("仙霞 (kind:title OR 天山)", ["仙霞", "天山", "仙霞"]),
        ("虹旭 article:迎新春", ["虹旭", "虹旭", "虹旭"]),
        ("虹旭 article:仙霞", []),
        ("虹旭 date:2021", ["虹旭", "虹旭", "虹旭"]),
        ("虹旭 date:2019..2020-12", []),
        ("虹旭 date:2021-01-22..", ["虹旭", "虹旭", "虹旭"]),
        ('虹旭 issue:"报 5"', ["虹旭", "虹旭", "虹旭"]),
        ("虹旭 document:报?", []),
        ("虹旭 document:报*", ["虹旭", "虹旭", "虹旭"]),
        ("虹旭 state:machine confidence:0.9..", ["虹旭", "虹旭", "虹旭"]),
        ("虹旭 state:reviewed", []),
        ("虹旭 confidence:>=0.99", []),
        ("散步 place:天山路", ["散步"]),
        ("alias:虹旭居民区 老人", ["虹旭居民区", "老人"]),
        ("(虹旭 老人) kind:paragraph", ["虹旭", "老人"]),
        ("(老人 OR 小说) place:=天山路", ["老人"]),
        ('虹旭 issue:"=虹桥报 5"', ["虹旭", "虹旭", "虹旭"]),
        ('虹旭 issue:"=虹桥报"', []),
        ("虹旭 date:none", []),
        ("虹旭 NOT confidence:none", ["虹旭", "虹旭", "虹旭"]),
    ],
)
def test_a_query_finds(asked: Corpus, query: str, found: list[str]) -> None:
    assert [hit.text for hit in asked.search(query, sort="text").hits] == found


def test_and_may_be_about_articles_and_pages(asked: Corpus) -> None:
    query = "迎新春 散步"
    assert asked.search(query).total == 0
    assert asked.search(query, Options(within="article")).total == 2
    assert asked.search("迎新春 小说", Options(within="article")).total == 0
    assert asked.search("迎新春 小说", Options(within="page")).total == 2
    assert asked.search("散步 NOT 迎新春", Options(within="article")).total == 0


@pytest.mark.parametrize(
    ("query", "position", "said"),
    [
        ("", 0, "the query ends"),
        ("虹旭 AND", 6, "the query ends"),
        ("(虹旭", 0, "not closed"),
        ("虹旭)", 2, "no parenthesis is open"),
        ('虹旭 "仙霞', 3, "quotation mark"),
        ('虹旭 ""', 3, "nothing between"),
        ("OR 虹旭", 0, "'OR' stands"),
        ("NOT 虹旭", 0, "nothing to look for"),
        ("kind:title", 0, "nothing to look for"),
        ("虹旭 dat:2021", 3, "nearest is 'date'"),
        ("虹旭 date:21", 3, "no date"),
        ("虹旭 date:", 8, "missing"),
        ("虹旭 kind:titel", 3, "there is no kind"),
        ("虹旭 state:done", 3, "there is no state"),
        ("虹旭 confidence:high", 3, "no confidence"),
        ("虹旭 NEAR/99999 仙霞", 8, "number"),
        ("虹旭 NEAR (仙霞 老人)", 9, "beside NEAR"),
        ("?*", 0, "wildcards"),
        ("老人 alias:没有这个名字", 3, "no list has"),
    ],
)
def test_an_error_points_at_its_character(asked: Corpus, query: str, position: int, said: str) -> None:
    with pytest.raises(QueryError) as caught:
        asked.search(query)
    assert caught.value.position == position
    assert said in str(caught.value)
    assert f"character {position + 1}" in str(caught.value)


def test_conditions_beside_a_query_hold_for_the_whole_of_it(asked: Corpus) -> None:
    found = asked.search("散步 OR 仙霞", also=[("kind", "title")])
    assert [hit.text for hit in found.hits] == ["仙霞"]
    assert asked.search("虹旭 kind:title", also=[("date", "2021")]).total == 1
    with pytest.raises(QueryError) as caught:
        asked.search("虹旭", also=[("kind", "titel")])
    assert caught.value.position == 2


def test_every_value_of_a_facet_refines_to_as_many_hits_as_it_says(asked: Corpus) -> None:
    found = asked.search("虹旭 OR 天山路", facet=["year", "issue", "kind", "state", "place", "confidence", "document"])
    assert found.facets["confidence"] == [("0.95..0.9799", 5)]
    for name, counts in found.facets.items():
        assert counts
        for value, hits in counts:
            exact = f"={value}" if name in ("issue", "place") else value
            refined = asked.search(found.query, also=[("date" if name == "year" else name, exact)])
            assert refined.total == hits, (name, value)


@pytest.mark.parametrize(
    ("confidence", "expected"),
    [(1.0, "0.99.."), (0.99, "0.99.."), (0.9899, "0.98..0.9899"), (0.9, "0.9..0.9499"), (0.2, "0..0.8999")],
)
def test_bands_of_confidence_leave_nothing_between_them(confidence: float, expected: str) -> None:
    assert band(confidence) == expected
    assert band(None) == "none"


def test_hits_are_told_page_by_page_and_article_by_article(asked: Corpus) -> None:
    assert [hit.text for hit in asked.on_page("虹旭", None, "报", 1)] == ["虹旭"] * 3
    assert [hit.block for hit in asked.on_page("仙霞", None, "报", 1, article=1)] == [3, 4]
    assert asked.on_page("虹旭", None, "报", 2) == []
