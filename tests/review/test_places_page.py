"""The index of places, and the page of one: what is counted, what leads where."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from html import unescape
from pathlib import Path
from urllib.parse import parse_qs, urlsplit
from xml.etree import ElementTree

import pytest
from helpers.made_pages import PageMaker
from helpers.review import Site, spoken, worked
from sqlalchemy import select, update

from pipeline.database.schema import pages, places, sources
from pipeline.model.page import Page

TEXTS = {
    "报一": ["仙霞新村街道的居民在仙霞路上。", "仙霞社区里大家都高兴。", "天山路很长"],
    "报二": ["仙霞新村街道和仙霞新村街道，还有茅台路。"],
}


def page_of(texts: list[str]) -> Page:
    make = PageMaker()
    for text in texts:
        make.block("paragraph", text)
    return make.page()


@pytest.fixture
def made(tmp_path: Path) -> Iterator[Site]:
    found = worked(tmp_path / "out", {name: [page_of(texts)] for name, texts in TEXTS.items()})
    with found.room.database.write() as connection:
        source = select(sources.c.id).where(sources.c.document == "报二").scalar_subquery()
        connection.execute(update(pages).where(pages.c.source == source).values(date="2023-04-05"))
    yield found
    found.room.close()


def id_of(made: Site, name: str) -> int:
    with made.room.database.read() as connection:
        found = connection.scalar(select(places.c.id).where(places.c.name == name))
    assert found is not None
    return int(found)


def listed(html: str) -> list[str]:
    """Names of the index, in its order."""
    return [spoken(one.partition("</th>")[0]) for one in html.split('<th scope="row">')[1:]]


def addresses(html: str, mark: str) -> list[str]:
    return [unescape(one.partition('"')[0]) for one in html.split(mark)[1:]]


def test_the_index_lists_names_with_mentions_spellings_and_time(made: Site) -> None:
    page = made.signed_in("读", "reader").get("/places").text
    assert listed(page)[0] == "仙霞新村街道"
    assert sorted(listed(page)) == sorted(["仙霞新村街道", "仙霞路", "天山路", "茅台路"])
    first = spoken(page.partition("<tbody>")[2].partition("</tr>")[0])
    assert first == "仙霞新村街道 街道 长宁区 4 2 仙霞新村街道 3 仙霞社区 1 2021-01-22 2023-04-05"
    assert "2021–2023" in spoken(page)
    assert page.count('class="spark"') == 4


def test_the_index_is_filtered_sorted_and_saved(made: Site) -> None:
    reader = made.signed_in("读", "reader")
    assert listed(reader.get("/places?kind=road").text) == ["仙霞路", "天山路", "茅台路"]
    assert listed(reader.get("/places?part=社区").text) == ["仙霞新村街道"]
    assert listed(reader.get("/places?sort=last").text)[:2] == ["仙霞新村街道", "茅台路"]
    assert "没有符合条件的地名" in reader.get("/places?part=没有").text
    assert reader.get("/places?sort=colour").status_code == 422
    answer = reader.get("/places/index.csv?kind=road&sort=name")
    rows = list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig"))))
    assert [row["name"] for row in rows] == sorted(["仙霞路", "天山路", "茅台路"])
    assert rows[0]["over_time"].startswith('{"20')


def test_a_name_shows_its_spellings_over_time(made: Site) -> None:
    page = made.signed_in("读", "reader").get(f"/places/{id_of(made, '仙霞新村街道')}").text
    said = spoken(page)
    assert "提及 4 次，见于 2 页" in said
    assert "仙霞新村街道：各种写法逐年提及" in said
    assert "仙霞新村街道 正名 3 2021–2023" in said
    assert "仙霞社区 别名 1 2021" in said
    assert "没有页面的时段" in said


def test_a_name_with_one_spelling_has_a_plain_figure(made: Site) -> None:
    page = made.signed_in("读", "reader").get(f"/places/{id_of(made, '天山路')}").text
    assert "天山路：逐年提及" in page
    assert "各种写法逐年" not in page


def test_names_of_the_same_paragraph_lead_to_their_pages(made: Site) -> None:
    page = made.signed_in("读", "reader").get(f"/places/{id_of(made, '仙霞新村街道')}").text
    together = page.partition('class="together"')[2].partition("</ul>")[0]
    assert addresses(together, 'href="') == [f"/places/{id_of(made, name)}" for name in ("仙霞路", "茅台路")]


def test_passages_lead_to_their_characters_on_the_page(made: Site) -> None:
    reader = made.signed_in("读", "reader")
    page = reader.get(f"/places/{id_of(made, '仙霞新村街道')}?printed=仙霞社区").text
    passages = page.partition('id="passages"')[2]
    assert "里大家都高兴。" in passages
    (link,) = [one for one in addresses(passages, 'href="') if one.startswith("/pages/")]
    assert parse_qs(urlsplit(link).query) == {"block": ["1"], "characters": ["1.0,1.1,1.2,1.3"]}
    assert reader.get(link).status_code == 200
    whole = reader.get(f"/places/{id_of(made, '仙霞新村街道')}").text.partition('id="passages"')[2]
    assert len([one for one in addresses(whole, 'href="') if one.startswith("/pages/")]) == 4


def test_a_part_of_a_bar_leads_to_its_spelling_in_its_year(made: Site) -> None:
    page = made.signed_in("读", "reader").get(f"/places/{id_of(made, '仙霞新村街道')}").text
    asked = [parse_qs(urlsplit(one).query) for one in addresses(page, 'data-to="')]
    assert {"q": ['"仙霞社区"'], "date": ["2021"]} in asked
    assert {"q": ['"仙霞新村街道"'], "date": ["2023"]} in asked


def test_the_figure_and_its_numbers_are_saved(made: Site) -> None:
    reader, place = made.signed_in("读", "reader"), id_of(made, "仙霞新村街道")
    figure = reader.get(f"/places/{place}/figure.svg?by=month&measure=relative")
    assert "每万字次数" in "".join(ElementTree.fromstring(figure.content).itertext())
    answer = reader.get(f"/places/{place}/figure.csv?by=month")
    rows = list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig"))))
    assert [(row["printed"], row["period"], row["mentions"], row["pages"]) for row in rows] == [
        ("仙霞新村街道", "2021-01", "1", "1"),
        ("仙霞新村街道", "2023-04", "2", "1"),
        ("仙霞社区", "2021-01", "1", "1"),
    ]


@pytest.mark.parametrize("path", ["/places/999", "/places/999/figure.svg", "/places/999/figure.csv", "/places/0"])
def test_a_name_that_is_mentioned_nowhere_is_not_there(made: Site, path: str) -> None:
    assert made.signed_in("读", "reader").get(path).status_code in (404, 422)


def test_before_anything_is_mentioned_the_index_says_so(shared: Site) -> None:
    assert "还没有找到地名表里的名称" in shared.signed_in("读", "reader").get("/places").text
