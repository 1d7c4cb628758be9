"""Names over time: each spelling and period, what stands beside them, and the index that people leaf through."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import Any

import pytest
from helpers.corpus import corpus
from helpers.made_pages import PageMaker
from sqlalchemy import select, update

from pipeline.corpus import Corpus, around, place_index
from pipeline.corpus.counting import Period
from pipeline.corpus.place_index import Order, Wanted
from pipeline.corpus.placing import spelled_of
from pipeline.database.schema import pages, sources
from pipeline.model.page import Page

DATES = {"报一": "2019-03-01", "报二": "2021-05-02", "报三": None, "报四": "2021-07-01"}
TEXTS = {
    "报一": ["仙霞新村街道的居民在仙霞路上。", "仙霞社区里大家都高兴。"],
    "报二": ["仙霞新村街道和仙霞新村街道，还有茅台路。"],
    "报三": ["仙霞社区在茅台路。", "天山路很长。"],
    "报四": ["这里什么地名也没有。"],
}


def page_of(texts: list[str]) -> Page:
    make = PageMaker()
    for text in texts:
        make.block("paragraph", text)
    return make.page()


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Corpus]:
    folder = corpus(tmp_path_factory.mktemp("made") / "out", {name: [page_of(text)] for name, text in TEXTS.items()})
    with Corpus(folder) as opened:
        with opened.database.write() as connection:
            for document, date in DATES.items():
                source = select(sources.c.id).where(sources.c.document == document).scalar_subquery()
                connection.execute(update(pages).where(pages.c.source == source).values(date=date))
        yield opened


def listed(made: Corpus, **wanted: Any) -> list[place_index.Listed]:
    with made.database.read() as connection:
        return place_index.index(connection, Wanted(**wanted), 0, 100)[0]


def id_of(made: Corpus, name: str) -> int:
    return next(one.id for one in listed(made) if one.name == name)


def test_spellings_are_counted_in_each_period_beside_the_pages_there_are(made: Corpus) -> None:
    rows = made.spellings(["仙霞新村街道"])
    assert [(one.printed, one.role, one.period, one.mentions, one.pages_with, one.pages) for one in rows] == [
        ("仙霞新村街道", "name", "2019", 1, 1, 1),
        ("仙霞新村街道", "name", "2021", 2, 1, 2),
        ("仙霞社区", "alias", "2019", 1, 1, 1),
        ("仙霞社区", "alias", "", 1, 1, 1),
    ]
    assert {one.period for one in made.spellings(["仙霞社区"], by="month")} == {"2019-03", "2021-05", ""}
    assert {one.name for one in made.spellings(["仙霞社区"])} == {"仙霞新村街道"}


def test_the_periods_of_a_name_add_up_to_its_mentions(made: Corpus) -> None:
    for by in Period:
        total = Counter[str]()
        for one in made.spellings(by=by):
            total[one.name] += one.mentions
        assert total == {one.name: one.mentions for one in made.places(by=by)}
    with made.database.read() as connection:
        assert spelled_of(connection, id_of(made, "仙霞新村街道"), Period.year) == made.spellings(["仙霞新村街道"])


def test_names_beside_a_name_are_those_of_the_same_paragraph(made: Corpus) -> None:
    assert [(one.name, one.blocks) for one in made.beside("仙霞新村街道")] == [("茅台路", 2), ("仙霞路", 1)]
    assert [(one.name, one.blocks) for one in made.beside("茅台路")] == [("仙霞新村街道", 2)]
    assert made.beside("天山路") == made.beside("没有这个地方") == []


def test_the_index_is_sorted_by_what_was_asked_for(made: Corpus) -> None:
    assert [one.name for one in listed(made)][:2] == ["仙霞新村街道", "茅台路"]
    by_name = [one.name for one in listed(made, order=Order.name)]
    assert by_name == sorted(by_name)
    assert [one.first for one in listed(made, order=Order.first)] == ["2019-03-01", "2019-03-01", "2021-05-02", None]
    assert [one.last for one in listed(made, order=Order.last)][-1] is None


def test_the_index_says_when_and_in_which_spelling(made: Corpus) -> None:
    street = listed(made)[0]
    assert (street.mentions, street.pages) == (5, 3)
    assert street.printed == {"仙霞新村街道": 3, "仙霞社区": 2}
    assert street.over_time == {"2019": 2, "2021": 2}
    with made.database.read() as connection:
        months = place_index.index(connection, Wanted(), 0, 1, Period.month)[0][0].over_time
    assert months == {"2019-03": 2, "2021-05": 2}
    assert (street.first, street.last) == ("2019-03-01", "2021-05-02")


def test_the_index_is_filtered_by_kind_and_by_part_of_any_spelling(made: Corpus) -> None:
    assert {one.kind for one in listed(made, kind="road")} == {"road"}
    assert [one.name for one in listed(made, part="社区")] == ["仙霞新村街道"]
    assert {one.name for one in listed(made, part="长宁")} >= {"仙霞新村街道"}
    assert listed(made, part="%") == []
    with made.database.read() as connection:
        some, number = place_index.index(connection, Wanted(), 1, 2)
        assert (len(some), number) == (2, len(listed(made)))
        assert dict(place_index.kinds(connection))["road"] == 3


def test_passages_are_those_of_the_name_in_the_order_of_time(made: Corpus) -> None:
    street = id_of(made, "仙霞新村街道")
    with made.database.read() as connection:
        found, number = around.passages(connection, street, 0, 10)
        some, of_spelling = around.passages(connection, street, 1, 1, printed="仙霞社区")
    assert number == 5
    assert [one.date for one in found] == ["2019-03-01"] * 2 + ["2021-05-02"] * 2 + [None]
    assert (found[0].left, found[0].text, found[0].right) == ("", "仙霞新村街道", "的居民在仙霞路上。")
    assert found[3].characters == tuple(f"0.{n}" for n in range(7, 13))
    assert (of_spelling, [one.document for one in some]) == (2, ["报三"])


def test_a_withdrawn_document_is_in_none_of_them(made: Corpus) -> None:
    street, road = id_of(made, "仙霞新村街道"), id_of(made, "天山路")
    made.withdraw("报三", "甲", "权利人要求")
    try:
        with made.database.read() as connection:
            assert place_index.listed(connection, road) is None
            shown = place_index.listed(connection, street)
            assert shown is not None
            assert (shown.name, shown.kind, shown.parent, shown.mentions) == ("仙霞新村街道", "street", "长宁区", 4)
            assert around.passages(connection, street, 0, 10)[1] == 4
        assert [(one.name, one.blocks) for one in made.beside("茅台路")] == [("仙霞新村街道", 1)]
        assert "天山路" not in {one.name for one in listed(made)}
    finally:
        assert made.put_back("报三")
