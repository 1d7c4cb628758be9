"""A database that is only looked at, while a run works on it or afterwards: nothing of it is changed."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from pipeline.address import NO_SERVER, DatabaseUrl
from pipeline.database import migrations
from pipeline.database.connection import FILE_NAME, Database, Where, has_tables, open_database
from pipeline.database.place import database_of
from pipeline.database.sqlite import snapshot
from pipeline.errors import DatabaseError, NoInputError


class ReadOnlyDatabase(Database):
    """A database whose ``write`` fails."""

    def __init__(self, where: Where) -> None:
        super().__init__(where, read_only=True)


def open_results(output: Path, database: DatabaseUrl = NO_SERVER) -> Database:
    """The database of a results folder, for reading only.  Raises what ``open_reading`` raises."""
    return open_reading(database_of(output, database))


def open_reading(where: Where) -> Database:
    """A database, for reading only.

    Raises ``NoInputError`` when there is none, ``DatabaseError`` when it is damaged or from another version.
    """
    database, missing = _opened(where)
    if missing:
        database.close()
        raise _older(where, missing)
    return database


@contextmanager
def as_it_would_be(where: Where) -> Iterator[Database]:
    """A database as a run would find it, for reading only: a file of an older version in a copy, brought up to date.

    Raises what ``open_reading`` raises, ``OSError`` when there is no room for the copy.
    """
    database, missing = _opened(where)
    with database:
        if not missing:
            yield database
            return
        if not isinstance(where, Path):
            raise _older(where, missing)
        with tempfile.TemporaryDirectory(prefix="baokan-") as folder:
            copy = Path(folder) / FILE_NAME
            with database.read() as connection:
                snapshot(connection, copy)
            with open_database(copy) as renewed:
                yield renewed


def _older(where: Where, missing: list[str]) -> DatabaseError:
    return DatabaseError(
        f"{where}: this database is new or from an older version of Baokan ({', '.join(missing)} is missing). "
        "'baokan run' brings it up to date."
    )


def _opened(where: Where) -> tuple[Database, list[str]]:
    """A database for reading only, and what it lacks."""
    if isinstance(where, Path) and not where.is_file():
        raise NoInputError(
            f"{where.parent}: there are no results here ({where.name} is missing). Run 'baokan run' first, or name the "
            "folder with --output."
        )
    database = ReadOnlyDatabase(where)
    try:
        with database.read() as connection:
            if not isinstance(where, Path) and not has_tables(connection):
                raise NoInputError(f"{where}: there is nothing in this database. Run 'baokan run' first.")
            return database, migrations.missing(connection, str(where))
    except BaseException:
        database.close()
        raise
