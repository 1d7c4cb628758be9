"""Text that the engine nearly read: 仙霞 where it stands as 仙震 and 霞 was among the readings of 震.

A correction that proposes the text and waits for a decision counts as well.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from typing import Any

from sqlalchemy import Connection, Row

from pipeline.corpus.folding import fold
from pipeline.corpus.misread import Costs, Print, misread
from pipeline.corpus.narrowing import narrowed
from pipeline.corpus.patterns import Pattern, Span
from pipeline.database.plain import plain
from pipeline.database.text_index import text_index
from pipeline.editing.packing import unpack
from pipeline.model.text import LayeredText

LONGEST = 12
"""characters of a text that is looked for in this way."""
AS_PROPOSED = 0.1
"""cost of what a correction proposes: more plausible than any reading of the engine."""
SURE = 100
"""per cent: confidence of characters for which the engine offers nothing else."""
_AT_ONCE = 500
"""row ids in one statement."""
_PAGES_KEPT = 64
"""pages whose readings are held: blocks of one page come one after the other."""

Guesses = dict[int, dict[Span, float]]
"""row id of a block -> where a text may stand in it, and what that costs (``misread``)."""


class Readings:
    """Looks into the engine's other readings and, as the costs allow, beyond."""

    def __init__(self, connection: Connection, costs: Costs) -> None:
        self._connection, self._costs = connection, costs
        self._offered = lru_cache(maxsize=_PAGES_KEPT)(self._offered_on)

    def guesses(self, pattern: Pattern) -> Guesses:
        """Where a text may stand; where it stands as it is left out."""
        text = pattern.text
        if text is None or not 2 <= len(text) <= LONGEST:
            return {}
        found: Guesses = {}
        for row in self._candidates(text):
            id, page, words, layered = row.id, row.page, row.text, unpack(row.cells)
            read = self._print(row, layered, pattern.variants)
            wanted = fold(text) if pattern.variants else text
            spans = misread(wanted, read, self._costs, pattern.spans(words))
            spans.update(dict.fromkeys(self._proposed(text, page, layered), AS_PROPOSED))
            if spans:
                found[id] = spans
        return found

    def _print(self, row: Row[Any], layered: LayeredText, variants: bool) -> Print:
        owners, (offered, confidence) = layered.owners(), self._offered(row.page)
        lines = [None if owner is None else owner.partition(".")[0] for owner in owners]
        each = [offered.get(owner or "", frozenset()) for owner in owners]
        return Print(
            text=fold(row.text) if variants else row.text,
            offered=[frozenset(map(fold, one)) for one in each] if variants else each,
            confidence=[confidence.get(owner or "", SURE) for owner in owners],
            ends={0, len(row.text), *(k for k in range(1, len(lines)) if lines[k] != lines[k - 1])},
            names=() if self._costs.strict else self._names(row.page, row.number),
        )

    def _names(self, page: int, block: int) -> list[Span]:
        statement = 'SELECT start, "end" FROM mentions WHERE page = ? AND block = ?'
        return [(row.start, row.end) for row in self._rows(statement, [page, block])]

    def _proposed(self, text: str, page: int, layered: LayeredText) -> Iterator[Span]:
        """Where a correction that waits for a decision would put the text."""
        statement = "SELECT ids FROM flags WHERE page = ? AND state = 'open' AND \"after\" = ?"
        for row in self._rows(statement, [page, text]):
            span = layered.span(json.loads(row.ids))
            if span is not None and layered.text[span[0] : span[1]] != text:
                yield span

    def _candidates(self, text: str) -> Iterator[Row[Any]]:
        """Blocks in which enough of it stands, in the order of pages."""
        ids: set[int] = set()
        for query in narrowed(text_index(self._connection), text, self._costs):
            ids.update(self._connection.scalars(query))
        proposed = (
            "SELECT b.id FROM flags f JOIN blocks b ON b.page = f.page AND b.number = f.block "
            "WHERE f.state = 'open' AND f.grouped IN (SELECT id FROM flag_groups WHERE \"after\" = ?)"
        )
        ids.update(row.id for row in self._rows(proposed, [text]))
        listed = sorted(ids)
        for at in range(0, len(listed), _AT_ONCE):
            some = listed[at : at + _AT_ONCE]
            marks = ", ".join("?" * len(some))
            kept = f"id IN ({marks}) AND position IS NOT NULL"
            yield from self._rows(f"SELECT id, page, number, text, cells FROM blocks WHERE {kept}", some)

    def _offered_on(self, page: int) -> tuple[dict[str, frozenset[str]], dict[str, int]]:
        """Character id -> what else the engine offers there; -> how sure it was of what it chose, per cent."""
        found, confidence = defaultdict[str, set[str]](set), dict[str, int]()
        statement = 'SELECT line, "offset", text, confidence FROM readings WHERE page = ?'
        for line, offset, text, sure in map(tuple, self._rows(statement, [page])):
            id = f"{line}.{offset}"
            found[id].add(text)
            confidence[id] = sure
        return {id: frozenset(texts) for id, texts in found.items()}, confidence

    def _rows(self, statement: str, values: Iterable[object]) -> Sequence[Row[Any]]:
        return plain(self._connection, statement, tuple(values)).all()
