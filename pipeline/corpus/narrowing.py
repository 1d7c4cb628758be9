"""Which blocks may have a text that was misread: what the database is asked before anything is aligned."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations, pairwise

from pipeline.corpus.misread import ALIKE, LONG, SHORT, Costs
from pipeline.correct import glyphs
from pipeline.database.spaced import near, phrase

Asked = tuple[str, list[object]]
"""a statement that gives row ids of blocks, with its values"""
_MOST_OFFERED = 3
"""characters of one text that are looked for among the readings of a page; of a ``LONG`` one two."""
_FTS = "SELECT rowid FROM block_text WHERE block_text MATCH ?"


def narrowed(text: str, costs: Costs) -> Iterator[Asked]:
    """Statements whose blocks together are all that may have the text within the budget."""
    most = min(int(costs.budget(len(text)) / costs.offered), len(text) - 1, _MOST_OFFERED if len(text) < LONG else 2)
    for number in range(1, most + 1):
        for places in combinations(range(len(text)), number):
            yield _offered(text, places)
    if not costs.strict:
        asked = " OR ".join(f"({one})" for one in _unlike(text) if one)
        if asked:
            yield _FTS, [asked]


def _offered(text: str, places: tuple[int, ...]) -> Asked:
    """Blocks with all characters but some, on pages where the engine offers those."""
    values: list[object] = []
    where = ["b.position IS NOT NULL"]
    for place in places:
        where.append("b.page IN (SELECT page FROM readings WHERE text = ?)")
        values.append(text[place])
    asked = " AND ".join(filter(None, map(phrase, pieces(text, places))))
    if asked:
        where.append(f"b.id IN ({_FTS})")
        values.append(asked)
    return f"SELECT b.id FROM blocks b WHERE {' AND '.join(where)}", values


def _unlike(text: str) -> Iterator[str | None]:
    """All characters but one or two near each other, whatever stands for those, or a look-alike for one."""
    size = len(text)
    if size <= SHORT + 1:
        yield from (one for k in range(size) for one in _alike(text, k))
    for number in range(1, min(2, size - SHORT) + 1):
        for places in combinations(range(size), number):
            yield near(pieces(text, places), size)


def _alike(text: str, place: int) -> Iterator[str]:
    for other, likeness in glyphs.shipped().look_alikes(text[place]).items():
        if likeness >= ALIKE:
            asked = phrase(text[:place] + other + text[place + 1 :])
            if asked:
                yield asked


def pieces(text: str, places: tuple[int, ...]) -> list[str]:
    """What is left of a text without the characters at some places."""
    bounds = [-1, *places, len(text)]
    return [text[a + 1 : b] for a, b in pairwise(bounds) if b - a > 1]
