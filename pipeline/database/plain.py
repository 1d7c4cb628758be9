"""SQL as text, for statements that are put together from pieces, in the words of each driver."""

from __future__ import annotations

import re
from collections.abc import Sequence, Sized
from functools import lru_cache
from typing import Any

from sqlalchemy import Connection, CursorResult

REFUSED = re.compile("[\0\ud800-\udfff]")
"""Characters that no text in PostgreSQL has: NUL, and halves of characters, which damaged files and names may have."""
REPLACEMENT = "\ufffd"
"""What stands there instead of them."""
_PIECE = re.compile(r"'[^']*'|\"[^\"]*\"|\?|%")


def plain(
    connection: Connection, statement: str, values: Sequence[Any] = (), *, stream: bool = False
) -> CursorResult[*tuple[Any, ...]]:
    """Run SQL text whose values stand as ``?``, in their order.

    Rows come as the driver gives them, with as little in between as there is.  ``stream``: they are so many that they
    are fetched as they are looked at, and never all at once.
    """
    return connection.exec_driver_sql(
        _for_driver(connection, statement), tuple(values), execution_options={"stream_results": stream}
    )


def plain_many(connection: Connection, statement: str, rows: Sequence[tuple[Any, ...]]) -> None:
    """Run it once for each of some rows of values; no row: nothing is run."""
    if rows:
        connection.exec_driver_sql(_for_driver(connection, statement), list(rows))


def _for_driver(connection: Connection, statement: str) -> str:
    return _with_percent(statement) if on_server(connection) else statement


def marks(values: Sized) -> str:
    """A ``?`` for each of some values, for ``IN (…)``; where there are none, ``NULL``, which nothing is."""
    return ", ".join("?" * len(values)) or "NULL"


def join_in_order(connection: Connection) -> str:
    """The word for a join that SQLite does in the order in which it stands; PostgreSQL knows what there is to read."""
    return "JOIN" if on_server(connection) else "CROSS JOIN"


def acceptable(text: str) -> str:
    """A text as PostgreSQL takes it."""
    return REFUSED.sub(REPLACEMENT, text)


def on_server(connection: Connection) -> bool:
    """Whether it is PostgreSQL, where SQLite's words are other ones."""
    return connection.dialect.name == "postgresql"


@lru_cache(maxsize=1000)
def _with_percent(statement: str) -> str:
    """The same for drivers that write ``%s``; a mark inside quotes is none."""
    return _PIECE.sub(lambda found: "%s" if found[0] == "?" else found[0].replace("%", "%%"), statement)
