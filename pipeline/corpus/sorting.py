"""The order of hits."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import partial
from itertools import groupby
from typing import Any

from pipeline.corpus.found import AT_ONCE, Found
from pipeline.corpus.keeping import TITLES
from pipeline.corpus.matching import Place
from pipeline.corpus.orders import Sort
from pipeline.database.block_keys import article_of, of_kinds, page_of
from pipeline.gazetteer.collector import without_collector

SORTED_BY = 12
"""characters of the context that sorting looks at."""


Cut = Callable[[str], list[str]]
"""Cuts a text into words."""
_Group = tuple[Any, Callable[[int], list[Place]]]
"""Hits that sort together: what they sort by, and what gives the first so many of them, or more, in their order."""


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
        return _by_cost(found)[:first] if found.guessed else _first(_by_relevance(found, first), first)
    if sort in (Sort.left_word, Sort.right_word):
        assert cut is not None, "an order by words needs somebody who cuts them"
        return _by_word(found, sort is Sort.left_word, cut)[:first]
    return _first(sorted(_by_context(found, sort is Sort.left), key=_rank), first)


def _first(groups: Iterable[_Group], most: int) -> list[Place]:
    """The first hits of groups that are in order; only groups that are needed are looked into."""
    listed: list[Place] = []
    for _, first_of in groups:
        if len(listed) >= most:
            break
        listed += first_of(most - len(listed))
    return listed[:most]


def _rank(one: tuple[Any, Any]) -> Any:
    return one[0]


def _sorted(found: Found, ranked: Iterable[tuple[Any, Place]], most: int | None = None) -> list[Place]:
    """Hits by what they sort by, equal ones in the order of the text; ``most``: so many at least."""
    listed: list[Place] = []
    for _, equal in groupby(sorted(ranked, key=_rank), key=_rank):
        if most is not None and len(listed) >= most:
            break
        listed += found.in_order(place for _, place in equal)
    return listed


def _by_context(found: Found, left: bool) -> Iterator[_Group]:
    """Groups by the character beside the hit."""
    groups = defaultdict[str, list[tuple[int, int, int]]](list)
    everywhere = [n for n, number in enumerate(found.numbers) if number]
    for n, text, spans in found.read(everywhere):
        for start, end in spans:
            groups[text[max(0, start - 1) : start] if left else text[end : end + 1]].append((n, start, end))

    def first_of(places: list[tuple[int, int, int]], most: int) -> list[Place]:
        return _sorted(found, ((collated(_context(found, one, left)), one) for one in map(Place._make, places)), most)

    for beside, places in groups.items():
        yield collated(beside), partial(first_of, places)


def _by_word(found: Found, left: bool, cut: Cut) -> list[Place]:
    """All of them: what comes first cannot be told before all contexts are cut."""

    def ranked() -> Iterator[tuple[list[bytes], Place]]:
        for place in found.places:
            words = cut(_context(found, place, left, reverse=False))
            yield [collated(word) for word in (reversed(words) if left else words)], place

    return _sorted(found, ranked())


def _context(found: Found, place: Place, left: bool, *, reverse: bool = True) -> str:
    """What stands beside a hit.  ``reverse``: that on the left from its end."""
    (text,) = found.texts((place.block,))
    if not left:
        return text[place.end : place.end + SORTED_BY]
    before = text[max(0, place.start - SORTED_BY) : place.start]
    return before[::-1] if reverse else before


def _by_relevance(found: Found, first: int) -> Iterator[_Group]:
    """Groups by how dense the hits are in their article, titles before all others; in order.

    What the groups need that are surely within the ``first`` hits is read at once, where that is not much.
    """
    articles = list(map(article_of, found.keys))
    dense = _density(found, articles)
    ranked = list[tuple[int, list[int]]]()
    for some in of_kinds(found.keys, TITLES):
        groups = defaultdict[int, list[int]](list)
        for n in some:
            if found.numbers[n]:
                groups[-dense[articles[n]]].append(n)
        ranked += sorted(groups.items())
    if first <= AT_ONCE:
        found.look_at(_surely(found, [group for _, group in ranked], first))
    return ((rank, partial(found.places_in, group)) for rank, group in ranked)


def _surely(found: Found, groups: Iterable[list[int]], first: int) -> Iterator[int]:
    """The blocks of the groups that lie within the first hits whole."""
    for group in groups:
        first -= sum(found.numbers[n] for n in group) if len(group) <= first else first + 1
        if first < 0:
            return
        yield from group


def _by_cost(found: Found) -> list[Place]:
    """All of them, the surest first."""
    dense = _density(found, list(map(article_of, found.keys)))
    headed = set(of_kinds(found.keys, TITLES)[0])

    def cost(place: Place) -> tuple[float, bool, int]:
        article = article_of(found.keys[place.block])
        return found.guessed.get(place, 0.0), place.block not in headed, -dense[article]

    return sorted(found.places, key=cost)


def _density(found: Found, articles: Sequence[int]) -> Counter[int]:
    """Article -> hits in it.  ``articles``: of each block."""
    dense = Counter(articles)
    for article, number in zip(articles, found.numbers, strict=True):
        if number != 1:
            dense[article] += number - 1
    return dense


def _by_date(found: Found, newest: bool) -> list[Place]:
    dates = found.of_pages("p.date")

    def date(place: Place) -> str:
        return dates[page_of(found.keys[place.block])] or ""

    dated = [place for place in found.places if date(place)]
    return [*sorted(dated, key=date, reverse=newest), *(place for place in found.places if not date(place))]


def collated(text: str) -> bytes:
    """A key by which common Chinese characters sort by their pronunciation, as GB 2312 has them, others behind."""
    return text.encode("gb18030", "replace")
