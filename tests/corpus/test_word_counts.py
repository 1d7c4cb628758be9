"""Words are counted where something has changed, and the counts are those of counting everything anew."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from helpers.corpus import corpus, put, street_page
from helpers.made_pages import PageMaker
from hypothesis import given, settings
from hypothesis import strategies as some
from sqlalchemy import delete, insert, select, update

from pipeline.corpus import Corpus, state, word_counts
from pipeline.corpus.words import texts, tokenizer, words_of
from pipeline.database.schema import blocks, corpus_words, outdated_texts, sources, uncounted_blocks
from pipeline.editing.requests import SpanEdit
from pipeline.following import editing_of
from pipeline.model.page import Page
from pipeline.settings import Settings


def other_page() -> Page:
    make = PageMaker()
    make.block("title", "仙霞新村的早晨")
    make.block("paragraph", "居民在仙霞路上散步，大家都很高兴。")
    return make.page()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return corpus(tmp_path / "out", {"报一": [street_page()], "报二": [street_page(), other_page()]})


def anew(asked: Corpus) -> Counter[str]:
    cutter = tokenizer(asked.names)
    with asked.database.read() as connection:
        return Counter(word for text in texts(connection) for word in words_of(cutter, text))


def kept(asked: Corpus) -> Counter[str]:
    total = word_counts.counted(asked.database, asked.names)
    with asked.database.read() as connection:
        found = Counter(dict(connection.execute(select(corpus_words.c.word, corpus_words.c.count)).all()))
    assert total == found.total()
    return found


def test_after_an_edit_only_its_block_is_cut(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    cut: list[str] = []

    def noted(cutter: object, text: str) -> list[str]:
        cut.append(text)
        return words_of(cutter, text)  # type: ignore[arg-type]

    with Corpus(folder) as asked:
        kept(asked)
        monkeypatch.setattr(word_counts, "words_of", noted)
        editing = editing_of(folder, Settings())
        with editing.database:
            editing.edit_spans("李", [SpanEdit(1, 2, ("3.5", "3.6", "3.7"), "天山支路", "仙霞路")])
        assert kept(asked) == anew(asked)
        assert len(cut) == 2
        assert ("天山支路" in cut[0], "仙霞路" in cut[1]) == (True, True)
        cut.clear()
        kept(asked)
        assert cut == []


def test_a_page_that_is_taken_anew_is_counted_anew(folder: Path) -> None:
    with Corpus(folder) as asked:
        assert kept(asked)["散步"] == 1
    put(folder, "报二", [street_page(), street_page()])
    with Corpus(folder) as asked:
        assert kept(asked) == anew(asked)
        assert kept(asked)["散步"] == 0


def test_withdrawn_documents_are_taken_off_and_put_back(folder: Path) -> None:
    with Corpus(folder) as asked:
        before = kept(asked)
        asked.withdraw("报二", "李", "测试")
        assert kept(asked) == anew(asked) != before
        asked.put_back("报二")
        assert kept(asked) == anew(asked) == before


def test_other_lists_of_names_count_everything_anew(folder: Path, tmp_path: Path) -> None:
    names = tmp_path / "names.csv"
    names.write_text("name,kind,aliases\n居委会里,estate,\n", encoding="utf-8")
    with Corpus(folder) as asked:
        assert "居委会里" not in kept(asked)
    with Corpus(folder, Settings.model_validate({"gazetteer": {"files": [names]}})) as asked:
        assert kept(asked) == anew(asked)
        assert kept(asked)["居委会里"] == 2


def test_a_change_while_words_are_cut_is_left_for_the_next_part(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with Corpus(folder) as asked:
        once = [True]

        def disturbed(cutter: object, text: str) -> list[str]:
            if once:
                once.clear()
                with asked.database.write() as connection:
                    connection.execute(update(blocks).where(blocks.c.id == 1).values(text="新的标题"))
                    connection.execute(delete(blocks).where(blocks.c.id == 2))
                    state.changed(connection)
            return words_of(cutter, text)  # type: ignore[arg-type]

        monkeypatch.setattr(word_counts, "words_of", disturbed)
        assert kept(asked) == anew(asked)


TEXTS = ("虹山小区在天山路边上", "大家都说好，好。", "", "仙霞新村的居民", "两个小区")


def _text(asked: Corpus, chance: random.Random) -> None:
    change = {"text": chance.choice(TEXTS), "kind": chance.choice(("paragraph", "title", "folio"))}
    with asked.database.write() as connection:
        ids = list(connection.scalars(select(blocks.c.id)))
        if ids:
            connection.execute(update(blocks).where(blocks.c.id == chance.choice(ids)).values(**change))


def _gone(asked: Corpus, chance: random.Random) -> None:
    with asked.database.write() as connection:
        ids = list(connection.scalars(select(blocks.c.id)))
        if ids:
            connection.execute(delete(blocks).where(blocks.c.id == chance.choice(ids)))


def _new(asked: Corpus, chance: random.Random) -> None:
    with asked.database.write() as connection:
        number = chance.randint(100, 10**6)
        values = {"page": chance.randint(1, 3), "number": number, "position": chance.choice((None, number))}
        text = {"text": chance.choice(TEXTS), "cells": "[]", "machine": "", "lines": "[]"}
        connection.execute(insert(blocks).values(**values, **text, kind="paragraph"))


def _joined(asked: Corpus, chance: random.Random) -> None:
    with asked.database.write() as connection:
        connection.execute(update(blocks).where(blocks.c.page == chance.randint(1, 3)).values(position=None))


def _hidden(asked: Corpus, chance: random.Random) -> None:
    with asked.database.write() as connection:
        for_one = sources.c.document == chance.choice(("报一", "报二"))
        connection.execute(update(sources).where(for_one).values(state=chance.choice(("done", "replaced"))))


def _counting(asked: Corpus, chance: random.Random) -> None:
    kept(asked)


CHANGES: tuple[Callable[[Corpus, random.Random], None], ...] = (_text, _gone, _new, _joined, _hidden, _counting)


@pytest.fixture(scope="module")
def changing(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Corpus, list[dict[str, Any]]]]:
    """A corpus, and its blocks as they are at first."""
    folder = corpus(tmp_path_factory.mktemp("words") / "out", {"报一": [street_page()], "报二": [other_page()] * 2})
    with Corpus(folder) as asked:
        with asked.database.read() as connection:
            at_first = [dict(row) for row in connection.execute(select(blocks)).mappings()]
        yield asked, at_first


@given(some.lists(some.integers(0, len(CHANGES) - 1), max_size=12), some.integers(0, 1000))
@settings(max_examples=40)
def test_whatever_happens_the_counts_are_those_of_counting_anew(
    changing: tuple[Corpus, list[dict[str, Any]]], happens: list[int], seed: int
) -> None:
    chance, (asked, at_first) = random.Random(seed), changing
    with asked.database.write() as connection:
        connection.execute(delete(blocks))
        connection.execute(insert(blocks), at_first)
        connection.execute(update(sources).values(state="done"))
        state.changed(connection)
    for one in happens:
        CHANGES[one](asked, chance)
        with asked.database.write() as connection:
            state.changed(connection)
    assert kept(asked) == anew(asked)
    with asked.database.read() as connection:
        assert connection.execute(select(outdated_texts)).all() == []
        hidden = select(blocks.c.id).where(blocks.c.id.in_(select(uncounted_blocks.c.block)))
        assert (connection.execute(hidden).first() is not None) <= (CHANGES.index(_hidden) in happens)
