"""Insert or change, in the words of each database."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, Table
from sqlalchemy.dialects import postgresql, sqlite


def upsert(connection: Connection, table: Table, key: Sequence[str], values: Mapping[str, Any]) -> None:
    """Enter a row, or change the one that has the same ``key`` (columns with a unique index)."""
    words = postgresql.insert if connection.dialect.name == "postgresql" else sqlite.insert
    entered = words(table).values(**values)
    changed = {name: value for name, value in values.items() if name not in key}
    connection.execute(entered.on_conflict_do_update(index_elements=list(key), set_=changed))


def add(connection: Connection, table: Table, key: Sequence[str], rows: Sequence[Mapping[str, Any]]) -> None:
    """Enter rows; those whose ``key`` (columns with a unique index) is there already are left as they are."""
    words = postgresql.insert if connection.dialect.name == "postgresql" else sqlite.insert
    connection.execute(words(table).on_conflict_do_nothing(index_elements=list(key)), [dict(row) for row in rows])
