"""In which database the results folders of a test are kept."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path

from helpers import postgresql
from pipeline.address import NO_SERVER, DatabaseUrl
from pipeline.batch import run as batch
from pipeline.database import FILE_NAME, Database, open_database
from pipeline.database.connection import Where
from pipeline.database.place import NOTE, database_of, note_database


class Kept:
    """The choice of one test; ``server``: a database of its own there for each folder, instead of a file."""

    server: postgresql.Server | None = None
    made: list[DatabaseUrl]

    def __init__(self) -> None:
        self.made = []

    def drop(self, first: int = 0) -> None:
        """Forget the databases that were made for the test, those before the ``first`` not."""
        for url in self.made[first:]:
            assert self.server is not None
            self.server.drop(url)
        del self.made[first:]


KEPT = Kept()


@contextmanager
def on_server() -> Iterator[None]:
    """Within it folders have their database on a server, whatever is chosen for the others; what was made goes."""
    usual, before = KEPT.server, len(KEPT.made)
    KEPT.server = postgresql.server()
    try:
        yield
    finally:
        KEPT.drop(before)
        KEPT.server = usual


def prepare(results: Path) -> Path:
    """Have a results folder keep its database where the test wants it; returns the folder."""
    results.mkdir(parents=True, exist_ok=True)
    if KEPT.server is not None and not (results / NOTE).exists() and not (results / FILE_NAME).exists():
        KEPT.made.append(KEPT.server.fresh())
        note_database(results, KEPT.made[-1])
    return results


def with_tables(results: Path) -> Path:
    """The same with an empty database: a file is copied, since making one takes ten times as long."""
    where = database_of(prepare(results))
    if isinstance(where, Path) and not where.exists():
        where.write_bytes(_empty())
    return results


@cache
def _empty() -> bytes:
    with tempfile.TemporaryDirectory() as folder:
        made = Path(folder) / FILE_NAME
        open_database(made).close()
        return made.read_bytes()


def begin_on_server() -> None:
    """Let runs of this process begin a new results folder as ``prepare`` does."""

    def where(results: Path, given: DatabaseUrl = NO_SERVER) -> Where:
        if not given and results.is_dir():
            prepare(results)
        return database_of(results, given)

    batch.database_of = where


def copied(results: Path, folder: Path) -> None:
    """A copy of a results folder with a copy of its database, to which nobody may be connected."""
    shutil.copytree(results, folder)
    where = database_of(results)
    if isinstance(where, DatabaseUrl):
        assert KEPT.server is not None
        KEPT.made.append(KEPT.server.fresh(where.secret.rpartition("/")[2]))
        (folder / NOTE).unlink()
        note_database(folder, KEPT.made[-1])


def kept_in(results: Path) -> Database:
    """The database of a results folder, opened: wherever it is."""
    return open_database(database_of(results))
