"""Runs of characters: counted as a plain count counts them, whether at once or in parts."""

from __future__ import annotations

import random
from collections import Counter
from pathlib import Path

import pytest
from helpers.corpus import corpus
from helpers.made_pages import PageMaker

from pipeline.corpus import Corpus, words
from pipeline.model.page import Page


def made_page(seed: int) -> Page:
    make, chance = PageMaker(), random.Random(seed)
    for _ in range(6):
        make.block("paragraph", "".join(chance.choices("虹旭居民区，。的A1", k=60)))
    make.block("folio", "虹旭虹旭虹旭")
    return make.page()


@pytest.mark.parametrize("size", [1, 2, 5])
def test_runs_in_parts_are_those_of_a_plain_count(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, size: int) -> None:
    with Corpus(corpus(tmp_path / "out", {f"报{n}": [made_page(n)] for n in range(3)})) as opened:
        texts = [row["text"] for row in opened.table("corpus_passages") if row["kind"] == "paragraph"]
        plain = Counter(
            run[k : k + size] for text in texts for run in words.RUN.findall(text) for k in range(len(run) - size + 1)
        )
        whole = opened.ngrams(size, 10_000)
        assert dict(whole) == plain
        assert [number for _, number in whole] == sorted(plain.values(), reverse=True)
        monkeypatch.setattr(words, "RUNS_AT_ONCE", 100)
        assert opened.ngrams(size, 10_000) == whole
        assert opened.ngrams(size, 7) == whole[:7]
