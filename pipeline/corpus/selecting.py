"""Reads from the database what a query is about: blocks that the index names, under the conditions of the query."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cached_property, partial
from typing import Any

from sqlalchemy import Connection

from pipeline.corpus import fields
from pipeline.corpus.faults import Fault
from pipeline.corpus.found import AT_ONCE, BLOCK, Found
from pipeline.corpus.matching import Block
from pipeline.corpus.patterns import Pattern
from pipeline.corpus.rarity import ASKED
from pipeline.corpus.syntax import Condition, QueryError
from pipeline.database.asked import Asked
from pipeline.database.block_keys import is_of_kind, page_of
from pipeline.database.corpus_views import HIDDEN
from pipeline.database.plain import marks, plain
from pipeline.database.text_index import text_index
from pipeline.model.page import UNTEXTED_KINDS

_PLAIN = 12
"""number of the columns of a block but its last one."""
_FEW = 200
"""blocks that are sooner read than asked of the index whether they have a text more than once."""
_NOTHING_HOLDS = "NULL"
"""in the place of conditions, where there are none: rows are blocks as they come."""


class Selection:
    """Reads blocks under the conditions of a query."""

    def __init__(
        self,
        connection: Connection,
        query: str,
        all_kinds: bool,
        asked: Sequence[Condition],
        others: Sequence[Condition],
    ) -> None:
        self._connection, self._query = connection, query
        self._plain = not others
        self._in_keys = self._plain and all(one.field in fields.OF_PAGES for one in asked)
        self._keys, self._pages = "", list[str]()
        columns, where = [BLOCK, *([_NOTHING_HOLDS] if self._plain else [])], ["b.position IS NOT NULL"]
        self._before, self._behind = list[object](), list[object]()
        if plain(connection, HIDDEN).first() is not None:
            self._pages.append(f"p.source NOT IN ({HIDDEN})")
        if not all_kinds and not any(one.field == "kind" for one in [*asked, *others]):
            where += [f"b.kind <> {kind!r}" for kind in sorted(UNTEXTED_KINDS)]  # IN would make a table of them
            self._keys = f" AND NOT {is_of_kind('key', UNTEXTED_KINDS)}"
        for one in others:
            words, values = self._sql(one)
            columns.append(words)
            self._before += values
        for one in sorted(asked, key=lambda one: one.field in fields.OF_PAGES):  # as their values are bound
            words, values = self._sql(one)
            (self._pages if one.field in fields.OF_PAGES else where).append(words)
            self._behind += values
        self._columns, self._where = ", ".join(columns), " AND ".join([*where, *self._pages])

    def _sql(self, one: Condition) -> fields.Sql:
        try:
            return fields.condition(one.field, one.value)
        except Fault as fault:
            raise QueryError(self._query, one.at, fault) from None

    def matching(self, asked: Asked | None) -> Iterator[Block]:
        """Blocks that the index names; ``None``: all."""
        cursor = self._cursor(self._columns, *text_index(self._connection).blocks(asked))
        if self._plain:
            return map(Block._make, cursor)
        return (Block._make((*row[:_PLAIN], row[_PLAIN:])) for row in cursor)

    def occurrences(self, pattern: Pattern) -> Found:
        """All of one text; where all conditions are asked of the database."""
        text, index = pattern.as_it_stands if self._in_keys else None, text_index(self._connection)
        numbered = index.numbered(text) if text else None
        if numbered is not None:
            rows, whole = self._rows_of(*numbered), partial(_all_texts, pattern.asked)
            return Found.numbered(self._connection, self._query, pattern, rows, whole)
        counted = index.counted(text) if text and len(text) <= ASKED else None  # few blocks have a longer one
        if counted is None:
            return Found.plain(self._connection, self._query, pattern, self._texts(pattern.asked))
        once = [key for (key,) in self._rows_of(*counted[0])]
        more = once if len(once) <= _FEW else [key for (key,) in self._rows_of(*counted[1])]
        return Found.counted(self._connection, self._query, pattern, once, more, partial(_all_texts, pattern.asked))

    def _texts(self, asked: Asked | None) -> Iterator[tuple[int, str]]:
        """Keys and texts alone."""
        index = text_index(self._connection)
        source = index.blocks(asked, pages="p." in self._where)
        cursor: Iterator[tuple[int, str]] = self._cursor(f"{index.key(asked)}, b.text", *source)
        return cursor

    def _rows_of(self, statement: str, values: Sequence[object]) -> Iterator[Any]:
        """Rows that begin with a key, as the index has them: those of no text, and of other pages, are left out."""
        found: Any = plain(self._connection, statement + self._keys, tuple(values)).cursor
        pages = self._wanted
        return found if pages is None else (row for row in found if page_of(row[0]) in pages)

    @cached_property
    def _wanted(self) -> frozenset[int] | None:
        """Row ids of the pages that the conditions leave; ``None``: all."""
        if not self._pages:
            return None
        statement = f"SELECT p.id FROM pages p WHERE {' AND '.join(self._pages)}"
        return frozenset(plain(self._connection, statement, tuple(self._behind)).scalars())

    def among(self, ids: Sequence[int]) -> Iterator[Block]:
        """Blocks with these row ids."""
        for at in range(0, len(ids), AT_ONCE):
            some = list(ids[at : at + AT_ONCE])
            source, _ = text_index(self._connection).blocks(None)
            cursor = self._cursor(self._columns, f"{source} AND b.id IN ({marks(some)})", some)
            yield from (Block._make((*row[:_PLAIN], None if self._plain else row[_PLAIN:])) for row in cursor)

    def _cursor(self, columns: str, source: str, values: Sequence[object]) -> Any:
        before = self._before if columns is self._columns else []
        statement = f"SELECT {columns} FROM {source} AND {self._where}"
        # of the driver itself: there may be hundreds of thousands of rows
        return plain(self._connection, statement, (*before, *values, *self._behind)).cursor


def _all_texts(asked: Asked | None, connection: Connection) -> Iterator[tuple[int, str]]:
    """Keys and texts of the blocks that the index names, under no other condition."""
    index = text_index(connection)
    source, values = index.blocks(asked, pages=False)
    cursor: Any = plain(connection, f"SELECT {index.key(asked)}, b.text FROM {source}", tuple(values)).cursor
    found: Iterator[tuple[int, str]] = cursor
    return found
