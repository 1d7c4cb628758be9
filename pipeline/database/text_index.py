"""Blocks that an index of their text names (``asked``), in the words of the database that has it."""

from __future__ import annotations

from typing import Protocol

from sqlalchemy import Connection, Select, column, select, table, text

from pipeline.database import pairs, spaced
from pipeline.database.asked import Asked, Phrase, overlaps
from pipeline.database.block_keys import is_block, packed
from pipeline.database.plain import REFUSED
from pipeline.database.schema import blocks

Sql = tuple[str, list[object]]
"""A piece of a statement, with its values."""
PAGES = "pages p ON p.id = b.page"


class TextIndex(Protocol):
    """The index of one database."""

    def blocks(self, asked: Asked | None, *, pages: bool = True) -> Sql:
        """Blocks ``b`` that may hold what is asked for, from behind ``FROM`` to within ``WHERE``; with ``pages`` also
        their pages ``p``.  For many rows."""
        ...

    def key(self, asked: Asked | None) -> str:
        """SQL in these blocks: the key of one (``block_keys``)."""
        ...

    def ids(self, asked: Asked, most: int | None = None) -> Select[tuple[int]]:
        """The row ids of these blocks, as ``id``; ``most``: of so many of them, whichever these are, at the cost of no
        more."""
        ...

    def counted(self, text: str) -> tuple[Sql, Sql] | None:
        """Statements that end in a condition and give ``key``: of the blocks that have a text, and of those that may
        have it more than once; ``None``: the texts must be read."""
        ...

    def numbered(self, text: str) -> Sql | None:
        """A statement that ends in a condition and gives ``key`` and how often a text stands there, of the blocks that
        have it; ``None``: the database does not count."""
        ...


class _Fts5:
    """SQLite."""

    def blocks(self, asked: Asked | None, *, pages: bool = True) -> Sql:
        with_pages = f" CROSS JOIN {PAGES}" if pages else ""  # CROSS JOIN keeps SQLite to this order
        if asked is None:
            return f"blocks b{with_pages} WHERE 1 = 1", []
        named = f"block_text f CROSS JOIN blocks b ON {is_block('b', 'f.rowid')}"
        return f"{named}{with_pages} WHERE block_text MATCH ?", [spaced.match(asked)]

    def key(self, asked: Asked | None) -> str:
        return packed("b") if asked is None else "f.rowid"

    def ids(self, asked: Asked, most: int | None = None) -> Select[tuple[int]]:
        index = table("block_text", column("rowid"))
        here, named = text(is_block("blocks", "block_text.rowid")), text("block_text MATCH :asked")
        return (
            select(blocks.c.id.label("id"))
            .join_from(index, blocks, here)
            .where(named.bindparams(asked=spaced.match(asked)))
            .limit(most)
        )

    def counted(self, text: str) -> tuple[Sql, Sql] | None:
        if not spaced.tells(text):
            return None
        statement = "SELECT rowid AS key FROM block_text WHERE block_text MATCH ?"
        return (statement, [spaced.match(Phrase(text))]), (statement, [spaced.match_several(text)])

    def numbered(self, text: str) -> Sql | None:
        return None


class _Pairs:
    """PostgreSQL."""

    def blocks(self, asked: Asked | None, *, pages: bool = True) -> Sql:
        source = f"blocks b JOIN {PAGES} WHERE " if pages else "blocks b WHERE "
        words, values = ("1 = 1", []) if asked is None else pairs.holds(asked, "b.text")
        return source + words, values

    def key(self, asked: Asked | None) -> str:
        return packed("b")

    def ids(self, asked: Asked, most: int | None = None) -> Select[tuple[int]]:
        named = blocks.c.position.is_not(None), pairs.clause(asked, "blocks.text")
        found = select(blocks.c.id.label("id")).where(*named)
        if most is None:
            return found
        # planned for all of them, of which no more are fetched than are wanted: with a limit of its own, the server may
        # rather look into one text after the other until it has as many
        every = found.cte("every").prefix_with("MATERIALIZED")
        return select(every.c.id).limit(most)

    def counted(self, text: str) -> tuple[Sql, Sql] | None:
        if REFUSED.search(text):
            return None
        words, values = pairs.holds(Phrase(text), "b.text")
        again, more = pairs.repeated(text, "b.text")
        found = f"SELECT key FROM (SELECT {packed('b')} AS key FROM blocks b WHERE b.position IS NOT NULL AND {words}"
        return (f"{found}) AS found WHERE 1 = 1", values), (f"{found} AND {again}) AS found WHERE 1 = 1", values + more)

    def numbered(self, text: str) -> Sql | None:
        if REFUSED.search(text) or overlaps(text):
            return None
        words, values = pairs.holds(Phrase(text), "b.text")
        number, more = pairs.number(text, "b.text")
        found = (
            f"SELECT {packed('b')} AS key, {number} AS number FROM blocks b WHERE b.position IS NOT NULL AND {words}"
        )
        return f"SELECT key, number FROM ({found}) AS found WHERE 1 = 1", more + values


_INDEXES: dict[str, TextIndex] = {"sqlite": _Fts5(), "postgresql": _Pairs()}


def text_index(connection: Connection) -> TextIndex:
    """The one that a database has."""
    return _INDEXES[connection.dialect.name]
