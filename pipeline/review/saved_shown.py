"""A saved set as its pages show it: hits in lines with a way to the page image, changes by what became of them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from sqlalchemy import Connection

from pipeline.corpus.comparing import Changes
from pipeline.corpus.fields import EXACT, NONE
from pipeline.corpus.gone import Gone
from pipeline.corpus.hits import Hit
from pipeline.corpus.saving import SavedHit, SavedSet
from pipeline.review.search_asked import ORDERS, Asked, Listing, Meant
from pipeline.review.search_shown import image_of, page_rows

SHOWN = 100
"""hits of one list; tables have all."""


@dataclass(frozen=True, slots=True)
class Line:
    """One hit."""

    hit: Hit
    image: str | None
    """address of the page image; ``None``: the page is no longer there."""
    why: Gone | None = None
    before: Hit | None = None
    """the hit as it was, where it reads otherwise."""


@dataclass(frozen=True, slots=True)
class Part:
    """Hits to which the same has happened."""

    change: str
    """``gone``, ``new``, ``text``, ``context``."""
    total: int
    lines: list[Line]


def asked_of(one: SavedSet) -> Asked:
    """The search that a set comes from."""
    listing: Listing = "list" if one.sort in ORDERS["list"] else "kwic"
    order: Any = one.sort if one.sort in ORDERS[listing] else ORDERS[listing][0]
    refined = tuple((field, _plain(value)) for field, value in one.also)
    return Asked(Meant(q=one.query, **asdict(one.options)), refined, listing, order)


def _plain(value: str) -> str:
    return (value.removeprefix(EXACT) or NONE) if value.startswith(EXACT) else value


def lines_of(connection: Connection, hits: Sequence[SavedHit], one: SavedSet) -> list[Line]:
    """Hits as they were."""
    return _lines(connection, ((hit.hit, None, None) for hit in hits), one)


def shown_changes(connection: Connection, changes: Changes, one: SavedSet) -> list[Part]:
    """What is not as it was, kinds without hits left out."""
    texts = [altered for altered in changes.altered if altered.text]
    beside = [altered for altered in changes.altered if not altered.text]
    kinds: list[tuple[str, list[tuple[Hit, Gone | None, Hit | None]]]] = [
        ("gone", [(before.hit, why, None) for before, why in changes.gone]),
        ("new", [(now.hit, None, None) for now in changes.new]),
        ("text", [(altered.now.hit, None, altered.before.hit) for altered in texts]),
        ("context", [(altered.now.hit, None, altered.before.hit) for altered in beside]),
    ]
    return [Part(change, len(listed), _lines(connection, listed[:SHOWN], one)) for change, listed in kinds if listed]


def _lines(connection: Connection, listed: Iterable[tuple[Hit, Gone | None, Hit | None]], one: SavedSet) -> list[Line]:
    found, meant = list(listed), asked_of(one).meant
    rows = page_rows(connection, [hit for hit, _, _ in found])
    lines = []
    for hit, why, before in found:
        page = rows.get((hit.document, hit.page))
        lines.append(Line(hit, None if page is None else image_of(page, hit, meant), why, before))
    return lines
