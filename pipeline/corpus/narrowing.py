"""Which blocks may have a text that was misread: what the database is asked before anything is aligned."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations, pairwise

from sqlalchemy import Select, select

from pipeline.corpus.misread import ALIKE, LONG, SHORT, Costs
from pipeline.correct import glyphs
from pipeline.database.asked import Asked, all_of, any_of, near, phrase
from pipeline.database.schema import blocks, readings
from pipeline.database.text_index import TextIndex

_MOST_OFFERED = 3
"""characters of one text that are looked for among the readings of a page; of a ``LONG`` one two."""


def narrowed(index: TextIndex, text: str, costs: Costs) -> Iterator[Select[tuple[int]]]:
    """Statements that give row ids of blocks, which together are all that may have the text within the budget."""
    most = min(int(costs.budget(len(text)) / costs.offered), len(text) - 1, _MOST_OFFERED if len(text) < LONG else 2)
    for number in range(1, most + 1):
        for places in combinations(range(len(text)), number):
            yield _offered(index, text, places)
    if not costs.strict:
        asked = any_of(filter(None, _unlike(text)))
        if asked:
            yield index.ids(asked)


def _offered(index: TextIndex, text: str, places: tuple[int, ...]) -> Select[tuple[int]]:
    """Blocks with all characters but some, on pages where the engine offers those."""
    b, asked = blocks.c, all_of(map(phrase, pieces(text, places)))
    offering = (b.page.in_(select(readings.c.page).where(readings.c.text == text[place])) for place in places)
    query = select(b.id).where(b.position.is_not(None), *offering)
    return query if asked is None else query.where(b.id.in_(index.ids(asked)))


def _unlike(text: str) -> Iterator[Asked | None]:
    """All characters but one or two near each other, whatever stands for those, or a look-alike for one."""
    size = len(text)
    if size <= SHORT + 1:
        yield from (one for k in range(size) for one in _alike(text, k))
    for number in range(1, min(2, size - SHORT) + 1):
        for places in combinations(range(size), number):
            yield near(pieces(text, places), size)


def _alike(text: str, place: int) -> Iterator[Asked | None]:
    for other, likeness in glyphs.shipped().look_alikes(text[place]).items():
        if likeness >= ALIKE:
            yield phrase(text[:place] + other + text[place + 1 :])


def pieces(text: str, places: tuple[int, ...]) -> list[str]:
    """What is left of a text without the characters at some places."""
    bounds = [-1, *places, len(text)]
    return [text[a + 1 : b] for a, b in pairwise(bounds) if b - a > 1]
