"""Text that the engine nearly read: 仙霞 where it stands as 仙震 and 霞 was among the readings of 震.

A correction that proposes the text and waits for a decision counts as well.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from itertools import combinations, pairwise
from typing import Any

from sqlalchemy import Connection, Row

from pipeline.corpus.folding import fold
from pipeline.corpus.patterns import Pattern, Span
from pipeline.database.spaced import phrase
from pipeline.editing.packing import unpack
from pipeline.model.text import LayeredText

MOST_GUESSED = 2
"""characters of one text that may be other readings: with more of them anything is found anywhere."""
LONGEST = 12
"""characters of a text that is looked for in this way."""
_AT_ONCE = 500
"""row ids in one statement."""


class Readings:
    """Looks into the engine's other readings."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def spans(self, pattern: Pattern) -> dict[int, list[Span]]:
        """Row id of a block -> where a text stands when other readings are taken; where it stands as it is left out."""
        text = pattern.text
        if text is None or not 2 <= len(text) <= LONGEST:
            return {}
        found: dict[int, list[Span]] = {}
        for id, page, words, cells in self._candidates(text):
            layered = unpack(cells)
            spans = set(_stand(pattern, words, layered, self._offered(page, text)))
            spans.update(self._proposed(text, page, layered))
            if spans:
                found[id] = sorted(spans)
        return found

    def _proposed(self, text: str, page: int, layered: LayeredText) -> Iterator[Span]:
        """Where a correction that waits for a decision would put the text."""
        statement = "SELECT ids FROM flags WHERE page = ? AND state = 'open' AND \"after\" = ?"
        for row in self._rows(statement, [page, text]):
            span = layered.span(json.loads(row.ids))
            if span is not None and layered.text[span[0] : span[1]] != text:
                yield span

    def _candidates(self, text: str) -> Iterator[tuple[int, int, str, str]]:
        """Blocks that have all characters but one or two, on pages where the engine offered these."""
        ids: set[int] = set()
        for number in range(1, most_guessed(text) + 1):
            for places in combinations(range(len(text)), number):
                ids.update(self._ids(text, places))
        proposed = (
            "SELECT b.id FROM flags f JOIN blocks b ON b.page = f.page AND b.number = f.block "
            "WHERE f.state = 'open' AND f.grouped IN (SELECT id FROM flag_groups WHERE \"after\" = ?)"
        )
        ids.update(row.id for row in self._rows(proposed, [text]))
        listed = sorted(ids)
        for at in range(0, len(listed), _AT_ONCE):
            some = listed[at : at + _AT_ONCE]
            marks = ", ".join("?" * len(some))
            for row in self._rows(f"SELECT id, page, text, cells FROM blocks WHERE id IN ({marks})", some):
                yield row.id, row.page, row.text, row.cells

    def _ids(self, text: str, places: tuple[int, ...]) -> Iterable[int]:
        values: list[object] = []
        where = ["b.position IS NOT NULL"]
        for place in places:
            where.append("b.page IN (SELECT page FROM readings WHERE text = ?)")
            values.append(text[place])
        rest = _pieces(text, places)
        asked = " AND ".join(filter(None, map(phrase, rest)))
        if asked:
            where.append("b.id IN (SELECT rowid FROM block_text WHERE block_text MATCH ?)")
            values.append(asked)
        return (row[0] for row in self._rows(f"SELECT b.id FROM blocks b WHERE {' AND '.join(where)}", values))

    def _offered(self, page: int, text: str) -> dict[str, set[str]]:
        """Character id -> characters of the text that the engine offers there."""
        wanted = sorted(set(text))
        marks = ", ".join("?" * len(wanted))
        statement = f'SELECT line, "offset", text FROM readings WHERE page = ? AND text IN ({marks})'
        found = defaultdict[str, set[str]](set)
        for row in self._rows(statement, [page, *wanted]):
            found[f"{row.line}.{row.offset}"].add(row.text)
        return found

    def _rows(self, statement: str, values: Iterable[object]) -> Sequence[Row[Any]]:
        return self._connection.exec_driver_sql(statement, tuple(values)).all()


def most_guessed(text: str) -> int:
    """Characters of a text that may be other readings."""
    return MOST_GUESSED if len(text) > 2 else 1


def _pieces(text: str, places: tuple[int, ...]) -> list[str]:
    """What is left of a text without the characters at some places."""
    bounds = [-1, *places, len(text)]
    return [text[a + 1 : b] for a, b in pairwise(bounds) if b - a > 1]


def _stand(pattern: Pattern, words: str, cells: LayeredText, offered: dict[str, set[str]]) -> Iterator[Span]:
    text = pattern.text or ""
    owners = cells.owners()
    same = (fold(text), fold(words)) if pattern.variants else (text, words)
    most = most_guessed(text)
    for start in range(len(words) - len(text) + 1):
        guessed = 0
        for k, one in enumerate(text):
            if same[0][k] == same[1][start + k]:
                continue
            owner = owners[start + k]
            guessed += 1
            if guessed > most or owner is None or one not in offered.get(owner, ()):
                break
        else:
            if guessed:
                yield start, start + len(text)
