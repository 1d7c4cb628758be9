"""Looking up names: by a part of them, by a similar spelling, and with everything around one of them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from pipeline.gazetteer import neighbours
from pipeline.gazetteer.entry import Entry, Role
from pipeline.gazetteer.stack import Gazetteer

How = Literal["exact", "begins", "contains", "similar"]
_ORDER: dict[How, int] = {"exact": 0, "begins": 1, "contains": 2, "similar": 3}
LEAST_SIMILARITY = 60.0
"""per cent, 1 - Levenshtein distance over the longer length: one character of two or three differs, two of five."""


@dataclass(frozen=True, slots=True)
class Hit:
    """One spelling that a query finds."""

    spelling: str
    role: Role
    entry: Entry
    how: How
    similarity: float
    """0..1."""


@dataclass(frozen=True, slots=True)
class Card:
    """All that a gazetteer knows around one entry."""

    entry: Entry
    role: Role
    """what the spelling that was asked for is to it."""
    parents: tuple[str, ...]
    """the way up, nearest first."""
    children: tuple[Entry, ...]
    neighbours: tuple[str, ...]
    """spellings of other entries that one character tells apart from one of its own."""


def search(gazetteer: Gazetteer, query: str, kind: str = "", fuzzy: bool = True, limit: int = 20) -> list[Hit]:
    """The best hits, best first: the query itself, spellings that begin with it, contain it, resemble it.

    An entry comes once, under its best spelling.
    """
    spellings = [(s, e, role) for e in gazetteer.entries if not kind or e.kind == kind for s, role in e.roles()]
    similar: dict[str, float] = {}
    if fuzzy and query:
        from rapidfuzz.distance import Levenshtein
        from rapidfuzz.process import extract

        found = extract(
            query,
            list({s for s, _, _ in spellings}),
            scorer=Levenshtein.normalized_similarity,
            score_cutoff=LEAST_SIMILARITY / 100,
            limit=limit * 4,
        )
        similar = {spelling: score for spelling, score, _ in found}
    best: dict[tuple[str, str, str], Hit] = {}
    for spelling, entry, role in spellings:
        how = _how(query, spelling, spelling in similar)
        if how is None:
            continue
        hit = Hit(spelling, role, entry, how, similar.get(spelling, len(query) / max(len(spelling), 1)))
        held = best.get(entry.key)
        if held is None or _rank(hit) < _rank(held):
            best[entry.key] = hit
    return sorted(best.values(), key=_rank)[:limit]


def _how(query: str, spelling: str, similar: bool) -> How | None:
    if spelling == query:
        return "exact"
    if query and spelling.startswith(query):
        return "begins"
    if query and query in spelling:
        return "contains"
    return "similar" if similar else None


def _rank(hit: Hit) -> tuple[int, float, int, str, str]:
    return _ORDER[hit.how], -hit.similarity, len(hit.spelling), hit.spelling, hit.entry.kind


def cards(gazetteer: Gazetteer, spelling: str) -> list[Card]:
    """A card for each entry that a spelling may mean; none when it means nothing."""
    return [_card(gazetteer, entry, spelling) for entry in gazetteer.linked(spelling)]


def _card(gazetteer: Gazetteer, entry: Entry, spelling: str) -> Card:
    own = dict.fromkeys(text for text, _ in entry.roles())
    near = {n for text in own for n in neighbours.of(text, gazetteer.by_spelling)}
    others = {n for n in near if n not in own and entry not in gazetteer.by_spelling[n]}
    return Card(
        entry=entry,
        role=entry.role_of(spelling) or "name",
        parents=parents(gazetteer, entry),
        children=tuple(e for e in gazetteer.entries if e.parent == entry.name and e.key != entry.key),
        neighbours=tuple(sorted(others)),
    )


def parents(gazetteer: Gazetteer, entry: Entry) -> tuple[str, ...]:
    """Names of what an entry lies in, nearest first; a circle ends where it closes."""
    way: list[str] = []
    current = entry
    while current.parent and current.parent not in way:
        way.append(current.parent)
        above = [e for e in gazetteer.by_spelling.get(current.parent, ()) if e.name == current.parent]
        if not above:
            break
        current = above[0]
    return tuple(way)
