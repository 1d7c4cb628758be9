"""What a search has found, as the page shows it: hits of one article together, facets, where each hit leads."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import groupby
from typing import Any
from urllib.parse import quote, urlencode

from sqlalchemy import Connection, select, tuple_

from pipeline.corpus.facets import BANDS, band
from pipeline.corpus.fields import NONE
from pipeline.corpus.hits import Hit
from pipeline.corpus.permalinks import numbers, path_of
from pipeline.database.schema import pages, sources
from pipeline.review.search_asked import REFINED, Asked, Meant

MOST_IDS = 40
"""characters that a link names; a longer hit is known by its first ones."""
OPEN = 7
"""values of a facet that are seen at once."""
_BANDS = [*map(band, BANDS), NONE]


@dataclass(frozen=True, slots=True)
class Shown:
    """One hit."""

    hit: Hit
    image: str
    """address of the page image, with the hit."""
    before: bool
    """there is more text before what is shown."""


@dataclass(frozen=True, slots=True)
class Together:
    """Hits of one article that follow one another."""

    first: Hit
    article: str | None
    """address of the article; ``None``: it has none."""
    hits: list[Shown]


@dataclass(frozen=True, slots=True)
class Value:
    """One value of a facet."""

    value: str
    hits: int
    chosen: bool
    address: str
    """of the hits with it; of those without it again where it is chosen."""


@dataclass(frozen=True, slots=True)
class Facet:
    """How hits are spread over the values of a field."""

    field: str
    values: list[Value]

    @property
    def most(self) -> int:
        """hits of the most frequent value."""
        return max(one.hits for one in self.values)


def together(connection: Connection, found: Sequence[Hit], meant: Meant, context: int) -> list[Together]:
    """Hits in their order, those of one article that follow one another together."""
    rows = page_rows(connection, found)
    given = numbers(connection, rows.values())
    query = urlencode(meant.given)
    groups = []
    for (document, page, article), some in groupby(found, key=lambda hit: (hit.document, hit.page, hit.article)):
        hits = list(some)
        number = None if article is None else given.get((rows[document, page], article))
        address = None if number is None else f"{path_of(document, page, number)}?{query}"
        listed = [Shown(hit, image_of(rows[document, page], hit, meant), hit.start > context) for hit in hits]
        groups.append(Together(hits[0], address, listed))
    return groups


def image_of(page: int, hit: Hit, meant: Meant) -> str:
    """Address of the page image with a hit, among all hits of its query.  ``page``: row id."""
    ids = quote(",".join(hit.characters[:MOST_IDS]), safe=",")
    marked = f"&characters={ids}" if ids else ""
    return f"/pages/{page}?block={hit.block}{marked}&{urlencode(meant.given)}"


def page_rows(connection: Connection, found: Sequence[Hit]) -> dict[tuple[str, str], int]:
    """Row ids of the pages that hits stand on, by document and name; those that are there."""
    return page_rows_of(connection, {(hit.document, hit.page) for hit in found})


def page_rows_of(connection: Connection, wanted: set[tuple[str, str]]) -> dict[tuple[str, str], int]:
    """Row ids of pages by document and name; those that are there."""
    query = (
        select(sources.c.document, pages.c.name, pages.c.id)
        .join(sources, sources.c.id == pages.c.source)
        .where(tuple_(sources.c.document, pages.c.name).in_(wanted))
    )
    return {(document, name): id for document, name, id in connection.execute(query)}


def facet_names(asked: Asked) -> dict[str, str]:
    """Field -> facet of the corpus that counts it: years, and the months of a year that was chosen."""
    dated = [value for field, value in asked.refined if field == "date" and value != NONE]
    return {field: ("month" if dated else "year") if field == "date" else field for field in REFINED}


def facets_of(asked: Asked, counted: dict[str, list[tuple[str, int]]]) -> Iterator[Facet]:
    """The facets that say something: with several values, or refined by one.  ``counted``: by field."""
    for field, counts in counted.items():
        values = [Value(v, hits, (field, v) in asked.refined, _toggled(asked, field, v)) for v, hits in _named(counts)]
        if field == "date":
            values.sort(key=lambda one: (one.value == NONE, one.value))
        elif field == "confidence":
            values.sort(key=lambda one: _BANDS.index(one.value))
        if len(values) > 1 or (field == "place" and values):
            yield Facet(field, values)


def in_words(confidence: str) -> str:
    """A band of confidence in per cent: ``95–98 %``."""
    at = _BANDS.index(confidence)
    low, high = f"{100 * BANDS[at]:g}", f"{100 * BANDS[at - 1]:g}"
    if at == 0:
        return f"≥ {low} %"
    return f"{low}–{high} %" if BANDS[at] else f"< {high} %"


def ways_on(asked: Asked) -> Iterator[tuple[str, str]]:
    """What may help where nothing was found: name, address."""
    if asked.refined:
        yield "refined", replace(asked, refined=()).address()
    for name in ("variants", "alternatives", "fuzzy"):
        if not (getattr(asked.meant, name) or (name == "alternatives" and asked.meant.fuzzy)):
            flags: dict[str, Any] = {name: True}
            yield name, replace(asked, meant=replace(asked.meant, **flags)).address()
    if asked.meant.within == "block" and " " in asked.meant.q:
        yield "within", replace(asked, meant=replace(asked.meant, within="article")).address()


def _named(counts: Sequence[tuple[str, int]]) -> list[tuple[str, int]]:
    return [(value or NONE, hits) for value, hits in counts]


def _toggled(asked: Asked, field: str, value: str) -> str:
    chosen = (field, value) in asked.refined
    return (asked.without(field, value) if chosen else asked.with_value(field, value)).address()
