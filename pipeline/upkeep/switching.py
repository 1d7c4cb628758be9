"""A results folder that uses another database from now on: copied while nobody writes, then the folder says so."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import text

from pipeline.address import DatabaseUrl
from pipeline.batch.lock import OutputLock
from pipeline.database import FILE_NAME, Where
from pipeline.database.connection import Database
from pipeline.database.place import NOTE, note_database
from pipeline.errors import BaokanError, ExitCode, SettingsError
from pipeline.upkeep.copying import Copied, Told, copy

KEPT = f"{FILE_NAME}-moved"
"""The file that a database was copied out of."""


class DatabaseInUseError(BaokanError):
    """Others have the database open."""

    exit_code = ExitCode.IN_USE


def switch(results: Path, source: Where, target: Where, told: Told = lambda table, rows: None) -> list[Copied]:
    """Copy the database of a results folder, and have the folder use the copy.

    Nobody may work with it: no run, no review pages.  The source stays as it was, a file under the name ``KEPT``.
    Raises what ``copy`` raises, ``OutputInUseError`` (a run), ``DatabaseInUseError`` (others), ``SettingsError``.
    """
    if isinstance(source, Path) == isinstance(target, Path):
        raise SettingsError(f"{target}: a results folder moves from a file to a server, or from a server to its file.")
    if isinstance(target, Path) and target.resolve() != (results / FILE_NAME).resolve():
        raise SettingsError(f"{target}: the database of {results} is the file {results / FILE_NAME}: name that one.")
    if isinstance(source, Path) and (results / KEPT).exists():
        raise SettingsError(f"{results / KEPT}: a file that was moved before lies here still. Put it somewhere else.")
    with OutputLock(results), _alone(source):
        done = copy(source, target, told)
        if isinstance(source, Path):
            os.replace(source, results / KEPT)
    if isinstance(target, DatabaseUrl):
        note_database(results, target)
    else:
        (results / NOTE).unlink(missing_ok=True)
    return done


@contextmanager
def _alone(where: Where) -> Iterator[None]:
    """Nobody else has the database open.  Raises ``DatabaseInUseError``."""
    if isinstance(where, Path):
        connection = sqlite3.connect(where, timeout=0)
        try:
            # SQLite leaves its log only when this is the one connection there is
            connection.execute("PRAGMA journal_mode = DELETE")
        except sqlite3.OperationalError as error:
            raise _in_use(where) from error
        finally:
            connection.close()
    else:
        others = "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"
        with Database(where, read_only=True) as database, database.read() as reading:
            if reading.scalar(text(f"{others} AND backend_type = 'client backend'")):
                raise _in_use(where)
    yield


def _in_use(where: Where) -> DatabaseInUseError:
    return DatabaseInUseError(
        f"{where}: others have this database open, and would go on writing to it. Stop 'baokan review', 'baokan watch' "
        "and runs, and start again. (A copy alone may be made while they work.)"
    )
