"""Named steps that bring a database up to date; each in a transaction of its own.

A step is never changed once it was released; a new one is added behind it.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime

from sqlalchemy import Connection, insert, inspect, select

from pipeline.database import schema
from pipeline.errors import DatabaseError


def _batch(connection: Connection) -> None:
    schema.metadata.create_all(connection, tables=list(schema.BATCH))


def _formats(connection: Connection) -> None:
    """Which formats were written beside a document's own files."""
    schema.metadata.create_all(connection, tables=[schema.document_formats])


MIGRATIONS: tuple[tuple[str, Callable[[Connection], None]], ...] = (
    ("0001-batch", _batch),
    ("0003-formats", _formats),
)
"""Name -> what it does, in order."""


def applied(connection: Connection) -> list[str]:
    """Names of the steps that the database has had."""
    if not inspect(connection).has_table(schema.migrations.name):
        return []
    return list(connection.scalars(select(schema.migrations.c.name).order_by(schema.migrations.c.name)))


def missing(connection: Connection, where: str) -> list[str]:
    """Names of the steps that the database still needs.

    Raises ``DatabaseError`` when it has had steps that this version does not know.
    """
    have, known = applied(connection), [name for name, _ in MIGRATIONS]
    unknown = [name for name in have if name not in known]
    if unknown:
        raise DatabaseError(
            f"{where}: this database was made by a newer version of Baokan ({', '.join(unknown)}). "
            "Install that version, or name another results folder with --output."
        )
    return [name for name in known if name not in have]


def apply(connection: Connection, name: str) -> None:
    """Do one step and note it; the caller commits."""
    if not inspect(connection).has_table(schema.migrations.name):
        schema.migrations.create(connection)
    dict(MIGRATIONS)[name](connection)
    now = datetime.now(UTC).isoformat(timespec="seconds")
    connection.execute(insert(schema.migrations).values(name=name, applied=now))
