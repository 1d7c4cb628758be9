"""A database that is only looked at, while a run works on it or afterwards: nothing of it is changed."""

from __future__ import annotations

import os
import sqlite3
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.pool import QueuePool

from pipeline.database import migrations
from pipeline.database.connection import BUSY_SECONDS, FILE_NAME, MAPPED, Database, open_database
from pipeline.errors import DatabaseError, NoInputError


class ReadOnlyDatabase(Database):
    """A database whose ``write`` fails."""

    def __init__(self, path: Path) -> None:
        super().__init__(path, engine=_engine(path))


def open_results(output: Path) -> Database:
    """The database of a results folder, for reading only.  Raises what ``open_reading`` raises."""
    return open_reading(output / FILE_NAME)


def open_reading(path: Path) -> Database:
    """A database, for reading only.

    Raises ``NoInputError`` when there is none, ``DatabaseError`` when it is damaged or from another version.
    """
    database, missing = _opened(path)
    if missing:
        database.close()
        raise DatabaseError(
            f"{path}: this database is new or from an older version of Baokan ({', '.join(missing)} is missing). "
            "'baokan run' brings it up to date."
        )
    return database


@contextmanager
def as_it_would_be(path: Path) -> Iterator[Database]:
    """A database as a run would find it, for reading only: one of an older version in a copy, brought up to date.

    Raises what ``open_reading`` raises, ``OSError`` when there is no room for the copy.
    """
    database, missing = _opened(path)
    with database:
        if not missing:
            yield database
            return
        with tempfile.TemporaryDirectory(prefix="baokan-") as folder:
            copy = Path(folder) / FILE_NAME
            with database.read() as connection:
                snapshot(connection, copy)
            with open_database(copy) as renewed:
                yield renewed


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


def _opened(path: Path) -> tuple[Database, list[str]]:
    """A database for reading only, and what it lacks."""
    if not path.is_file():
        raise NoInputError(
            f"{path.parent}: there are no results here ({path.name} is missing). Run 'baokan run' first, or name the "
            "folder with --output."
        )
    database = ReadOnlyDatabase(path)
    try:
        with database.read() as connection:
            return database, migrations.missing(connection, str(path))
    except BaseException:
        database.close()
        raise


def _engine(path: Path) -> Engine:
    uri = path.absolute().as_uri()
    if not os.access(path.parent, os.W_OK) and not path.with_name(path.name + "-wal").exists():
        uri += "?immutable=1"  # SQLite cannot put its own files beside it, and nobody who could change it is there
    # not mode=ro: such a connection leaves SQLite's own files behind when it is the last one
    engine = create_engine(
        "sqlite://",
        creator=lambda: sqlite3.connect(uri, uri=True, timeout=BUSY_SECONDS, check_same_thread=False),
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
