"""Many rows at once: by COPY into PostgreSQL, several times as fast there as by INSERT."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import islice
from typing import Any

from sqlalchemy import ARRAY, Connection, String, Table, Text, bindparam, func, insert, select
from sqlalchemy.dialects import postgresql, sqlite

from pipeline.database.plain import on_server

ROWS = 5_000
"""rows that one INSERT is given at a time."""
Rows = Iterable[Sequence[Any]]


def enter(connection: Connection, table: Table, columns: Sequence[str], rows: Rows) -> None:
    """Enter new rows with these columns."""
    if on_server(connection):
        _copy(connection, table, columns, rows)
        return
    waiting = iter(rows)
    while part := [dict(zip(columns, row, strict=True)) for row in islice(waiting, ROWS)]:
        connection.execute(insert(table), part)


def grow(connection: Connection, table: Table, key: Sequence[str], columns: Sequence[str], rows: Rows) -> None:
    """Enter rows of numbers, or add them to those with the same ``key`` (columns with a unique index)."""
    listed = [tuple(row) for row in rows]
    if not listed:
        return
    entered: postgresql.Insert | sqlite.Insert
    if on_server(connection):
        values = zip(columns, zip(*listed, strict=True), strict=True)
        each = [func.unnest(bindparam(None, list(some), _array(table, name))) for name, some in values]
        entered = postgresql.insert(table).from_select(list(columns), select(*each))
    else:
        entered = sqlite.insert(table)
    more = {name: table.c[name] + entered.excluded[name] for name in columns if name not in key}
    whole = entered.on_conflict_do_update(index_elements=list(key), set_=more)
    if on_server(connection):
        connection.execute(whole)
    else:
        connection.execute(whole, [dict(zip(columns, row, strict=True)) for row in listed])


def _array(table: Table, name: str) -> ARRAY[Any]:
    kind = table.c[name].type
    return ARRAY(Text() if isinstance(kind, String) else kind)


def _copy(connection: Connection, table: Table, columns: Sequence[str], rows: Rows) -> None:
    quoted = connection.dialect.identifier_preparer.format_table(table)
    driver: Any = connection.connection.driver_connection
    names = ", ".join(f'"{name}"' for name in columns)
    with driver.cursor() as cursor, cursor.copy(f"COPY {quoted} ({names}) FROM STDIN") as stream:
        for row in rows:
            stream.write_row(row)
