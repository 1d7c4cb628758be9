"""Which characters of a long text are rare: an index is sooner through with the few blocks that have these."""

from __future__ import annotations

from collections import Counter
from functools import cache

from pipeline.correct.lexicon import shipped

ASKED = 4
"""characters of a long text that an index is asked for; measured at 100 million characters, where six of them take half
as long again, and three leave ten times the blocks to be read."""


def rarest(text: str) -> str:
    """The ``ASKED`` characters of a text, one after the other, that are rarest together; all of a short one."""
    if len(text) <= ASKED:
        return text
    often = _often()
    # one that no word of the dictionary has may be anything, a mark for instance: common
    numbers = [often.get(one, often.total()) for one in text]
    at = min(range(len(text) - ASKED + 1), key=lambda k: sum(numbers[k : k + ASKED]))
    return text[at : at + ASKED]


@cache
def _often() -> Counter[str]:
    """How often characters stand in the words of the dictionary, as often as those are used."""
    found = Counter[str]()
    for word, number in shipped().frequency.items():
        for one in word:
            found[one] += number
    return found
