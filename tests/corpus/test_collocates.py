"""The measures of collocates, held against published figures and against their definitions."""

from __future__ import annotations

from collections import Counter
from math import log2

import pytest

from pipeline.corpus.collocates import collocates, log_likelihood


def test_log_likelihood_is_that_of_dunning() -> None:
    """Dunning 1993, table 1: 'the swiss'."""
    together, first_only, second_only, neither = 110, 2442, 111, 29114
    size = together + first_only + second_only + neither
    found = log_likelihood(together, together + first_only, together + second_only, size)
    assert found == pytest.approx(270.72, abs=0.01)


def test_a_word_that_is_rarer_than_by_chance_is_below_zero() -> None:
    assert log_likelihood(1, 100, 500, 1_000) < 0
    assert log_likelihood(10, 100, 100, 1_000) == pytest.approx(0, abs=1e-9)


def test_words_are_ordered_by_how_much_more_often_they_stand_there() -> None:
    left, right = Counter({"小区": 3, "的": 4}), Counter({"小区": 5, "楼": 1})
    found = collocates(left, right, hits=10, corpus={"小区": 12, "的": 400, "楼": 9}, size=10_000)
    assert [one.word for one in found] == ["小区", "的"]
    first = found[0]
    assert (first.together, first.left, first.right, first.corpus) == (8, 3, 5, 12)
    assert first.expected == round(13 * 12 / 10_000, 3)
    assert first.log_dice == round(14 + log2(2 * 8 / (10 + 12)), 2)
