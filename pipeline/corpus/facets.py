"""How hits are spread over documents, issues, years, kinds, states, places and the confidence of their pages."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable
from functools import cache
from typing import Any

from sqlalchemy import Connection

from pipeline.corpus.fields import NONE
from pipeline.corpus.found import AT_ONCE, Found
from pipeline.database.block_keys import kind_of, spot_of
from pipeline.database.plain import plain
from pipeline.gazetteer.collector import without_collector

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


_OF_PAGES: dict[str, tuple[str, Callable[[Any], str]]] = {
    "year": (f"coalesce(substr(p.date, 1, 4), '{UNDATED}')", str),
    "month": (f"coalesce(substr(p.date, 1, 7), '{UNDATED}')", str),
    "issue": (f"coalesce(p.issue, '{UNDATED}')", str),
    "state": ("p.state", str),
    "confidence": ("p.confidence", band),
}
"""What a page tells: as SQL over ``p`` (pages), and made of that."""
FACETS = ("year", "month", "issue", "kind", "state", "confidence", "document", "place")


def facet(connection: Connection, found: Found, name: str, most: int = 50) -> list[tuple[str, int]]:
    """Value -> hits, the most frequent first; those of ``place`` are names that stand in the same block."""
    with without_collector():  # as in searching
        counts = _counted(connection, found, name)
    return sorted(((text, hits) for text, hits in counts.items() if hits), key=lambda one: (-one[1], one[0]))[:most]


def _counted(connection: Connection, found: Found, name: str) -> Counter[str]:
    counts = Counter[str]()
    if name == "kind":
        for key, hits in zip(found.keys, found.numbers, strict=True):
            counts[kind_of(key)] += hits
    elif name == "place":
        here = {spot_of(key): hits for key, hits in zip(found.keys, found.numbers, strict=True) if hits}
        for place, spot in _mentioned(connection, set(found.in_pages)):
            counts[place] += here.get(spot, 0)
    else:
        expression, made = ("p.source", _documents(connection)) if name == "document" else _OF_PAGES[name]
        values, raw = found.of_pages(expression), defaultdict[Any, list[int]](list)
        for page, hits in found.in_pages.items():
            raw[values[page]].append(hits)
        for value, some in raw.items():
            counts[made(value)] += sum(some)
    return counts


def _documents(connection: Connection) -> Callable[[Any], str]:
    names: dict[int, str] = {}
    for id, document in plain(connection, "SELECT id, document FROM sources"):
        names[id] = document
    return names.__getitem__


def _mentioned(connection: Connection, pages: set[int]) -> list[tuple[str, tuple[int, int]]]:
    """Names and the blocks that have them (page, number), each once."""
    statement = "SELECT DISTINCT e.name, m.page, m.block FROM mentions m JOIN places e ON e.id = m.place"
    if len(pages) <= AT_ONCE:
        statement += f" WHERE m.page IN ({', '.join(map(str, sorted(pages))) or 'NULL'})"
    rows = plain(connection, statement)
    return [(name, (page, block)) for name, page, block in rows if page in pages]
