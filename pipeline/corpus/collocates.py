"""Words that stand beside what was found more often than chance would have it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from math import log, log2
from typing import TYPE_CHECKING

from pipeline.corpus.found import Found
from pipeline.corpus.words import words_of

if TYPE_CHECKING:
    from jieba import Tokenizer

CHARACTERS = 8
"""characters that are read for each word of the window: longer words are rare."""


@dataclass(frozen=True, slots=True)
class Collocate:
    """One word."""

    word: str
    left: int
    """times on the left of a hit, within the window."""
    right: int
    corpus: int
    """times in the whole corpus."""
    expected: float
    """times beside hits, if words stood anywhere by chance."""
    log_likelihood: float
    """Dunning's G²; below zero: rarer than by chance."""
    log_dice: float
    """14 + log2 of Dice's coefficient; does not depend on the size of the corpus."""

    @property
    def together(self) -> int:
        """Times beside a hit."""
        return self.left + self.right


def beside(found: Found, cutter: Tokenizer, window: int) -> tuple[Counter[str], Counter[str]]:
    """Words on the left and on the right of all hits, up to ``window`` words on either side, in the same block."""
    left, right = Counter[str](), Counter[str]()
    for place in found.places:
        text = found.blocks[place.block].text
        before = text[max(0, place.start - CHARACTERS * window) : place.start]
        behind = text[place.end : place.end + CHARACTERS * window]
        left.update(words_of(cutter, before)[-window:])
        right.update(words_of(cutter, behind)[:window])
    return left, right


def collocates(
    left: Counter[str], right: Counter[str], hits: int, corpus: Mapping[str, int], size: int, least: int = 2
) -> list[Collocate]:
    """The words, by log-likelihood.  ``size``: words of the corpus; ``least``: times that one must stand there."""
    window, found = left.total() + right.total(), []
    for word in left.keys() | right.keys():
        together = left[word] + right[word]
        if together < least:
            continue
        all_of_it = max(corpus.get(word, 0), together)
        expected = window * all_of_it / max(size, window)
        likelihood = log_likelihood(together, window, all_of_it, max(size, window))
        dice = 14 + log2(2 * together / (hits + all_of_it))
        found.append(
            Collocate(
                word, left[word], right[word], all_of_it, round(expected, 3), round(likelihood, 2), round(dice, 2)
            )
        )
    return sorted(found, key=lambda one: (-one.log_likelihood, one.word))


def log_likelihood(together: int, window: int, word: int, size: int) -> float:
    """Dunning's G² of the table (in the window or not) x (this word or another), signed."""
    cells = (
        (together, window, word),
        (window - together, window, size - word),
        (word - together, size - window, word),
        (size - window - word + together, size - window, size - word),
    )
    total = sum(seen * log(seen * size / (row * column)) for seen, row, column in cells if seen > 0)
    return 2 * total if together * size >= window * word else -2 * total
