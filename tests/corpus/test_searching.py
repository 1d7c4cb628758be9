"""A search finds what a plain scan of the text finds, and nothing else."""

from __future__ import annotations

import random
from collections.abc import Iterator
from pathlib import Path

import pytest
from helpers.corpus import corpus
from helpers.made_pages import PageMaker
from hypothesis import given, settings
from hypothesis import strategies as some

from pipeline.corpus import Corpus
from pipeline.corpus.folding import fold
from pipeline.corpus.searching import Options
from pipeline.model.page import Page

CHARACTERS = "虹旭居民区仙霞路天山新村的了在和，。：“”、（）！？ —…A2b２Ｂ號号國国"
"""few, so that every query of up to three characters has hits."""


def made_page(seed: int, blocks: int = 8) -> Page:
    make, chance = PageMaker(), random.Random(seed)
    for n in range(blocks):
        text = "".join(chance.choices(CHARACTERS, k=chance.randint(20, 60)))
        make.block("title" if n % 4 == 0 else "paragraph", text, article=n // 4)
    return make.page()


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Corpus]:
    folder = corpus(tmp_path_factory.mktemp("made") / "out", {f"报{n}": [made_page(n)] for n in range(6)})
    with Corpus(folder) as opened:
        yield opened


@pytest.fixture(scope="module")
def texts(made: Corpus) -> list[str]:
    return [row["text"] for row in made.table("corpus_passages")]


def occurrences(text: str, wanted: str) -> int:
    return sum(text.startswith(wanted, at) for at in range(len(text)))


def quoted(text: str) -> str:
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


@given(text=some.text(alphabet=CHARACTERS, min_size=1, max_size=4))
@settings(max_examples=150, deadline=None)
def test_random_texts_are_found_as_often_as_a_scan_finds_them(made: Corpus, texts: list[str], text: str) -> None:
    assert made.search(quoted(text), limit=0).total == sum(occurrences(one, text) for one in texts)


@given(data=some.data())
@settings(max_examples=150, deadline=None)
def test_every_stretch_of_the_corpus_is_found_where_it_stands(
    made: Corpus, texts: list[str], data: some.DataObject
) -> None:
    text = data.draw(some.sampled_from(texts))
    start = data.draw(some.integers(0, len(text) - 1))
    wanted = text[start : start + data.draw(some.integers(1, 8))]
    found = made.search(quoted(wanted))
    assert found.total == len(found.hits) == sum(occurrences(one, wanted) for one in texts) > 0
    assert {hit.text for hit in found.hits} == {wanted}


def test_characters_of_a_hit_are_those_of_the_scan(made: Corpus) -> None:
    by_block = {(row["document"], row["page"], row["block"]): row["text"] for row in made.table("corpus_passages")}
    for hit in made.search("仙", context=3).hits:
        whole = by_block[hit.document, hit.page, hit.block]
        line, offset = hit.characters[0].split(".")
        assert whole[int(offset)] == "仙"
        assert int(line) == hit.block
        assert (hit.left + hit.text + hit.right) in whole


def test_other_forms_are_found_only_when_asked_for(made: Corpus, texts: list[str]) -> None:
    def number(characters: str) -> int:
        return sum(text.count(one) for text in texts for one in characters)

    assert made.search("国").total == number("国")
    assert made.search("国", Options(variants=True)).total == number("国國")
    assert made.search("b", Options(variants=True)).total == number("bＢ")
    assert made.search("号２", Options(variants=True)).total == sum(
        occurrences(text, first + second) for text in texts for first in "号號" for second in "2２"
    )


def test_a_match_crosses_punctuation_only_when_asked_for(tmp_path: Path) -> None:
    make = PageMaker()
    make.block("paragraph", "他到天山。路上很滑，天山路很长，天 山 路")
    make.block("paragraph", "天山")
    make.block("paragraph", "路")
    with Corpus(corpus(tmp_path / "out", {"报": [make.page()]})) as asked:
        assert asked.search("天山路").total == 1
        assert asked.search("天山路", Options(across=True)).total == 3
        assert asked.search('"天山。路"').total == 1


def test_masthead_folio_and_pictures_are_left_out_until_asked_for(tmp_path: Path) -> None:
    make = PageMaker()
    make.block("masthead", "虹桥报", article=None)
    make.block("folio", "虹桥报 第三版", article=None)
    make.block("paragraph", "虹桥的早晨")
    with Corpus(corpus(tmp_path / "out", {"报": [make.page()]})) as asked:
        assert asked.search("虹桥").total == 1
        assert asked.search("虹桥", Options(all_kinds=True)).total == 3
        assert asked.search("虹桥 kind:masthead,folio").total == 2


@given(data=some.data())
@settings(max_examples=60, deadline=None)
def test_long_texts_with_many_forms_are_found(made: Corpus, texts: list[str], data: some.DataObject) -> None:
    text = data.draw(some.sampled_from(texts))
    start = data.draw(some.integers(0, len(text) - 9))
    wanted = text[start : start + data.draw(some.integers(5, 9))]
    expected = sum(occurrences(fold(one), fold(wanted)) for one in texts)
    assert made.search(quoted(wanted), Options(variants=True), limit=0).total == expected > 0
