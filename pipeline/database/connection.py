"""Opening the database: pragmas, short transactions, errors in words."""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.exc import DBAPIError, IntegrityError, ProgrammingError
from sqlalchemy.pool import QueuePool

from pipeline.database import migrations, spaced
from pipeline.errors import BaokanError, DatabaseError, OutputError

FILE_NAME = "baokan.db"
BUSY_SECONDS = 30.0
"""s: how long a transaction waits for another one; they are short, so that only a stopped process makes it wait."""
MAPPED = 1 << 31
"""bytes of the file that are read where the system has them in memory, without a copy: twice as quick for many rows."""
_WRITES = "baokan_writes"


class LockedError(OutputError):
    """Others were writing for longer than was waited."""


class Database:
    """An open database; a context manager.  Threads may share it: each transaction has a connection of its own."""

    def __init__(self, path: Path, *, durable: bool = False, engine: Engine | None = None) -> None:
        self.path = path
        self._engine = engine or _engine(path, durable)
        # threads of one process take turns here: what SQLite does when the file is locked is to look again and again,
        # up to a tenth of a second too late and whoever comes first
        self._turn = threading.Lock()
        self._patience = BUSY_SECONDS

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Let go of the file."""
        self._engine.dispose()

    @contextmanager
    def read(self) -> Iterator[Connection]:
        """A transaction that sees one state of the database, whatever others write meanwhile."""
        with _said(self.path), self._engine.begin() as connection:
            yield connection

    @contextmanager
    def write(self) -> Iterator[Connection]:
        """A transaction that writes: it holds the write lock from its beginning, so keep it short.

        Raises ``DatabaseError`` (damaged), ``LockedError`` (by others for too long), ``OutputError`` (disk full, not
        writable).
        """
        patience = self._patience
        if not self._turn.acquire(timeout=patience):
            raise _locked(self.path)
        try:
            with _said(self.path), self._engine.connect() as connection:
                connection = connection.execution_options(**{_WRITES: True})
                if patience != BUSY_SECONDS:
                    _wait(connection, patience)
                try:
                    with connection.begin():
                        yield connection
                finally:
                    if patience != BUSY_SECONDS:
                        _wait(connection, BUSY_SECONDS)
        finally:
            self._turn.release()

    @contextmanager
    def impatient(self, seconds: float) -> Iterator[None]:
        """Transactions that begin meanwhile wait so long for others at most."""
        before, self._patience = self._patience, seconds
        try:
            yield
        finally:
            self._patience = before


def open_database(path: Path, *, create: bool = True, durable: bool = False) -> Database:
    """Open the file and bring it up to date; with ``create`` it is made when it is missing.

    ``durable``: what was committed survives a loss of power too; a transaction then waits for the disk.  For what
    cannot be done again: decisions of people.

    Raises ``DatabaseError`` (damaged, or from a newer version), ``OutputError``.
    """
    if not create and not path.is_file():
        raise DatabaseError(f"{path}: there is no such database. Run 'baokan run' first, or name the folder with -o.")
    database = Database(path, durable=durable)
    try:
        with database.read() as connection:
            todo = migrations.missing(connection, str(path))
        for name in todo:
            with database.write() as connection:
                if name in migrations.missing(connection, str(path)):  # another process may have been quicker
                    migrations.apply(connection, name)
    except BaseException:
        database.close()
        raise
    return database


def _engine(path: Path, durable: bool) -> Engine:
    engine = create_engine(f"sqlite:///{path}", poolclass=QueuePool, pool_size=5, max_overflow=20)

    @event.listens_for(engine, "connect")
    def prepare(connection: Any, record: Any) -> None:
        connection.isolation_level = None  # transactions are begun below, not by the driver
        spaced.install(connection)
        cursor = connection.cursor()
        for pragma in (
            f"busy_timeout = {int(BUSY_SECONDS * 1000)}",
            "journal_mode = WAL",
            # the file stays whole after a loss of power; the last transactions may be missing, and are done again
            f"synchronous = {'FULL' if durable else 'NORMAL'}",
            "foreign_keys = ON",
            f"mmap_size = {MAPPED}",
        ):
            cursor.execute(f"PRAGMA {pragma}")
        cursor.close()

    @event.listens_for(engine, "begin")
    def begin(connection: Connection) -> None:
        writes = connection.get_execution_options().get(_WRITES)
        connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")

    return engine


@contextmanager
def _said(path: Path) -> Iterator[None]:
    """Errors of the driver in words for people."""
    try:
        yield
    except (IntegrityError, ProgrammingError):
        raise  # faults of ours, not of the file
    except DBAPIError as error:
        raise _in_words(path, error.orig) from error
    except sqlite3.Error as error:
        raise _in_words(path, error) from error


def _in_words(path: Path, error: BaseException | None) -> BaokanError:
    name, said = getattr(error, "sqlite_errorname", "") or "", str(error)
    if name.startswith(("SQLITE_FULL", "SQLITE_IOERR_WRITE", "SQLITE_IOERR_FSYNC")):
        return OutputError(f"{path}: the disk is full. Free some space, or choose another folder with --output.")
    if name.startswith(("SQLITE_READONLY", "SQLITE_CANTOPEN", "SQLITE_PERM", "SQLITE_IOERR", "SQLITE_AUTH")):
        return OutputError(
            f"{path}: the database cannot be written ({said}). Check the rights of the folder; it must lie on a local "
            "disk, not on a network share."
        )
    if name.startswith(("SQLITE_BUSY", "SQLITE_LOCKED")):
        return _locked(path)
    return DatabaseError(
        f"{path}: the database is damaged ({said}). Put a backup in its place ('baokan restore'), or move it away: "
        "finished pages are then taken over from their files, and only decisions of people are missing."
    )


def _locked(path: Path) -> LockedError:
    return LockedError(
        f"{path}: the database was locked by another program for too long ({BUSY_SECONDS:.0f} s are waited). "
        "Close programs that have it open, and start again."
    )


def _wait(connection: Connection, seconds: float) -> None:
    driver: Any = connection.connection.driver_connection
    driver.execute(f"PRAGMA busy_timeout = {int(1000 * seconds)}")
