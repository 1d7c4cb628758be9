"""The order of hits."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import partial
from itertools import groupby
from typing import Any

from pipeline.corpus.found import Found, Row
from pipeline.corpus.keeping import TITLES
from pipeline.corpus.matching import Place
from pipeline.corpus.orders import Sort
from pipeline.gazetteer.collector import without_collector

SORTED_BY = 12
"""characters of the context that sorting looks at."""


Cut = Callable[[str], list[str]]
"""Cuts a text into words."""
_Group = tuple[Any, Callable[[], Iterable[tuple[Any, Place]]]]
"""Hits that sort together: what they sort by, and each with what it sorts by among them."""


def ordered(found: Found, sort: Sort, first: int | None = None, cut: Cut | None = None) -> Sequence[Place]:
    """The hits in an order; equal ones in the order of the text.

    ``first``: so many of them are enough; ``None``: all.  ``cut``: for orders by words.
    """
    with without_collector():  # as in searching
        return _ordered(found, sort, found.total if first is None else min(first, found.total), cut)


def _ordered(found: Found, sort: Sort, first: int, cut: Cut | None) -> Sequence[Place]:
    if sort is Sort.text:
        return found.places[:first]
    if sort in (Sort.newest, Sort.date):
        return _by_date(found, sort is Sort.newest)[:first]
    if sort is Sort.relevance:
        return _first(found, _by_relevance(found), first)
    if sort in (Sort.left_word, Sort.right_word):
        assert cut is not None, "an order by words needs somebody who cuts them"
        return _first(found, _by_word(found, sort is Sort.left_word, cut), first)
    return _first(found, _by_context(found, sort is Sort.left), first)


def _first(found: Found, groups: Iterable[_Group], most: int) -> list[Place]:
    """The first hits of groups; only groups that are needed are looked into."""
    listed: list[Place] = []
    for _, members in sorted(groups, key=_rank):
        for _, equal in groupby(sorted(members(), key=_rank), key=_rank):
            if len(listed) >= most:
                return listed[:most]
            listed += found.in_order(place for _, place in equal)
    return listed[:most]


def _rank(one: tuple[Any, Any]) -> Any:
    return one[0]


def _by_context(found: Found, left: bool) -> Iterator[_Group]:
    """Groups by the character beside the hit."""
    groups = defaultdict[str, list[tuple[int, int, int]]](list)
    for n, (row, number) in enumerate(zip(found.rows, found.numbers, strict=True)):
        text = row[4]
        for start, end in found.spans(n) if number else ():
            groups[text[max(0, start - 1) : start] if left else text[end : end + 1]].append((n, start, end))

    def members(places: list[tuple[int, int, int]]) -> Iterator[tuple[bytes, Place]]:
        for place in map(Place._make, places):
            context = _context(found, place, left)
            yield collated(context[::-1] if left else context), place

    for beside, places in groups.items():
        yield collated(beside), partial(members, places)


def _by_word(found: Found, left: bool, cut: Cut) -> Iterator[_Group]:
    """One group: what comes first cannot be told before all contexts are cut."""

    def members() -> Iterator[tuple[list[bytes], Place]]:
        for n, number in enumerate(found.numbers):
            for span in found.spans(n) if number else ():
                words = cut(_context(found, place := Place(n, *span), left))
                yield [collated(word) for word in (reversed(words) if left else words)], place

    yield None, members


def _context(found: Found, place: Place, left: bool) -> str:
    text = found.rows[place.block][4]
    if left:
        return text[max(0, place.start - SORTED_BY) : place.start]
    return text[place.end : place.end + SORTED_BY]


def _by_relevance(found: Found) -> Iterator[_Group]:
    articles = list(map(_article, found.rows))
    dense = defaultdict[tuple[int, int, int], int](int)
    for article, number in zip(articles, found.numbers, strict=True):
        dense[article] += number
    groups = defaultdict[tuple[bool, int], list[int]](list)
    for n, (row, article, number) in enumerate(zip(found.rows, articles, found.numbers, strict=True)):
        if number:
            groups[row[2] not in TITLES, -dense[article]].append(n)

    def members(rows: list[int]) -> Iterator[tuple[float, Place]]:
        for n in rows:
            for span in found.spans(n):
                yield 0.0, Place(n, *span)

    def sorted_by_cost() -> Iterator[tuple[tuple[float, bool, int], Place]]:
        for rank, rows in groups.items():
            for _, place in members(rows):
                yield (found.guessed.get(place, 0.0), *rank), place

    if found.guessed:
        yield None, sorted_by_cost
        return
    for rank, rows in groups.items():
        yield rank, partial(members, rows)


def _by_date(found: Found, newest: bool) -> list[Place]:
    dates = found.of_pages("p.date")

    def date(place: Place) -> str:
        return dates[found.rows[place.block][1]] or ""

    dated = [place for place in found.places if date(place)]
    return [*sorted(dated, key=date, reverse=newest), *(place for place in found.places if not date(place))]


def _article(row: Row) -> tuple[int, int, int]:
    id, page, _, article, _ = row
    return (page, 1, id) if article is None else (page, 0, article)


def collated(text: str) -> bytes:
    """A key by which common Chinese characters sort by their pronunciation, as GB 2312 has them, others behind."""
    return text.encode("gb18030", "replace")
