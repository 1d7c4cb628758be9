"""Numbers by which articles can be cited: ``/articles/<document>/<page>/<number>``.

A number is given once on a page and never again.  When the page is read anew, an article keeps the number of the
earlier one that lies over it on the scan, whatever it is called on the new page.  What people do to a page moves blocks
within its articles, so that its numbers stay as they are; an article that has no block left comes back with its number.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterable, Mapping
from typing import Any
from urllib.parse import quote

from sqlalchemy import Connection, and_, bindparam, insert, select, update

from pipeline.database.schema import article_numbers, articles, pages, sources
from pipeline.editing.state import PageState
from pipeline.model.geometry import Box, bounding_box, quad_of, transform_quad
from pipeline.model.page import Page

GRID = 64
"""cells along either side of a scan: one is as high as a line or two of print on a broadsheet page."""
LEAST = 0.5
"""share of the smaller of two places that both must cover, so that one article can be the other."""
_BYTES = GRID * GRID // 8
Place = int
"""Where an article stands: a bit for every cell of the scan that its print touches."""


def path_of(document: str, page: str, number: int) -> str:
    """The address of an article, without its host."""
    return f"/articles/{quote(document, safe='')}/{quote(page, safe='')}/{number}"


def places_of(machine: Page, state: PageState) -> dict[int, Place]:
    """Article -> where it stands, in the order of reading."""
    boxes = {block.id: block.boxes for block in machine.blocks}
    found: dict[int, Place] = {}
    for number in state.order:
        block = state.blocks[number]
        if block.article is None:
            continue
        lines = [machine.line_by_id[one] for one in block.lines if one in machine.line_by_id]
        quads = [line.quad for line in lines] or [quad_of(box) for box in boxes.get(number, ())]
        place = found.get(block.article, 0)
        for quad in quads:
            place |= _cells(bounding_box(transform_quad(machine.page_to_scan, quad)), machine.scan_size)
        found[block.article] = place
    return found


def _cells(box: Box, size: tuple[int, int]) -> Place:
    left, right = (min(GRID - 1, max(0, int(GRID * x / (size[0] or 1)))) for x in (box[0], box[2]))
    top, bottom = (min(GRID - 1, max(0, int(GRID * y / (size[1] or 1)))) for y in (box[1], box[3]))
    row, place = ((1 << (right - left + 1)) - 1) << left, 0
    for at in range(top, bottom + 1):
        place |= row << (GRID * at)
    return place


def give_numbers(connection: Connection, page: int, places: Mapping[int, Place]) -> None:
    """Number the articles of a page that was taken in, or taken again.  ``page``: its row id; ``places``: of now."""
    n = article_numbers.c
    earlier = {row.number: _opened(row.place) for row in connection.execute(select(n.number, n.place).where(_on(page)))}
    kept = same(earlier, places)
    if earlier:
        connection.execute(update(article_numbers).where(_on(page)).values(article=None))
    if kept:
        again = update(article_numbers).where(_on(page), n.number == bindparam("known"))
        connection.execute(
            again.values(article=bindparam("now"), place=bindparam("lies")),
            [{"known": kept[one], "now": one, "lies": _packed(places[one])} for one in kept],
        )
    new = [one for one in places if one not in kept]
    if new:
        first = max(earlier, default=0) + 1
        connection.execute(
            insert(article_numbers),
            [
                {"page": page, "number": number, "article": one, "place": _packed(places[one])}
                for number, one in enumerate(new, first)
            ],
        )


def same(earlier: Mapping[int, Place], now: Mapping[int, Place]) -> dict[int, int]:
    """Article of now -> number of the earlier one that it is: the pairs that are most alike first, each once."""
    pairs = []
    for number, before in earlier.items():
        for article, after in now.items():
            both = (before & after).bit_count()
            if both and both >= LEAST * min(before.bit_count(), after.bit_count()):
                pairs.append((-both / (before | after).bit_count(), number, article))
    found: dict[int, int] = {}
    taken = set[int]()
    for _, number, article in sorted(pairs):
        if article not in found and number not in taken:
            found[article] = number
            taken.add(number)
    return found


def find(connection: Connection, document: str, name: str, number: int) -> tuple[int, int | None] | None:
    """Row id of the page and name on it of the article (``None``: it is gone) that a number was given to.

    ``None``: it was given to none.  ``name``: stem of the page's files.
    """
    there = and_(articles.c.page == article_numbers.c.page, articles.c.number == article_numbers.c.article)
    query = (
        select(article_numbers.c.page, articles.c.number.label("article"))
        .join(pages, pages.c.id == article_numbers.c.page)
        .join(sources, sources.c.id == pages.c.source)
        .outerjoin(articles, there)
        .where(sources.c.document == document, pages.c.name == name, article_numbers.c.number == number)
    )
    found = connection.execute(query).first()
    return None if found is None else (found.page, found.article)


def numbers(connection: Connection, page_ids: Iterable[int]) -> dict[tuple[int, int], int]:
    """(row id of a page, article) -> its number."""
    n = article_numbers.c
    query = select(n.page, n.article, n.number).where(n.page.in_(set(page_ids)), n.article.is_not(None))
    return {(page, article): number for page, article, number in connection.execute(query)}


def instead(connection: Connection, page: int, number: int) -> list[int]:
    """Articles that lie now where one that is gone lay, the one that covers most of it first."""
    n = article_numbers.c
    places = {row.number: row for row in connection.execute(select(n.number, n.article, n.place).where(_on(page)))}
    lay = _opened(places[number].place)
    others = [(row.article, (lay & _opened(row.place)).bit_count()) for row in places.values() if row.number != number]
    return [one for one, both in sorted(others, key=lambda other: -other[1]) if one is not None and both]


def _on(page: int) -> Any:
    return article_numbers.c.page == page


def _packed(place: Place) -> bytes:
    return zlib.compress(place.to_bytes(_BYTES, "little"))


def _opened(packed: bytes) -> Place:
    return int.from_bytes(zlib.decompress(packed), "little")
