"""One state of a database, for answers that are made of several readings."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import Connection

from pipeline.database.connection import Database
from pipeline.database.locks import Lock


class OnlyRead(RuntimeError):
    """Somebody wants to write where one state of the database is read."""


class Moment(Database):
    """A database as one transaction sees it: whatever others write meanwhile, everything read here fits together."""

    def __init__(self, database: Database, connection: Connection) -> None:
        self.where = database.where
        self._connection = connection

    def close(self) -> None:
        """Nothing to let go of: the transaction is somebody else's."""

    @contextmanager
    def read(self) -> Iterator[Connection]:
        """The transaction."""
        yield self._connection

    @contextmanager
    def write(self, lock: Lock = Lock.TEXT) -> Iterator[Connection]:
        """Not here.  Raises ``OnlyRead``."""
        raise OnlyRead("a moment of the database is only read")
        yield self._connection


@contextmanager
def moment(database: Database) -> Iterator[Moment]:
    """A transaction that reads."""
    with database.read() as connection:
        yield Moment(database, connection)
