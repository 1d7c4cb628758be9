"""How hits are spread over documents, issues, years, kinds, states, places and the confidence of their pages."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from functools import cache

from sqlalchemy import Connection

from pipeline.corpus.fields import NONE
from pipeline.corpus.matching import Block
from pipeline.corpus.searching import Found

UNDATED = ""
"""value of what has no date or no issue."""
BANDS = (0.99, 0.98, 0.95, 0.9, 0.0)
"""Lower ends of the bands of confidence, 0..1."""
_LAST = 0.0001
"""what a band ends below the next one: confidences are kept to four digits."""


@cache
def band(confidence: float | None) -> str:
    """The band of a page's confidence, as the query language has it: ``0.95..0.9799``."""
    if confidence is None:
        return NONE
    at = next(n for n, low in enumerate(BANDS) if confidence >= low)
    return f"{BANDS[at]:g}.." + (f"{BANDS[at - 1] - _LAST:g}" if at else "")


_SIMPLE: dict[str, Callable[[Block], str]] = {
    "year": lambda block: (block.date or UNDATED)[:4],
    "month": lambda block: (block.date or UNDATED)[:7],
    "issue": lambda block: block.issue or UNDATED,
    "kind": lambda block: block.kind,
    "state": lambda block: block.state,
    "confidence": lambda block: band(block.confidence),
}
FACETS = (*_SIMPLE, "document", "place")


def facet(connection: Connection, found: Found, name: str, most: int = 50) -> list[tuple[str, int]]:
    """Value -> hits, the most frequent first; those of ``place`` are names that stand in the same block."""
    in_block = Counter(place.block for place in found.places)
    counts = Counter[str]()
    if name == "place":
        here = Counter({(found.blocks[n].page, found.blocks[n].number): hits for n, hits in in_block.items()})
        for place, page, number in _mentioned(connection, {page for page, _ in here}):
            counts[place] += here.get((page, number), 0)
    else:
        value = _documents(connection) if name == "document" else _SIMPLE[name]
        for n, hits in in_block.items():
            counts[value(found.blocks[n])] += hits
    return sorted(((text, hits) for text, hits in counts.items() if hits), key=lambda one: (-one[1], one[0]))[:most]


def _documents(connection: Connection) -> Callable[[Block], str]:
    names: dict[int, str] = {}
    for id, document in connection.exec_driver_sql("SELECT id, document FROM sources"):
        names[id] = document
    return lambda block: names[block.source]


def _mentioned(connection: Connection, pages: set[int]) -> list[tuple[str, int, int]]:
    statement = "SELECT DISTINCT e.name, m.page, m.block FROM mentions m JOIN places e ON e.id = m.place"
    if len(pages) <= 500:
        statement += f" WHERE m.page IN ({', '.join(map(str, sorted(pages))) or 'NULL'})"
    return [(name, page, block) for name, page, block in connection.exec_driver_sql(statement) if page in pages]
