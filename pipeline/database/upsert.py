"""Insert or change, in the words of each database."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, Table
from sqlalchemy.dialects import postgresql, sqlite

_Values = Mapping[str, Any]


def upsert(
    connection: Connection, table: Table, key: Sequence[str], values: _Values, instead: _Values | None = None
) -> None:
    """Enter a row, or change the one that has the same ``key`` (columns with a unique index).

    ``instead``: what columns of such a row become, where it is not what ``values`` has.
    """
    entered = _insert(connection, table).values(**values)
    changed = {name: value for name, value in values.items() if name not in key} | dict(instead or {})
    connection.execute(entered.on_conflict_do_update(index_elements=list(key), set_=changed))


def add(connection: Connection, table: Table, key: Sequence[str], rows: Sequence[_Values]) -> None:
    """Enter rows; those whose ``key`` (columns with a unique index) is there already are left as they are."""
    entered = _insert(connection, table).on_conflict_do_nothing(index_elements=list(key))
    connection.execute(entered, [dict(row) for row in rows])


def _insert(connection: Connection, table: Table) -> postgresql.Insert | sqlite.Insert:
    return postgresql.insert(table) if connection.dialect.name == "postgresql" else sqlite.insert(table)
