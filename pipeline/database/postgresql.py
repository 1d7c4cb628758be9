"""PostgreSQL: one server for many machines.

A transaction that reads sees one state (REPEATABLE READ).  One that writes takes an advisory lock first, which ends
with it (``locks``), and then sees what others have committed before each of its statements.
"""

from __future__ import annotations

import math
import selectors
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event, text
from sqlalchemy.exc import DBAPIError, InvalidatePoolError, OperationalError

from pipeline.address import DatabaseUrl
from pipeline.database.locks import HELD, PATIENCE_SECONDS, Lock, taking
from pipeline.database.plain import acceptable
from pipeline.errors import BaokanError, DatabaseError, LockedError, OutputError, SettingsError

CONNECT_SECONDS = 10
"""s: how long a server that does not answer is waited for."""
FOUND_MB = 64
"""MB: where a search keeps which blocks the index named; of what has no room there, all texts are looked into anew."""
KEPT_OPEN = 25
"""connections of a process at most; opening one takes as long as many questions."""
TRUSTED_SECONDS = 5.0
"""s that a connection may have rested and is used unless its end was told: longer silence may be that of a network."""
OLDEST = 13
"""Major version of the oldest server that its makers still looked after when this was written."""
_WAITED = ("55P03", "40P01", "57014")
"""lock_not_available, deadlock_detected, query_canceled: somebody else was at it."""
_TOO_LARGE = "22003"
"""numeric_value_out_of_range: a number that no row can have."""
_OURS = ("22", "23", "42")
"""Classes of errors that are faults of ours (wrong values, constraints, SQL), not of the server."""


class PostgresqlServer:
    """How a database on a server is opened, read and written, and what its errors mean.

    ``durable``: what was committed survives a loss of power of the server too.  ``read_only``: nothing is changed.
    """

    def __init__(self, url: DatabaseUrl, *, durable: bool = False, read_only: bool = False) -> None:
        self.name = str(url)
        self._read_only = read_only
        self._engine = _engine(url, durable)
        self._reader = self._engine.execution_options(isolation_level="REPEATABLE READ", postgresql_readonly=True)

    def close(self) -> None:
        """Close all connections."""
        self._engine.dispose()

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """A transaction that sees one state."""
        with self._said(), self._reader.begin() as connection:
            yield connection

    @contextmanager
    def writing(self, lock: Lock, patience: float) -> Iterator[Connection]:
        """A transaction that holds ``lock`` from its beginning.  ``patience``: s to wait for that and for rows."""
        engine = self._reader if self._read_only else self._engine
        with self._said(), engine.begin() as connection:
            if patience != PATIENCE_SECONDS:
                connection.exec_driver_sql(f"SET LOCAL lock_timeout = {int(1000 * patience)}")
            if (statement := taking(lock)) is not None:
                connection.exec_driver_sql(statement)
            yield connection

    @contextmanager
    def holding(self, key: int, patience: float) -> Iterator[bool]:
        """An advisory lock of a transaction that does nothing else; it ends with this process, however that ends."""
        with self._said(), self._engine.begin() as connection:
            if patience > 0:
                connection.exec_driver_sql(f"SET LOCAL lock_timeout = {int(1000 * patience)}")
                connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({HELD}, {key})")
                held = True
            else:
                held = bool(connection.scalar(text(f"SELECT pg_try_advisory_xact_lock({HELD}, {key})")))
            yield held

    @contextmanager
    def _said(self) -> Iterator[None]:
        """Errors of the driver in words for people."""
        try:
            yield
        except DBAPIError as error:
            if getattr(error.orig, "sqlstate", None) == _TOO_LARGE:
                raise OverflowError(str(error.orig)) from error  # as Python's driver of SQLite says it
            said = self._in_words(error)
            if said is None:
                raise
            raise said from error

    def _in_words(self, error: DBAPIError) -> BaokanError | None:
        state, said = getattr(error.orig, "sqlstate", None), " ".join(str(error.orig).split())
        if state is None:
            return _not_connected(self.name, said) if isinstance(error, OperationalError) else None
        if state in _WAITED:
            return LockedError(
                f"{self.name}: the database was locked by others for too long ({said}; {PATIENCE_SECONDS:.0f} s are "
                "waited). See what holds it in pg_stat_activity, and start again."
            )
        if state.startswith("53"):  # insufficient resources: disk, memory, connections
            cause = "the disk of the database server is full" if state == "53100" else "the server has no more room"
            return OutputError(f"{self.name}: {cause} ({said}). Give it more, and start again.")
        if state in ("25006", "42501"):  # read only, no rights
            return OutputError(
                f"{self.name}: the database cannot be written ({said}). It may be a copy for reading only, or the user "
                "may lack rights: it should own the database."
            )
        if state.startswith(_OURS):
            return None
        if state.startswith(("08", "57")):  # the connection broke, the server was stopped
            return DatabaseError(f"{self.name}: the connection was lost ({said}). See that the server runs; try again.")
        return DatabaseError(f"{self.name}: the server reports an error ({said}). Its log says more.")


def _not_connected(name: str, said: str) -> BaokanError:
    """Why there is no connection; the driver only has words for it."""
    if "password" in said or "authentication" in said or "pg_hba" in said or ("role" in said and "exist" in said):
        return SettingsError(
            f"{name}: the server does not let this user in ({said}). Check user and password: in the URL, in the "
            "environment variable PGPASSWORD, or in ~/.pgpass."
        )
    if "database" in said and "does not exist" in said:
        return DatabaseError(f"{name}: there is no such database ({said}). Make it with 'createdb', then start again.")
    return DatabaseError(
        f"{name}: the database server cannot be reached ({said}). See that it runs and listens there, and that nothing "
        "between here and there refuses the connection."
    )


def _engine(url: DatabaseUrl, durable: bool) -> Engine:
    try:
        engine = create_engine(
            url.secret,
            pool_size=KEPT_OPEN,
            max_overflow=0,
            connect_args={"connect_timeout": CONNECT_SECONDS, "application_name": "baokan"},
        )
    except ModuleNotFoundError as error:
        raise SettingsError(
            f"{url}: databases on PostgreSQL need the package psycopg. Install it with: pip install 'baokan[postgres]'"
        ) from error

    from psycopg import OperationalError as Broken
    from psycopg.types.string import StrDumperUnknown

    class Text(StrDumperUnknown):
        """Without the characters that PostgreSQL refuses, and that a browser or a damaged file may send."""

        def dump(self, obj: str) -> Any:
            try:
                return super().dump(acceptable(obj) if "\0" in obj else obj)
            except UnicodeEncodeError:
                return super().dump(acceptable(obj))

    @event.listens_for(engine, "connect")
    def prepare(connection: Any, record: Any) -> None:
        _refuse(url, connection)
        connection.adapters.register_dumper(str, Text)
        settings = {
            "lock_timeout": f"{PATIENCE_SECONDS:.0f}s",
            # without 'durable' the last transactions may be missing after a loss of power, and are done again
            "synchronous_commit": "on" if durable else "off",
            # questions are short and many at once; in its eyes their plans are dear: compiling them, or dealing one
            # out to several processes, would take longer than answering
            "jit": "off",
            "max_parallel_workers_per_gather": "0",
            "work_mem": f"{FOUND_MB}MB",
        }
        connection.execute("; ".join(f"SET {name} = '{value}'" for name, value in settings.items()))
        connection.commit()

    @event.listens_for(engine, "checkin")
    def rest(connection: Any, record: Any) -> None:
        record.info["rests"] = time.monotonic()

    @event.listens_for(engine, "checkout")
    def look(connection: Any, record: Any, proxy: Any) -> None:
        """A server that was started anew costs nobody an error."""
        rested = time.monotonic() - record.info.get("rests", math.inf)
        if rested > TRUSTED_SECONDS or _speaks(connection.fileno()):
            try:
                connection.execute("SELECT 1")
                connection.rollback()
            except Broken as error:
                raise InvalidatePoolError from error

    return engine


def _speaks(socket: int) -> bool:
    """Whether something came in although nothing was asked: the server's last words."""
    with selectors.DefaultSelector() as selector:
        selector.register(socket, selectors.EVENT_READ)
        return bool(selector.select(0))


def _refuse(url: DatabaseUrl, connection: Any) -> None:
    """Raise ``DatabaseError`` for a server or database that cannot be used."""
    version = connection.info.server_version // 10000
    if version < OLDEST:
        raise DatabaseError(f"{url}: the server is PostgreSQL {version}; Baokan needs {OLDEST} or newer.")
    encoding = connection.info.parameter_status("server_encoding")
    if encoding != "UTF8":
        raise DatabaseError(
            f"{url}: the database keeps its text as {encoding}, which cannot hold all characters. Make another one: "
            "createdb --encoding UTF8 --template template0."
        )
