"""Text that the engine nearly read: 仙霞 where it stands as 仙震 and 霞 was among the readings of 震.

A correction that proposes the text and waits for a decision counts as well.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from sqlalchemy import Connection, Row

from pipeline.corpus.beside_text import BesideText, beside_text, waiting, waiting_blocks
from pipeline.corpus.folding import fold
from pipeline.corpus.misread import Costs, Print, misread
from pipeline.corpus.narrowing import narrowed
from pipeline.corpus.patterns import Pattern, Span
from pipeline.database.plain import marks, plain
from pipeline.database.text_index import text_index
from pipeline.editing.packing import unpack
from pipeline.model.text import LayeredText

LONGEST = 12
"""characters of a text that is looked for in this way."""
AS_PROPOSED = 0.1
"""cost of what a correction proposes: more plausible than any reading of the engine."""
SURE = 100
"""per cent: confidence of characters for which the engine offers nothing else."""
_AT_ONCE = 100
"""blocks that are looked into together: what the engine offers on their pages is held meanwhile."""

Guesses = dict[int, dict[Span, float]]
"""row id of a block -> where a text may stand in it, and what that costs (``misread``)."""


class Readings:
    """Looks into the engine's other readings and, as the costs allow, beyond."""

    def __init__(self, connection: Connection, costs: Costs) -> None:
        self._connection, self._costs = connection, costs

    def guesses(self, pattern: Pattern) -> Guesses:
        """Where a text may stand; where it stands as it is left out."""
        text = pattern.text
        if text is None or not 2 <= len(text) <= LONGEST:
            return {}
        found: Guesses = {}
        wanted, proposed = fold(text) if pattern.variants else text, waiting(self._connection, text)
        for rows in self._candidates(text):
            texts = [unpack(row.cells) for row in rows]
            owners = [[owner or "" for owner in layered.owners()] for layered in texts]
            beside = beside_text(self._connection, _lines(rows, owners), names=not self._costs.strict)
            for row, layered, behind in zip(rows, texts, owners, strict=True):
                read = _print(row, behind, beside, pattern.variants)
                spans = misread(wanted, read, self._costs, pattern.spans(row.text))
                spans.update(dict.fromkeys(_proposed(text, layered, proposed.get(row.page, ())), AS_PROPOSED))
                if spans:
                    found[row.id] = spans
        return found

    def _candidates(self, text: str) -> Iterator[Sequence[Row[Any]]]:
        """Blocks in which enough of it stands, in the order of pages, some at a time."""
        ids = set(waiting_blocks(self._connection, text))
        for query in narrowed(text_index(self._connection), text, self._costs):
            ids.update(self._connection.scalars(query))
        listed = sorted(ids)
        for at in range(0, len(listed), _AT_ONCE):
            some = listed[at : at + _AT_ONCE]
            kept = f"id IN ({marks(some)}) AND position IS NOT NULL"
            yield plain(self._connection, f"SELECT id, page, number, text, cells FROM blocks WHERE {kept}", some).all()


def _lines(rows: Iterable[Row[Any]], owners: Iterable[Iterable[str]]) -> dict[int, set[int]]:
    """Page -> ids of the lines that some blocks are made of."""
    found = defaultdict[int, set[int]](set)
    for row, behind in zip(rows, owners, strict=True):
        found[row.page].update(int(line) for line in {owner.partition(".")[0] for owner in behind} if line)
    return found


def _print(row: Row[Any], owners: Sequence[str], beside: BesideText, variants: bool) -> Print:
    """``owners``: the character of the scan behind each character of the text; empty: none."""
    offered, confidence = beside.offered.get(row.page, {}), beside.confidence.get(row.page, {})
    lines = [owner.partition(".")[0] for owner in owners]
    each = [offered.get(owner, frozenset()) for owner in owners]
    return Print(
        text=fold(row.text) if variants else row.text,
        offered=[frozenset(map(fold, one)) for one in each] if variants else each,
        confidence=[confidence.get(owner, SURE) for owner in owners],
        ends={0, len(row.text), *(k for k in range(1, len(lines)) if lines[k] != lines[k - 1])},
        names=beside.names.get((row.page, row.number), ()),
    )


def _proposed(text: str, layered: LayeredText, waiting: Iterable[str]) -> Iterator[Span]:
    """Where corrections that wait for a decision would put the text."""
    for ids in waiting:
        span = layered.span(json.loads(ids))
        if span is not None and layered.text[span[0] : span[1]] != text:
            yield span
