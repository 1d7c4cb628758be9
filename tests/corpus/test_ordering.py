"""The first hits of an order are the first of all, whatever is looked at for them; found sets are kept as they are."""

from __future__ import annotations

import random
from collections.abc import Iterator

import pytest
from helpers.corpus import corpus, street_page
from helpers.made_pages import PageMaker
from hypothesis import given, settings
from hypothesis import strategies as some
from sqlalchemy import update

from pipeline.corpus import Corpus, Options
from pipeline.corpus.facets import FACETS
from pipeline.corpus.keeping import TITLES
from pipeline.corpus.orders import Sort
from pipeline.corpus.remembering import Memory
from pipeline.corpus.sorting import SORTED_BY, collated, ordered
from pipeline.corpus.words import cutting
from pipeline.database.schema import pages, sources
from pipeline.model.page import Page

CHARACTERS = "虹旭区仙霞路的了，。"


def page(seed: int) -> Page:
    make, chance = PageMaker(), random.Random(seed)
    for n in range(10):
        text = "".join(chance.choices(CHARACTERS, k=chance.randint(5, 30)))
        make.block("title" if n % 5 == 0 else "paragraph", text, article=n // 5)
    return make.page()


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Corpus]:
    folder = corpus(tmp_path_factory.mktemp("ordered") / "out", {f"报{n}": [page(n), page(n + 50)] for n in range(4)})
    with Corpus(folder) as opened:
        yield opened


@given(
    sort=some.sampled_from([one for one in Sort]),
    first=some.integers(0, 40),
    query=some.sampled_from(["虹", "仙霞", "了的", "虹 OR 路", "区 NOT 旭", "虹 kind:title"]),
)
@settings(max_examples=150, deadline=None)
def test_the_first_of_an_order_are_the_first_of_all(made: Corpus, sort: Sort, first: int, query: str) -> None:
    with made.found(query) as (_, found):
        cut = cutting(made.names)
        assert list(ordered(found, sort, first, cut)) == list(ordered(found, sort, None, cut))[:first]


@pytest.mark.parametrize("query", ["虹", "仙霞", "虹 OR 路"])
def test_orders_are_what_they_are_called(made: Corpus, query: str) -> None:
    with made.found(query) as (_, found):
        blocks, places = found.blocks, found.places
        assert len(places) == found.total
        where = {place: n for n, place in enumerate(places)}

        def right(place: tuple[int, int, int]) -> bytes:
            return collated(blocks[place[0]].text[place[2] : place[2] + SORTED_BY])

        def left(place: tuple[int, int, int]) -> bytes:
            return collated(blocks[place[0]].text[max(0, place[1] - SORTED_BY) : place[1]][::-1])

        def rank(place: tuple[int, int, int]) -> tuple[bool, int]:
            block = blocks[place[0]]
            same = [one for one in places if (blocks[one.block].page, blocks[one.block].article) == block[1:5:3]]
            return block.kind not in TITLES, -len(same)

        for sort, key in ((Sort.right, right), (Sort.left, left), (Sort.relevance, rank)):
            assert list(ordered(found, sort)) == sorted(places, key=lambda one: (key(one), where[one]))
        reading = [(blocks[one.block].source, blocks[one.block].page, blocks[one.block].position) for one in places]
        assert reading == sorted(reading)


def test_words_beside_a_hit_order_it(made: Corpus) -> None:
    cut = {"虹旭": ["虹", "旭"]}

    def words(text: str) -> list[str]:
        return cut.get(text) or [text] if text else []

    with made.found("仙霞") as (_, found):
        hits = ordered(found, Sort.right_word, None, words)
        behind = [found.blocks[one.block].text[one.end : one.end + SORTED_BY] for one in hits]
        assert behind == sorted(behind, key=lambda text: [collated(word) for word in words(text)])
        hits = ordered(found, Sort.left_word, 5, words)
        before = [found.blocks[one.block].text[max(0, one.start - SORTED_BY) : one.start] for one in hits]
        assert before == sorted(before, key=lambda text: [collated(word) for word in reversed(words(text))])


def test_facets_count_every_hit_once(made: Corpus) -> None:
    with made.found("虹") as (connection, found):
        from pipeline.corpus.facets import facet

        for name in FACETS:
            counts = facet(connection, found, name)
            assert (sum(number for _, number in counts) == found.total) is (name != "place"), name


def test_what_was_found_is_kept_until_something_changes(made: Corpus) -> None:
    times = []
    memory = Memory()
    with made.found("虹") as (connection, found):

        def find() -> object:
            times.append(1)
            return found

        assert memory.found(connection, "虹", find).total == memory.found(connection, "虹", find).total  # type: ignore[arg-type]
        assert len(times) == 1
        small = Memory(most=10)
        for _ in range(2):
            small.found(connection, "虹", find)  # type: ignore[arg-type]
        assert len(times) == 3, "what is larger than the memory is not kept"


def test_kept_hits_are_those_of_the_corpus_as_it_is(tmp_path_factory: pytest.TempPathFactory) -> None:
    folder = corpus(tmp_path_factory.mktemp("kept") / "out", {"报一": [street_page()], "报二": [street_page()]})
    with Corpus(folder) as asked:
        assert asked.search("虹山").total == asked.search("虹山").total == 4
        assert asked.search("虹山 state:reviewed").total == 0
        with asked.database.write() as connection:  # nothing of this raises the version
            connection.execute(update(pages).where(pages.c.id == 1).values(state="reviewed"))
        assert asked.search("虹山 state:reviewed").total == 2
        with asked.database.write() as connection:
            connection.execute(update(sources).where(sources.c.document == "报二").values(state="replaced"))
        assert asked.search("虹山").total == 2
        asked.withdraw("报一", "李", "测试")
        assert asked.search("虹山").total == 0
        asked.put_back("报一")
        assert asked.search("虹山", Options(variants=True)).total == 2
