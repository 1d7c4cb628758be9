"""Blocks that an index of their text names (``asked``), in the words of the database that has it."""

from __future__ import annotations

from typing import Protocol

from sqlalchemy import Connection, Select, column, select, table, text

from pipeline.database import spaced
from pipeline.database.asked import Asked

Sql = tuple[str, list[object]]
"""A piece of a statement, with its values."""
PAGES = "pages p ON p.id = b.page"


class TextIndex(Protocol):
    """The index of one database."""

    def blocks(self, asked: Asked | None, *, pages: bool = True) -> Sql:
        """Blocks ``b`` that may hold what is asked for, from behind ``FROM`` to within ``WHERE``; with ``pages`` also
        their pages ``p``.  For many rows."""
        ...

    def ids(self, asked: Asked) -> Select[tuple[int]]:
        """The row ids of these blocks, as ``id``."""
        ...


class _Fts5:
    """SQLite."""

    _TABLE = table("block_text", column("rowid"))

    def blocks(self, asked: Asked | None, *, pages: bool = True) -> Sql:
        with_pages = f" CROSS JOIN {PAGES}" if pages else ""  # CROSS JOIN keeps SQLite to this order
        if asked is None:
            return f"blocks b{with_pages} WHERE 1", []
        source = f"block_text f CROSS JOIN blocks b ON b.id = f.rowid{with_pages} WHERE block_text MATCH ?"
        return source, [spaced.match(asked)]

    def ids(self, asked: Asked) -> Select[tuple[int]]:
        named = text("block_text MATCH :asked").bindparams(asked=spaced.match(asked))
        return select(self._TABLE.c.rowid.label("id")).where(named)


_INDEXES: dict[str, TextIndex] = {"sqlite": _Fts5()}


def text_index(connection: Connection) -> TextIndex:
    """The one that a database has."""
    return _INDEXES[connection.dialect.name]
