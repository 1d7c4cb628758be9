"""Opening the database, a file or on a server: short transactions, one way to ask for both."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from types import TracebackType
from typing import Protocol, Self

from sqlalchemy import Connection, inspect

from pipeline.address import DatabaseUrl
from pipeline.database import migrations, schema
from pipeline.database.locks import PATIENCE_SECONDS, Lock
from pipeline.errors import DatabaseError

FILE_NAME = "baokan.db"
Where = Path | DatabaseUrl
"""A file, or a database on a server."""


class Kind(Protocol):
    """What differs between the databases."""

    name: str
    """for people: without any password"""

    def close(self) -> None:
        """Let go of it."""

    def reading(self) -> AbstractContextManager[Connection]:
        """A transaction that sees one state."""

    def holding(self, key: int, patience: float) -> AbstractContextManager[bool]:
        """Hold what one at a time holds; whether it is held."""

    def writing(self, lock: Lock, patience: float) -> AbstractContextManager[Connection]:
        """A transaction that holds ``lock`` from its beginning; ``patience``: s to wait for others."""


class Database:
    """An open database; a context manager.  Threads may share it: each transaction has a connection of its own."""

    def __init__(self, where: Where, *, durable: bool = False, read_only: bool = False) -> None:
        self.where = where
        self._kind = _kind(where, durable, read_only)
        self._patience = PATIENCE_SECONDS

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Let go of the file, or of the server."""
        self._kind.close()

    @property
    def on_server(self) -> bool:
        """Whether other machines may be at work in it."""
        return not isinstance(self.where, Path)

    @contextmanager
    def read(self) -> Iterator[Connection]:
        """A transaction that sees one state of the database, whatever others write meanwhile."""
        with self._kind.reading() as connection:
            yield connection

    @contextmanager
    def write(self, lock: Lock = Lock.TEXT) -> Iterator[Connection]:
        """A transaction that writes: it holds ``lock`` from its beginning, so keep it short.

        Raises ``DatabaseError`` (damaged, not reachable), ``LockedError`` (by others for too long), ``OutputError``
        (disk full, not writable).
        """
        with self._kind.writing(lock, self._patience) as connection:
            yield connection

    @contextmanager
    def alone(self, key: int, patience: float) -> Iterator[bool]:
        """Hold ``key`` (from -2**31 on), which one at a time has anywhere, without a transaction; on a server.

        ``patience``: s to wait for others; without any the answer may be false: somebody else holds it.
        """
        with self._kind.holding(key, patience) as held:
            yield held

    @contextmanager
    def impatient(self, seconds: float) -> Iterator[None]:
        """Transactions that begin meanwhile wait so long for others at most."""
        before, self._patience = self._patience, seconds
        try:
            yield
        finally:
            self._patience = before


def open_database(where: Where, *, create: bool = True, durable: bool = False) -> Database:
    """Open a database and bring it up to date; with ``create`` it is made when it is missing.

    A file is made itself, on a server its tables.  ``durable``: what was committed survives a loss of power too; a
    transaction then waits for the disk.  For what cannot be done again: decisions of people.

    Raises ``DatabaseError`` (damaged, not reachable, or from a newer version), ``OutputError``, ``SettingsError``.
    """
    if isinstance(where, Path) and not create and not where.is_file():
        raise _no_such(str(where))
    database = Database(where, durable=durable)
    try:
        with database.read() as connection:
            if not create and not has_tables(connection):
                raise _no_such(str(where))
            todo = migrations.missing(connection, str(where))
        for name in todo:
            with database.write(Lock.MIGRATION) as connection:
                if name in migrations.missing(connection, str(where)):  # another process may have been quicker
                    migrations.apply(connection, name)
    except BaseException:
        database.close()
        raise
    return database


def has_tables(connection: Connection) -> bool:
    """Whether a database was ever Baokan's."""
    return inspect(connection).has_table(schema.migrations.name)


def _kind(where: Where, durable: bool, read_only: bool) -> Kind:
    if isinstance(where, Path):
        from pipeline.database.sqlite import SqliteFile

        return SqliteFile(where, durable=durable, read_only=read_only)
    from pipeline.database.postgresql import PostgresqlServer

    return PostgresqlServer(where, durable=durable, read_only=read_only)


def _no_such(where: str) -> DatabaseError:
    return DatabaseError(f"{where}: there is no such database. Run 'baokan run' first, or name the folder with -o.")
