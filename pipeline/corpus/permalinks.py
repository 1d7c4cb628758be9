"""Numbers by which articles can be cited: ``/articles/<document>/<page>/<number>``.

A number is given once on a page and never again.  When the page is read anew, an article keeps the number of the
earlier one that lies over it on the scan, whatever it is called on the new page; on another scan of the page, that of
the one whose text it has.  What people do to a page moves blocks within its articles, so that its numbers stay as they
are; an article that has no block left comes back with its number.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

import numpy as np
from sqlalchemy import Connection, and_, bindparam, insert, select, update

from pipeline.database.schema import article_numbers, articles, pages, sources
from pipeline.editing.state import PageState
from pipeline.model.geometry import Box, bounding_box, quad_of, transform_quad
from pipeline.model.page import Page

GRID = 64
"""cells along either side of a scan: one is as high as a line or two of print on a broadsheet page."""
LEAST = 0.5
"""share of the smaller of two places on one scan that both must cover, so that one article can be the other."""
ALIKE = 0.5
"""likeness of texts from which one can be the other on another scan of the page; other texts are near 0."""
_CELLS, _SCAN, _TRAITS = GRID * GRID // 8, 8, 8
"""bytes."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where an article stands, and what is there."""

    cells: int
    """a bit for every cell of the scan that its print touches."""
    scan: bytes
    """of the SHA-256 of the scan."""
    traits: bytes
    """of its text: few bits differ between texts of which few characters differ."""


def path_of(document: str, page: str, number: int) -> str:
    """The address of an article, without its host."""
    return f"/articles/{quote(document, safe='')}/{quote(page, safe='')}/{number}"


def places_of(machine: Page, state: PageState) -> dict[int, Place]:
    """Article -> where it stands, in the order of reading."""
    boxes = {block.id: block.boxes for block in machine.blocks}
    cells, texts = dict[int, int](), dict[int, str]()
    for number in state.order:
        block = state.blocks[number]
        if block.article is None:
            continue
        lines = [machine.line_by_id[one] for one in block.lines if one in machine.line_by_id]
        quads = [line.quad for line in lines] or [quad_of(box) for box in boxes.get(number, ())]
        found = cells.get(block.article, 0)
        for quad in quads:
            found |= _cells(bounding_box(transform_quad(machine.page_to_scan, quad)), machine.scan_size)
        cells[block.article] = found
        texts[block.article] = f"{texts.get(block.article, '')}{block.text.text}"
    scan = bytes.fromhex(machine.source.sha256[: 2 * _SCAN])
    return {article: Place(found, scan, traits_of(texts[article])) for article, found in cells.items()}


def traits_of(text: str) -> bytes:
    """What a text is like: for each of 64 bits, what most pairs of neighbouring characters say of it."""
    codes = np.frombuffer(f" {text} ".encode("utf-32-le"), "<u4").astype(np.uint64)
    mixed = codes[:-1] * np.uint64(0x9E3779B97F4A7C15) + codes[1:] * np.uint64(0xC2B2AE3D27D4EB4F)
    mixed ^= mixed >> np.uint64(29)
    mixed *= np.uint64(0xBF58476D1CE4E5B9)
    mixed ^= mixed >> np.uint64(32)
    bits = np.unpackbits(mixed.view(np.uint8).reshape(-1, _TRAITS), axis=1)
    return np.packbits(2 * bits.sum(axis=0) > len(bits)).tobytes()


def likeness(one: bytes, other: bytes) -> float:
    """Of two texts by their traits: 1 is the same, 0 or less has nothing in common."""
    differ = (int.from_bytes(one, "big") ^ int.from_bytes(other, "big")).bit_count()
    return 1 - 2 * differ / (8 * _TRAITS)


def _cells(box: Box, size: tuple[int, int]) -> int:
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
    """Article of now -> number of the earlier one that it is: the pairs that are most alike first, each once.

    On one scan the place alone counts; on another scan of the page the text does, and the place among texts alike.
    """
    pairs = []
    for number, before in earlier.items():
        for article, after in now.items():
            both = (before.cells & after.cells).bit_count()
            share = both / ((before.cells | after.cells).bit_count() or 1)
            if before.scan == after.scan:
                if both and both >= LEAST * min(before.cells.bit_count(), after.cells.bit_count()):
                    pairs.append((-share, number, article))
            elif (alike := likeness(before.traits, after.traits)) >= ALIKE:
                pairs.append((-alike - share, number, article))
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
    lay = _opened(places[number].place).cells
    others = [
        (row.article, (lay & _opened(row.place).cells).bit_count()) for row in places.values() if row.number != number
    ]
    return [one for one, both in sorted(others, key=lambda other: -other[1]) if one is not None and both]


def _on(page: int) -> Any:
    return article_numbers.c.page == page


def _packed(place: Place) -> bytes:
    return zlib.compress(place.cells.to_bytes(_CELLS, "little") + place.scan + place.traits)


def _opened(packed: bytes) -> Place:
    whole = zlib.decompress(packed)
    return Place(int.from_bytes(whole[:_CELLS], "little"), whole[_CELLS : _CELLS + _SCAN], whole[_CELLS + _SCAN :])
