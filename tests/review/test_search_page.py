"""The search page: what it finds, how it refines, and that everything stands in its address."""

from __future__ import annotations

import re
import time
from collections.abc import Iterator
from html import unescape
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
from helpers.corpus import misread_page, put, street_page
from helpers.made_pages import PageMaker
from helpers.review import Site, spoken, worked
from sqlalchemy import delete
from starlette.testclient import TestClient
from working import SCRIPT, hostile_page

from pipeline.database.schema import article_numbers, articles, indexed, mentions
from pipeline.model.page import Metadata, Page
from pipeline.review.navigation import PLACES
from pipeline.review.routes import search as routes
from pipeline.review.search_asked import Asked, Meant


def market_page() -> Page:
    """Another year: 虹山 in a heading and a caption, 天山路 beside it."""
    make = PageMaker()
    make.block("title", "虹山集市")
    make.block("paragraph", "天山路上的虹山集市人来人往，虹山人都说好。")
    make.block("caption", "虹山一景")
    return make.page().changed(metadata=Metadata(date="2019-05-01", page_label="3"))


def lost_page() -> Page:
    """芙蓉江路 once as it is printed, and once with a character lost."""
    make = PageMaker()
    make.block("title", "路名")
    make.block("paragraph", "他们在芙蓉江路见面，又到芙江路口去。")
    return make.page().changed(metadata=Metadata(date="2019-05-02"))


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    documents = {
        "报一": [street_page(), market_page()],
        "报二": [misread_page()],
        "报三": [hostile_page(), lost_page()],
    }
    opened = worked(tmp_path_factory.mktemp("search") / "out", documents)
    yield opened
    opened.room.close()


@pytest.fixture(scope="module")
def reader(made: Site) -> TestClient:
    return made.signed_in("读", "reader")


def page(reader: TestClient, query: str) -> str:
    answer = reader.get(f"/search?{query}")
    assert answer.status_code == 200
    return answer.text


def total(html: str) -> int:
    found = re.search(r"<b>(?:共 )?([\d,]+)(?: 处| hits?)</b>", html)
    return int(found[1].replace(",", "")) if found else 0


def links(html: str, kind: str = "") -> list[str]:
    """Addresses of the links of a class."""
    return [unescape(one) for one in re.findall(rf'<a[^>]*class="{kind}[^"]*"[^>]*href="([^"]+)"', html)]


def facet(html: str, name: str) -> dict[str, tuple[int, str]]:
    """Value -> hits, address."""
    section = re.search(rf"<h2>{name}</h2>(.*?)</section>", html, re.DOTALL)
    assert section, name
    rows = re.findall(
        r'<a href="([^"]+)"[^>]*><span class="value">\s*(.*?)\s*</span><span class="count">(\d+)', section[1], re.DOTALL
    )
    return {unescape(value): (int(count), unescape(address)) for address, value, count in rows}


def test_hits_stand_under_their_article_with_date_page_and_quality(reader: TestClient) -> None:
    html = page(reader, "q=虹山集市人")
    assert total(html) == 1
    said = spoken(html)
    assert "虹山集市 虹桥报 5 · 2019-05-01 · 第 3 版 · 报一" in said
    assert "把握 97.0 % 机器识读" in said
    assert "<mark>虹山集市人</mark>来人往" in html


def test_a_hit_leads_to_the_image_with_its_characters_and_to_its_article(reader: TestClient) -> None:
    html = page(reader, "q=虹山集市人&variants=1")
    (image,) = links(html, "hit-link")
    assert urlsplit(image).path == "/pages/2"
    fields = parse_qs(urlsplit(image).query)
    assert fields == {"block": ["1"], "characters": ["1.5,1.6,1.7,1.8,1.9"], "q": ["虹山集市人"], "variants": ["1"]}
    article = re.search(r'href="(/articles/[^"?]+)\?([^"]*)" class="article-link"', html)
    assert article
    assert reader.get(article[1]).status_code == 200
    assert parse_qs(unescape(article[2])) == {"q": ["虹山集市人"], "variants": ["1"]}


def test_every_value_of_every_facet_leads_to_as_many_hits_as_it_says(reader: TestClient) -> None:
    html = page(reader, "q=虹山 OR 天山路")
    asked = 0
    for name in ("日期", "种类", "同段地名", "文档"):
        for count, address in facet(html, name).values():
            assert total(reader.get(address).text) == count, address
            asked += 1
    assert asked > 8


def test_a_refinement_shows_as_a_chip_that_takes_it_away(reader: TestClient) -> None:
    html = page(reader, "q=虹山&kind=title")
    assert total(html) == 1
    (chip,) = links(html, "chip")
    assert chip == "/search?q=%E8%99%B9%E5%B1%B1"
    assert total(reader.get(chip).text) > 1


def test_a_year_refines_to_its_months_and_another_one_takes_its_place(reader: TestClient) -> None:
    years = facet(page(reader, "q=虹山"), "日期")
    assert list(years) == ["2019", "2021"]
    assert total(page(reader, "q=虹山&date=2019")) == years["2019"][0] == 4
    asked = Asked(Meant(q="虹山"), (("date", "2019"),))
    assert asked.with_value("date", "2019-05").refined == (("date", "2019-05"),)


def test_names_come_together_and_other_values_take_the_place_of_one_another() -> None:
    asked = Asked(Meant(q="号")).with_value("place", "天山路").with_value("place", "仙霞路").with_value("kind", "title")
    asked = asked.with_value("kind", "caption")
    assert asked.refined == (("place", "天山路"), ("place", "仙霞路"), ("kind", "caption"))
    assert asked.without("place", "天山路").refined == (("place", "仙霞路"), ("kind", "caption"))


def test_an_address_holds_everything_and_nothing_that_is_as_usual() -> None:
    asked = Asked(Meant(q="虹 旭", variants=True, fuzzy=True, within="article"), (("kind", "title"),), "kwic", "left")
    fields = parse_qs(urlsplit(asked.address(at=3)).query)
    assert fields == {
        "q": ["虹 旭"],
        "variants": ["1"],
        "fuzzy": ["1"],
        "within": ["article"],
        "kind": ["title"],
        "view": ["kwic"],
        "sort": ["left"],
        "at": ["3"],
    }
    assert Asked(Meant(q="旭")).address() == "/search?q=%E6%97%AD"
    assert Asked(Meant()).address() == "/search"
    assert parse_qs(urlsplit(asked.elsewhere("/frequency")).query).keys() == {
        "q",
        "variants",
        "fuzzy",
        "within",
        "kind",
    }


def test_an_order_that_a_view_does_not_have_is_left_behind() -> None:
    asked = Asked(Meant(q="旭"), (), "kwic", "left")
    assert asked.listed("list").order == "relevance"
    assert Asked(Meant(q="旭"), (), "list", "newest").listed("kwic").order == "newest"


def test_a_concordance_sorts_by_the_context_on_either_side(reader: TestClient) -> None:
    def contexts(side: str) -> list[str]:
        html = page(reader, f"q=虹山&view=kwic&sort={side}")
        return [unescape(one) for one in re.findall(rf'class="{side} text"[^>]*><div>(.*?)</div>', html)]

    right, left = contexts("right"), contexts("left")
    assert len(right) == len(left) == 7
    assert right == sorted(right, key=lambda text: text[:12].encode("gb18030"))
    assert left == sorted(left, key=lambda text: text[::-1][:12].encode("gb18030"))


def test_a_concordance_sorts_by_whole_words_and_only_a_concordance(made: Site, reader: TestClient) -> None:
    for order in ("right-word", "left-word"):
        html = page(reader, f"q=虹山&view=kwic&sort={order}")
        expected = made.room.corpus.search("虹山", sort=order, context=40).hits
        side = order.removesuffix("-word")
        shown = [unescape(one) for one in re.findall(rf'class="{side} text"[^>]*><div>(.*?)</div>', html)]
        assert shown == [getattr(hit, side) for hit in expected]
    assert ">右词</a>" in html
    assert "右词" not in page(reader, "q=虹山&sort=right-word")
    assert Asked(Meant(q="旭"), (), "kwic", "left-word").listed("list").order == "relevance"


def test_more_hits_than_can_be_cut_into_words_are_sorted_by_characters_and_that_is_said(
    reader: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert "逐处切词" not in page(reader, "q=虹山&view=kwic&sort=left-word")
    monkeypatch.setattr(routes, "MOST_CUT", 6)
    html = page(reader, "q=虹山&view=kwic&sort=left-word")
    assert "多于 6 处，逐处切词太慢" in spoken(html)
    assert links(html, "hit-link") == links(page(reader, "q=虹山&view=kwic&sort=left"), "hit-link")


def test_options_reach_the_corpus(reader: TestClient) -> None:
    assert total(page(reader, "q=虹鲲新村")) == 1
    html = page(reader, "q=虹鲲新村&alternatives=1")
    assert total(html) == 2
    assert "另读" in html
    assert total(page(reader, "q=天山路 虹山 大家")) == 0
    assert total(page(reader, "q=社区 大家&within=article")) == 3


def test_misread_names_are_found_marked_explained_and_stand_last(reader: TestClient) -> None:
    assert total(page(reader, "q=芙蓉江路&all_kinds=1")) == total(page(reader, "q=芙蓉江路&alternatives=1")) == 1
    for view, language in (("list", "zh"), ("kwic", "en")):
        cookies = {"Cookie": f"baokan-language={language}; {_cookies(reader)}"}
        html = reader.get(f"/search?q=芙蓉江路&fuzzy=1&view={view}&sort=text", headers=cookies).text
        assert total(html) == 2
        badge, legend = {"zh": ("疑误", "也许读错了字"), "en": ("maybe misread", "may have been misread")}[language]
        rows = [spoken(row) for row in html.split("data-row")[1:]]
        assert [badge in row for row in rows] == [False, True]
        assert legend in spoken(html.partition("data-row")[0])
    html = page(reader, "q=芙蓉江路&fuzzy=1")
    assert "越像的越靠前" in html
    assert all("fuzzy=1" in link for link in links(html, "hit-link"))
    assert "疑误" not in page(reader, "q=虹山&fuzzy=1")


def test_the_hits_of_a_page_say_which_ones_read_otherwise(reader: TestClient) -> None:
    address = urlsplit(links(page(reader, "q=芙蓉江路&fuzzy=1"), "hit-link")[-1])
    found = reader.get(f"/api{address.path}/hits?q=芙蓉江路&fuzzy=1").json()["hits"]
    assert [(hit["text"], hit["guessed"]) for hit in found] == [("芙蓉江路", False), ("芙江路", True)]
    assert len(reader.get(f"/api{address.path}/hits?q=芙蓉江路").json()["hits"]) == 1


def test_an_article_marks_misread_names_and_hands_the_option_on(reader: TestClient) -> None:
    html = page(reader, "q=芙蓉江路&fuzzy=1")
    article = re.search(r'href="(/articles/[^"]+)" class="article-link"', html)
    assert article
    text = reader.get(unescape(article[1])).text
    assert "<mark>芙江路</mark>" in text
    assert "fuzzy=1" in text


def test_the_form_works_without_a_script(reader: TestClient) -> None:
    html = page(reader, "q=虹山&kind=title&view=kwic&sort=left&variants=1")
    form = re.search(r'<form action="/search".*?</form>', html, re.DOTALL)
    assert form
    fields = re.findall(r'<input type="(?:hidden|search)" name="(\w+)"[^>]*? value="([^"]*)"', form[0])
    fields += re.findall(r'<input type="checkbox" name="(\w+)" value="(1)" checked>', form[0])
    fields += [("within", value) for value in re.findall(r'<option value="(\w*)" selected>', form[0])]
    again = reader.get("/search", params=fields)
    assert again.status_code == 200
    assert links(again.text, "hit-link") == links(html, "hit-link") != []
    assert dict(fields) == {
        **{"q": "虹山", "kind": "title", "view": "kwic", "sort": "left", "variants": "1"},
        "within": "block",
    }


def test_an_error_points_at_its_character_in_the_language_of_the_page(reader: TestClient) -> None:
    html = page(reader, "q=虹旭 AND (居委")
    assert "第 8 个字符： 这个括号没有闭合。" in spoken(html)
    assert 'class="pointed" aria-hidden="true">虹旭 AND <b>(</b>居委</p>' in html
    assert 'aria-invalid="true"' in html
    english = reader.get("/search?q=虹旭 dat:2021", headers={"Cookie": f"baokan-language=en; {_cookies(reader)}"}).text
    assert "Character 4: there is no field 'dat'; the nearest is 'date'." in spoken(unescape(english))
    assert page(reader, "q=虹旭 AND").count("<b> </b>") == 1


def _cookies(reader: TestClient) -> str:
    return "; ".join(f"{name}={value}" for name, value in reader.cookies.items())


def test_where_nothing_was_found_other_ways_are_named(reader: TestClient) -> None:
    html = page(reader, "q=人來人往&kind=paragraph")
    assert total(html) == 0
    assert "没有找到。" in html
    variants = re.search(r'<a href="([^"]+)">繁简异体一并找', html)
    assert variants
    assert total(reader.get(unescape(variants[1])).text) == 1
    ways = page(reader, "q=芙蓉江路口")
    fuzzy = re.search(r'<a href="([^"]+)">连疑似误识一起找', ways)
    assert fuzzy
    assert total(reader.get(unescape(fuzzy[1])).text) == 1
    nothing = page(reader, "q=虹鲲新村九&fuzzy=1")
    assert "没有找到。" in nothing
    assert "连识读候选" not in nothing


def test_print_that_is_html_is_shown_and_not_run(reader: TestClient) -> None:
    for view in ("list", "kwic"):
        html = reader.get("/search", params={"q": '"<script>alert(1)"', "view": view}).text
        assert total(html) == 1
        assert SCRIPT not in html
        assert "&lt;script&gt;alert(1)" in html


def test_many_hits_are_told_a_page_at_a_time(reader: TestClient) -> None:
    first, second = page(reader, "q=大 OR 家 OR 虹 OR 山 OR 路"), page(reader, "q=大 OR 家 OR 虹 OR 山 OR 路&at=2")
    assert total(first) == total(second) > 20
    assert first.count("data-row") == 20
    assert "第 21–" in second
    assert not set(links(first, "hit-link")) & set(links(second, "hit-link"))


def test_an_empty_query_says_how_to_ask_and_how_large_the_corpus_is(reader: TestClient) -> None:
    said = spoken(page(reader, ""))
    assert "5 页" in said
    assert "虹旭 NEAR/5 居委" in unescape(said)
    assert total(page(reader, "q=%20")) == 0


@pytest.mark.parametrize("query", ["q=" + "a" * 1001, "q=号&sort=size", "q=号&view=map", "q=号&at=0", "within=x"])
def test_an_address_that_makes_no_sense_is_refused(reader: TestClient, query: str) -> None:
    assert reader.get(f"/search?{query}").status_code == 422


def test_a_value_that_no_field_takes_is_told_like_an_error_of_the_query(reader: TestClient) -> None:
    assert "没有“titel”这个种类" in page(reader, "q=虹山&kind=titel")


def test_withdrawn_documents_are_in_no_search(made: Site, reader: TestClient) -> None:
    before = total(page(reader, "q=虹鲲"))
    made.room.corpus.withdraw("报二", "李", "重复")
    try:
        assert (before, total(page(reader, "q=虹鲲"))) == (1, 0)
    finally:
        made.room.corpus.put_back("报二")


def test_names_that_editors_added_are_known_to_queries(made: Site, reader: TestClient) -> None:
    assert "地名表里没有“虹山新坊”" in page(reader, "q=alias:虹山新坊")
    made.room.editing.names.add("李", "虹山新坊", "estate")
    assert "没有找到" in page(reader, "q=alias:虹山新坊")


def test_the_hits_of_a_page_are_told_with_their_characters(reader: TestClient) -> None:
    found = reader.get("/api/pages/1/hits?q=虹山 OR 里大家都").json()["hits"]
    assert [(hit["block"], hit["characters"]) for hit in found] == [
        (1, ["1.2", "1.3"]),
        (1, ["1.7", "1.8", "1.9", "2.0"]),
        (2, ["3.0", "3.1"]),
    ]
    assert reader.get("/api/pages/1/hits?q=").status_code == 422
    answer = reader.get("/api/pages/1/hits?q=(").json()["error"]
    assert (answer["code"], answer["at"]) == ("not-a-query", 1)
    assert reader.get("/api/pages/99/hits?q=号").status_code == 404


def test_the_keeper_takes_in_what_a_run_finishes_and_what_an_older_version_left(tmp_path: Path) -> None:
    opened = worked(tmp_path / "out", {"报一": [street_page()]}, look_again_seconds=0.05)
    room = opened.room
    try:
        with room.database.write() as connection:
            for table in (articles, article_numbers, mentions, indexed):
                connection.execute(delete(table))
        put(room.results, "报二", [street_page()])
        room.keeper.start()
        deadline = time.monotonic() + 30
        while len(room.corpus.table("corpus_articles")) < 2:
            assert time.monotonic() < deadline
            time.sleep(0.02)
        assert [row["number"] for row in room.corpus.table("corpus_articles")] == [1, 1]
        assert room.corpus.search("虹山").total == 4
    finally:
        room.close()


def test_the_place_of_the_header_is_there(reader: TestClient) -> None:
    (place,) = [one for one in PLACES if one.name == "search"]
    assert f'href="{place.path}" data-go="{place.code}"' in reader.get("/help").text
