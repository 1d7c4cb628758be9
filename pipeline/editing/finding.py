"""Finding strings of characters in the text of all blocks, as it now reads."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, Select, func, select, true

from pipeline.database.asked import phrase
from pipeline.database.schema import blocks, pages, sources
from pipeline.database.text_index import text_index

AROUND = 12
"""characters on either side of a name that is shown with what stands around it."""
MOST_COUNTED = 1_000
"""blocks: of a name that stands in more, an editor learns nothing from the number, and counting would take longer with
every page of a large corpus."""


@dataclass(frozen=True, slots=True)
class Scope:
    """Where to look; ``None``: everywhere."""

    document: str | None = None
    issue: str | None = None
    kind: str | None = None
    """of the blocks."""


def blocks_with(connection: Connection, wanted: str, scope: Scope | None = None) -> Select[Any]:
    """Blocks that hold a text: ``page``, ``number``, ``position``, ``version``, ``text``, ``document``, ``name``,
    ``label``.

    The index gives the blocks with these characters one after the other, folded to small letters and without white
    space; their text is then compared exactly.
    """
    query, asked = _exactly(wanted, scope or Scope()).order_by(blocks.c.page, blocks.c.position), phrase(wanted)
    return query if asked is None else query.where(blocks.c.id.in_(text_index(connection).ids(asked)))


def _exactly(wanted: str, scope: Scope) -> Select[Any]:
    b = blocks.c
    return (
        select(b.page, b.number, b.position, b.version, b.text, sources.c.document, pages.c.name, pages.c.label)
        .join(pages, pages.c.id == b.page)
        .join(sources, sources.c.id == pages.c.source)
        .where(b.position.is_not(None), func.instr(b.text, wanted) > 0, *_conditions(scope))
    )


def _conditions(scope: Scope) -> list[ColumnElement[bool]]:
    given = ((sources.c.document, scope.document), (pages.c.issue, scope.issue), (blocks.c.kind, scope.kind))
    return [column == value for column, value in given if value is not None]


@dataclass(frozen=True, slots=True)
class Mention:
    """A name in its surroundings."""

    page: int
    """row id."""
    block: int
    document: str
    label: str
    """page label as printed, else the page's name."""
    left: str
    right: str


@dataclass(frozen=True, slots=True)
class Mentions:
    """Where else a name stands."""

    name: str
    blocks: int
    """that hold it, the one that was left out not counted; ``MOST_COUNTED`` at most."""
    more: bool
    """there may be more than that."""
    some: tuple[Mention, ...]


def mentions(
    connection: Connection,
    name: str,
    *,
    page: int,
    block: int,
    text: str,
    limit: int = 4,
    most: int = MOST_COUNTED,
) -> Mentions:
    """Other blocks that hold a name, counted up to ``most``, with some of them.

    ``page``, ``block``, ``text``: the one that is left out, and how it reads.
    """
    asked = phrase(name)
    if asked is None:
        return Mentions(name, 0, False, ())
    found = text_index(connection).ids(asked, most + 1).cte("found")
    number = select(func.count().label("held")).select_from(found).subquery()
    # a few from the beginning, of which some may go: other letters, or the block itself
    first = select(found.c.id).order_by(found.c.id).limit(4 * limit)
    shown = _exactly(name, Scope()).where(blocks.c.id.in_(first)).subquery()
    # both at once, since the index would be asked twice; without any there is one row that only has the number
    both = select(number, shown).select_from(number.outerjoin(shown, true()))
    rows = connection.execute(both.order_by(shown.c.page, shown.c.position)).all()
    others = [row for row in rows if row.page is not None and (row.page, row.number) != (page, block)]
    held = rows[0].held
    some = tuple(_mention(row, name) for row in others[:limit])
    return Mentions(name, min(most, max(0, held - (name in text))), held > most, some)


def _mention(row: Row[Any], name: str) -> Mention:
    at = row.text.index(name)
    left, right = row.text[max(0, at - AROUND) : at], row.text[at + len(name) : at + len(name) + AROUND]
    return Mention(row.page, row.number, row.document, row.label or row.name, left, right)
