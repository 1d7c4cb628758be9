"""A database of which SQLite itself lets the views be read, and nothing else.

Datasette runs any SELECT that is typed into it.  So SQLite is asked to refuse whatever is not of the views: accounts,
sessions, other tables, withdrawn texts, other files.
"""

from __future__ import annotations

import os
import sqlite3
from pathlib import Path
from typing import Any

from datasette.app import Datasette
from datasette.database import Database

from pipeline.database.corpus_views import VIEWS

VIEW_NAMES = tuple(view.name for view in VIEWS)
TABLES = ("corpus_columns",)
"""tables that are shown: what each column of the views means."""
_SCHEMA = frozenset({"sqlite_master", "sqlite_schema", "sqlite_temp_master"})
_READING = frozenset(
    {sqlite3.SQLITE_SELECT, sqlite3.SQLITE_FUNCTION, sqlite3.SQLITE_RECURSIVE, sqlite3.SQLITE_TRANSACTION}
)
_PRAGMAS = frozenset(
    {"table_info", "table_xinfo", "foreign_key_list", "index_list", "index_info", "index_xinfo", "function_list"}
    | {"schema_version", "cache_size", "database_list", "compile_options"}
)
"""what datasette asks of the schema; none of them says anything of the rows."""


class ShownDatabase(Database):  # type: ignore[misc]
    """The corpus of a results folder, for reading only."""

    def __init__(self, app: Datasette, path: Path) -> None:
        super().__init__(app, path=str(path), is_mutable=not _still(path))

    def connect(self, write: bool = False) -> sqlite3.Connection:
        """A connection that reads the views."""
        if write:
            raise PermissionError("the corpus is only read here")
        connection: sqlite3.Connection = super().connect()
        connection.execute("PRAGMA query_only = ON")
        connection.set_authorizer(allowed)
        return connection

    async def table_names(self) -> list[str]:
        """Tables that are shown."""
        return list(TABLES)

    async def table_exists(self, table: str) -> bool:
        """Whether a table is shown."""
        return table in TABLES

    async def view_names(self) -> list[str]:
        """Views, in the order in which they are described."""
        return list(VIEW_NAMES)

    async def hidden_table_names(self) -> list[str]:
        """Everything that is hidden is not there at all."""
        return []


def _still(path: Path) -> bool:
    """Whether nobody can write: SQLite cannot put its own files beside the database then, and needs none.

    Otherwise runs and editors may write meanwhile, and the database is opened as they leave it.
    """
    return not os.access(path.parent, os.W_OK) and not path.with_name(path.name + "-wal").exists()


def allowed(action: int, first: str | None, second: str | None, schema: str | None, of: str | None) -> int:
    """Whether SQLite may do something (``sqlite3.Connection.set_authorizer``).  ``of``: the view that it is for."""
    if action in _READING:
        return sqlite3.SQLITE_DENY if (second or "").lower() == "load_extension" else sqlite3.SQLITE_OK
    if action == sqlite3.SQLITE_READ:
        # no column: only whether there is a row, which the inner parts of the views ask in nobody's name
        seen = not second or of in VIEW_NAMES or first in (*VIEW_NAMES, *TABLES) or first in _SCHEMA
        return sqlite3.SQLITE_OK if seen or _is_pragma(first) else sqlite3.SQLITE_DENY
    if action == sqlite3.SQLITE_PRAGMA:
        return sqlite3.SQLITE_OK if (first or "").lower() in _PRAGMAS else sqlite3.SQLITE_DENY
    if action == sqlite3.SQLITE_UPDATE and first in _SCHEMA:
        return sqlite3.SQLITE_OK  # how SQLite makes itself a table of a pragma; the file is open for reading only
    return sqlite3.SQLITE_DENY


def _is_pragma(name: Any) -> bool:
    return str(name).lower().removeprefix("pragma_") in _PRAGMAS
