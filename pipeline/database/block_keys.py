"""One number for a block that tells its page, its article, its kind and its own number.

Whoever only counts, groups and ranks blocks need not read them: the index of their text (``spaced``) gives these keys.
From the highest bit down: page, article, number, kind.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from sqlalchemy import Connection

from pipeline.database.plain import on_server, plain

KINDS = (
    "masthead",
    "title",
    "subtitle",
    "heading",
    "byline",
    "paragraph",
    "item",
    "table",
    "caption",
    "photo",
    "folio",
)
"""Kinds by their numbers; databases hold these numbers, so a new kind goes behind them."""
_KIND_BITS, _NUMBER_BITS, _ARTICLE_BITS = 4, 15, 9
"""As few as will do, since an index keeps the differences between keys.  A page has some hundred blocks, and a number
more for each that people make, of 32,768; from the 511th article of a page on they count as one."""
_KINDS = (1 << _KIND_BITS) - 1
_NUMBER = _KIND_BITS
_ARTICLE = _NUMBER + _NUMBER_BITS
_PAGE = _ARTICLE + _ARTICLE_BITS
_NUMBERS = (1 << _NUMBER_BITS) - 1
_MOST_ARTICLES = (1 << _ARTICLE_BITS) - 1
_AT_ONCE = 500
"""keys in one statement."""


def key_of(page: int, number: int, kind: str, article: int | None) -> int:
    """The key of a block.  ``page``: its row id."""
    grouped = 0 if article is None else min(article + 1, _MOST_ARTICLES)
    return page << _PAGE | grouped << _ARTICLE | number << _NUMBER | KINDS.index(kind)


def packed(alias: str) -> str:
    """The same as SQL over ``alias`` (blocks)."""
    kinds = " ".join(f"WHEN '{kind}' THEN {number}" for number, kind in enumerate(KINDS))
    article = f"CASE WHEN {alias}.article IS NULL THEN 0 WHEN {alias}.article >= {_MOST_ARTICLES - 1} "
    article += f"THEN {_MOST_ARTICLES} ELSE {alias}.article + 1 END"
    return (
        f"((CAST({alias}.page AS BIGINT) << {_PAGE}) | (CAST({article} AS BIGINT) << {_ARTICLE}) "
        f"| (CAST({alias}.number AS BIGINT) << {_NUMBER}) | CASE {alias}.kind {kinds} END)"
    )


def is_block(alias: str, key: str) -> str:
    """SQL: whether ``alias`` (blocks) is the one with a key; there is an index for it."""
    return f"{alias}.page = {key} >> {_PAGE} AND {alias}.number = ({key} >> {_NUMBER}) & {_NUMBERS}"


def is_of_kind(key: str, kinds: Iterable[str]) -> str:
    """SQL: whether a key is of one of some kinds."""
    return f"({key} & {_KINDS}) IN ({', '.join(str(KINDS.index(kind)) for kind in sorted(kinds))})"


def page_of(key: int) -> int:
    """Row id of the page."""
    return key >> _PAGE


def spot_of(key: int) -> tuple[int, int]:
    """Row id of the page, name of the block on it."""
    return key >> _PAGE, key >> _NUMBER & _NUMBERS


def kind_of(key: int) -> str:
    """The kind."""
    return KINDS[key & _KINDS]


def of_kinds(keys: Sequence[int], kinds: Iterable[str]) -> tuple[list[int], list[int]]:
    """Positions of the keys that are of some kinds, and of all others."""
    told = frozenset(map(KINDS.index, kinds))
    mine = [n for n, key in enumerate(keys) if key & _KINDS in told]
    others = [n for n, key in enumerate(keys) if key & _KINDS not in told]
    return mine, others


def article_of(key: int) -> int:
    """The same for all blocks of one article, and for no others; a block of no article stands for itself."""
    return key >> _ARTICLE if key >> _ARTICLE & _MOST_ARTICLES else ~(key >> _NUMBER)


def rows(connection: Connection, keys: Iterable[int], columns: str, more: str = "") -> Iterator[Any]:
    """Rows of blocks by their keys: the key, then ``columns`` (SQL over ``b`` and what ``more`` joins), in no order."""
    listed, found = list(keys), f"FROM wanted JOIN blocks b ON {is_block('b', 'wanted.key')} {more}"
    for at in range(0, len(listed), _AT_ONCE):
        some, values = listed[at : at + _AT_ONCE], list[Any]()
        if on_server(connection):
            wanted, values = "SELECT unnest(CAST(? AS bigint[]))", [some]
        else:  # as many values as these could not be bound
            wanted = f"VALUES {', '.join(f'({key})' for key in some)}"
        statement = f"WITH wanted(key) AS ({wanted}) SELECT wanted.key, {columns} {found}"
        rows: Any = plain(connection, statement, values).cursor
        yield from rows
