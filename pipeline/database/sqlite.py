"""SQLite: one file on a local disk, in WAL mode; one transaction at a time writes."""

from __future__ import annotations

import os
import sqlite3
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.exc import DBAPIError, IntegrityError, ProgrammingError
from sqlalchemy.pool import QueuePool

from pipeline.database import spaced
from pipeline.database.locks import PATIENCE_SECONDS, Lock
from pipeline.errors import BaokanError, DatabaseError, LockedError, OutputError

MAPPED = 1 << 31
"""bytes of the file that are read where the system has them in memory, without a copy: twice as quick for many rows."""
_WRITES = "baokan_writes"


class SqliteFile:
    """How a file is opened, read and written, and what its errors mean.

    ``durable``: what was committed survives a loss of power too.  ``read_only``: nothing of it is changed.
    """

    def __init__(self, path: Path, *, durable: bool = False, read_only: bool = False) -> None:
        self.name = str(path)
        self._engine = _reading_engine(path) if read_only else _engine(path, durable)
        # threads of one process take turns here: what SQLite does when the file is locked is to look again and again,
        # up to a tenth of a second too late and whoever comes first
        self._turn = threading.Lock()

    def close(self) -> None:
        """Let go of the file."""
        self._engine.dispose()

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """A transaction that sees one state."""
        with self._said(), self._engine.begin() as connection:
            yield connection

    @contextmanager
    def writing(self, lock: Lock, patience: float) -> Iterator[Connection]:
        """A transaction that holds the file's one write lock from its beginning.  ``patience``: s to wait for it."""
        if not self._turn.acquire(timeout=patience):
            raise self._locked()
        try:
            with self._said(), self._engine.connect() as connection:
                connection = connection.execution_options(**{_WRITES: True})
                if patience != PATIENCE_SECONDS:
                    _wait(connection, patience)
                try:
                    with connection.begin():
                        yield connection
                finally:
                    if patience != PATIENCE_SECONDS:
                        _wait(connection, PATIENCE_SECONDS)
        finally:
            self._turn.release()

    @contextmanager
    def holding(self, key: int, patience: float) -> Iterator[bool]:
        """Nobody else is there: the results folder is held by one run (``OutputLock``)."""
        yield True

    @contextmanager
    def _said(self) -> Iterator[None]:
        """Errors of the driver in words for people."""
        try:
            yield
        except (IntegrityError, ProgrammingError):
            raise  # faults of ours, not of the file
        except DBAPIError as error:
            raise self._in_words(error.orig) from error
        except sqlite3.Error as error:
            raise self._in_words(error) from error

    def _in_words(self, error: BaseException | None) -> BaokanError:
        name, said = getattr(error, "sqlite_errorname", "") or "", str(error)
        if name.startswith(("SQLITE_FULL", "SQLITE_IOERR_WRITE", "SQLITE_IOERR_FSYNC")):
            return OutputError(
                f"{self.name}: the disk is full. Free some space, or choose another folder with --output."
            )
        if name.startswith(("SQLITE_READONLY", "SQLITE_CANTOPEN", "SQLITE_PERM", "SQLITE_IOERR", "SQLITE_AUTH")):
            return OutputError(
                f"{self.name}: the database cannot be written ({said}). Check the rights of the folder; it must lie on "
                "a local disk, not on a network share."
            )
        if name.startswith(("SQLITE_BUSY", "SQLITE_LOCKED")):
            return self._locked()
        return DatabaseError(
            f"{self.name}: the database is damaged ({said}). Put a backup in its place ('baokan restore'), or move it "
            "away: finished pages are then taken over from their files, and only decisions of people are missing."
        )

    def _locked(self) -> LockedError:
        return LockedError(
            f"{self.name}: the database was locked by another program for too long ({PATIENCE_SECONDS:.0f} s are "
            "waited). Close programs that have it open, and start again."
        )


def snapshot(connection: Connection, to: Path) -> None:
    """One state of the whole database into a new file, while others may be writing.

    The copy is one plain file (no write-ahead log).  Raises ``OSError``, ``sqlite3.Error``.
    """
    to.unlink(missing_ok=True)
    source: Any = connection.connection.driver_connection
    copy = sqlite3.connect(to)
    try:
        source.backup(copy)
        copy.execute("PRAGMA journal_mode = DELETE")
    finally:
        copy.close()


def _engine(path: Path, durable: bool) -> Engine:
    engine = create_engine(f"sqlite:///{path}", poolclass=QueuePool, pool_size=5, max_overflow=20)

    @event.listens_for(engine, "connect")
    def prepare(connection: Any, record: Any) -> None:
        connection.isolation_level = None  # transactions are begun below, not by the driver
        spaced.install(connection)
        cursor = connection.cursor()
        for pragma in (
            f"busy_timeout = {int(PATIENCE_SECONDS * 1000)}",
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


def _reading_engine(path: Path) -> Engine:
    uri = path.absolute().as_uri()
    if not os.access(path.parent, os.W_OK) and not path.with_name(path.name + "-wal").exists():
        uri += "?immutable=1"  # SQLite cannot put its own files beside it, and nobody who could change it is there
    # not mode=ro: such a connection leaves SQLite's own files behind when it is the last one
    engine = create_engine(
        "sqlite://",
        creator=lambda: sqlite3.connect(uri, uri=True, timeout=PATIENCE_SECONDS, check_same_thread=False),
        poolclass=QueuePool,
    )

    @event.listens_for(engine, "connect")
    def prepare(connection: Any, record: Any) -> None:
        connection.isolation_level = None
        connection.execute("PRAGMA query_only = ON")
        connection.execute(f"PRAGMA mmap_size = {MAPPED}")

    @event.listens_for(engine, "begin")
    def begin(connection: Connection) -> None:
        connection.exec_driver_sql("BEGIN")

    return engine


def _wait(connection: Connection, seconds: float) -> None:
    driver: Any = connection.connection.driver_connection
    driver.execute(f"PRAGMA busy_timeout = {int(1000 * seconds)}")
