"""The page of an article: its text and quality, an address that stays, citations that others can use."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from html import unescape
from pathlib import Path

import pytest
from helpers.corpus import put
from helpers.made_pages import PageMaker
from helpers.review import HOST, Site, site, spoken, worked
from starlette.testclient import TestClient

from pipeline.batch.issues import FILE_NAME
from pipeline.model.page import Metadata, Page

ADDRESS = "/articles/报一/page-0001/1"
PERMALINK = f"http://{HOST}/articles/%E6%8A%A5%E4%B8%80/page-0001/1"


def first_page() -> Page:
    make = PageMaker()
    make.block("title", "社区新闻", article=0)
    make.block("byline", "本报记者", article=0)
    first = make.block("paragraph", "今天虹山居委会里大家", "都说一声好。", article=0)
    make.block("title", "天气", article=1)
    make.table([["周一", "晴"], ["周二", "雨"]], article=1)
    make.correct(first, 2, "虹山", "虹仙", status="flagged")
    return make.page().changed(metadata=Metadata(date="2021-01-22", page_label="1"))


def second_page() -> Page:
    make = PageMaker()
    make.block("paragraph", "大家都很高兴，后来才散。", article=0)
    return make.page().changed(metadata=Metadata(page_label="2"))


@pytest.fixture
def made(tmp_path: Path) -> Iterator[Site]:
    opened = worked(tmp_path / "out", {"报一": [first_page(), second_page()]})
    yield opened
    opened.room.close()


@pytest.fixture
def reader(made: Site) -> TestClient:
    return made.signed_in("读", "reader")


def take(site: Site, *pages: Page) -> None:
    """As another run would leave the document."""
    put(site.room.results, "报一", pages)
    site.room.editing.intake.run()


def test_an_article_is_shown_with_its_headings_and_source(reader: TestClient) -> None:
    html = reader.get(ADDRESS).text
    assert '<h1 class="text">社区新闻</h1>' in html
    assert '<p class="text">今天虹山居委会里大家都说一声好。</p>' in html
    assert "天气" not in spoken(html).partition("出处")[0]
    said = spoken(html)
    assert "报刊 虹桥报 期号 5 日期 2021-01-22 版次 1 文档 报一 · page-0001" in said
    assert "本文识读把握 97.0 % 整页识读把握 97.0 % 页面状态 机器识读 待定之处 1" in said
    assert "还没有人校对过这一页" in said


def test_a_table_keeps_its_rows(reader: TestClient) -> None:
    assert '<pre class="text">周一\t晴\n周二\t雨</pre>' in reader.get("/articles/报一/page-0001/2").text


def test_what_is_decided_counts_at_once(made: Site, reader: TestClient) -> None:
    editor = made.signed_in("甲", "editor")
    version = next(one["version"] for one in editor.get("/api/pages/1").json()["blocks"] if one["number"] == 2)
    editor.post("/api/pages/1/blocks/2/text", json={"version": version, "text": "今天虹仙居委会里大家都说一声好。"})
    editor.post("/api/pages/1/state", json={"before": "in review", "after": "reviewed"})
    html = reader.get(ADDRESS).text
    assert "今天虹仙居委会" in html
    assert "页面状态 已校对 校对 甲 待定之处 0" in spoken(html)
    assert "还没有人校对过" not in html


def test_hits_of_a_query_are_marked_and_lead_to_the_image(reader: TestClient) -> None:
    html = reader.get(f"{ADDRESS}?q=虹山 OR 山居委 OR 大家").text
    assert "4 处" not in html  # overlapping ones are one stretch of text, and are counted as hits
    assert "3 处 虹山 OR 山居委 OR 大家" in html
    marked = re.findall(r'<a class="marked" href="([^"]+)"><mark>(.*?)</mark></a>', html)
    assert [text for _, text in marked] == ["虹山", "居委", "大家"]
    assert unescape(marked[0][0]).startswith("/pages/1?block=2&characters=2.2,2.3&q=")
    assert "本文没有 仙霞" in reader.get(f"{ADDRESS}?q=仙霞").text
    assert reader.get(f"{ADDRESS}?q=(").status_code == 200


def test_articles_lead_to_those_before_and_behind_also_on_the_next_page(reader: TestClient) -> None:
    def ways(address: str) -> list[str]:
        return re.findall(r'rel="(?:prev|next)" href="([^"]+)"', reader.get(address).text)

    first, second, third = (f"/articles/%E6%8A%A5%E4%B8%80/{tail}" for tail in PLACES)
    assert ways(first) == [second]
    assert ways(second) == [first, third]
    assert ways(third) == [second]


PLACES = ("page-0001/1", "page-0001/2", "page-0002/1")


def test_articles_that_go_on_on_another_page_lead_to_each_other(made: Site, reader: TestClient) -> None:
    where = [
        {"document": "报一", "page": page, "article": article} for page, article in (("page-0001", 0), ("page-0002", 0))
    ]
    issue = {
        **{"key": "虹桥报 5", "publication": "虹桥社区报", "date": "2021-01-22", "issue": "5", "issue_total": None},
        "documents": ["报一"],
        "continuations": [{"from": where[0], "to": where[1], "evidence": {}}],
    }
    (made.room.results / FILE_NAME).write_text(json.dumps({"issues": [issue]}), encoding="utf-8")
    assert "下转：（无题）" in reader.get(ADDRESS).text
    assert f'href="/articles/%E6%8A%A5%E4%B8%80/{PLACES[2]}"' in reader.get(ADDRESS).text
    assert "上接：社区新闻" in reader.get("/articles/报一/page-0002/1").text
    (made.room.results / FILE_NAME).write_text("{", encoding="utf-8")
    assert "下转" not in reader.get(ADDRESS).text


def citations(html: str) -> list[str]:
    return [unescape(one) for one in re.findall(r'id="citation-\w+"[^>]*>(.*?)</(?:p|pre)>', html, re.DOTALL)]


def test_citations_name_the_article_the_issue_and_the_address(reader: TestClient) -> None:
    gb, bib, ris = citations(reader.get(ADDRESS).text)
    assert gb == f"社区新闻[N/OL]. 虹桥报, 2021-01-22(1)[2026-03-02]. {PERMALINK}."
    assert f"  url = {{{PERMALINK}}},\n" in bib
    assert f"UR  - {PERMALINK}" in ris


def test_where_nobody_else_reaches_the_pages_a_citation_gives_no_address(tmp_path: Path) -> None:
    opened = worked(tmp_path / "alone", {"报一": [first_page()]}, shared=False)
    try:
        html = opened.owner().get(ADDRESS).text
        gb, bib, ris = citations(html)
        assert gb == "社区新闻[N]. 虹桥报, 2021-01-22(1)."
        assert "url" not in bib
        assert "UR" not in ris
        assert "--shared" in html
    finally:
        opened.room.close()


def test_an_article_without_a_title_is_cited_by_how_it_begins(reader: TestClient) -> None:
    (gb, *_) = citations(reader.get("/articles/报一/page-0002/1").text)
    assert gb.startswith("大家都很高兴，后来才散。[N/OL]. 虹桥报, 2021-01-22(2)[2026-03-02]. ")


@pytest.mark.parametrize(
    ("ending", "media_type", "begins"),
    [("bib", "application/x-bibtex", b"@article{"), ("ris", "application/x-research-info-systems", b"TY  - NEWS\r\n")],
)
def test_citations_can_be_downloaded(reader: TestClient, ending: str, media_type: str, begins: bytes) -> None:
    answer = reader.get(f"{ADDRESS}/citation.{ending}")
    assert answer.headers["content-type"] == f"{media_type}; charset=utf-8"
    assert re.fullmatch(rf'attachment; filename="[A-Za-z0-9-]+\.{ending}"', answer.headers["content-disposition"])
    assert answer.content.startswith(begins)
    assert "社区新闻" in answer.content.decode()
    assert reader.get(f"{ADDRESS}/citation.txt").status_code == 422


def test_the_address_stays_with_its_article_when_the_page_is_read_anew(made: Site, reader: TestClient) -> None:
    page = first_page()
    renamed = tuple(block.model_copy(update={"article": 1 - (block.article or 0)}) for block in page.blocks)
    take(made, page.changed(blocks=tuple(reversed(renamed))), second_page())
    assert '<h1 class="text">社区新闻</h1>' in reader.get(ADDRESS).text
    assert '<h1 class="text">天气</h1>' in reader.get("/articles/报一/page-0001/2").text


def test_an_article_that_is_gone_says_so_and_what_stands_there_now(made: Site, reader: TestClient) -> None:
    page = first_page()
    one = tuple(block.model_copy(update={"article": 5}) for block in page.blocks)
    take(made, page.changed(blocks=one), second_page())
    answers = {number: reader.get(f"/articles/报一/page-0001/{number}") for number in (1, 2)}
    (gone,) = [number for number, answer in answers.items() if answer.status_code == 410]
    kept = 3 - gone
    assert answers[kept].status_code == 200
    assert f'<a href="/articles/%E6%8A%A5%E4%B8%80/page-0001/{kept}">社区新闻</a>' in answers[gone].text
    assert reader.get(f"/articles/报一/page-0001/{gone}/citation.bib").status_code == 404


def test_a_withdrawn_document_says_who_took_it_out_and_why(made: Site, reader: TestClient) -> None:
    made.room.corpus.withdraw("报一", "李", "版权 <未清>")
    answer = reader.get(ADDRESS)
    assert answer.status_code == 410
    assert "由 李 从语料里撤出：版权 &lt;未清&gt;" in answer.text
    assert reader.get(f"{ADDRESS}/citation.ris").status_code == 404
    made.room.corpus.put_back("报一")
    assert reader.get(ADDRESS).status_code == 200


@pytest.mark.parametrize(
    "address", ["/articles/报一/page-0001/9", "/articles/报九/page-0001/1", "/articles/报一/page-7/1"]
)
def test_a_number_that_was_never_given_is_not_there(reader: TestClient, address: str) -> None:
    assert reader.get(address).status_code == 404


def test_without_its_page_file_an_article_is_still_shown(made: Site) -> None:
    (made.room.results / "报一" / "page-0001.json").unlink()
    again = site(made.room.results, shared=True)  # with nothing in memory
    try:
        said = spoken(again.signed_in("甲", "reader").get(ADDRESS).text)
    finally:
        again.room.close()
    assert "今天虹山居委会" in said
    assert "本文识读把握" not in said
    assert "报刊 虹桥报" in said
