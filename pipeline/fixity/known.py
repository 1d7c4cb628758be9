"""What the database knows of files and scans; it is only read here, in short transactions."""

from __future__ import annotations

import socket
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psutil
from sqlalchemy import func, select

from pipeline.address import NO_SERVER, DatabaseUrl
from pipeline.batch import lock
from pipeline.batch.ledger import OPEN, REPLACED
from pipeline.batch.status import living
from pipeline.database import Where, database_of
from pipeline.database.reading import open_reading
from pipeline.database.schema import files, sources
from pipeline.database.sqlite import snapshot
from pipeline.upkeep.copying import copy_from

PAGE = 1000
"""rows that are read at a time."""


@dataclass(frozen=True, slots=True)
class KnownFile:
    """A file as it was written, or a scan as it was read."""

    path: str
    """in the results folder, with '/'; of a scan: absolute."""
    bytes: int
    sha256: str
    document: str = ""
    """whose it is; empty: of the whole folder."""


class Known:
    """Reads the ledger.  A context manager.

    Raises ``NoInputError`` when there are no results, ``DatabaseError`` when the database is damaged or from another
    version.
    """

    def __init__(self, where: Where) -> None:
        self._database = open_reading(where)

    @classmethod
    def of(cls, output: Path, server: DatabaseUrl = NO_SERVER) -> Known:
        """Of a results folder."""
        return cls(database_of(output, server))

    def __enter__(self) -> Known:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Let go of the database."""
        self._database.close()

    def problems(self) -> list[str]:
        """What SQLite finds wrong with the database; empty when it is whole.  Raises ``DatabaseError``.

        PostgreSQL watches over its own files (``pg_amcheck``); nothing is looked for there.
        """
        if self._database.on_server:
            return []
        with self._database.read() as connection:
            found = [str(row[0]) for row in connection.exec_driver_sql("PRAGMA integrity_check(20)")]
            broken = connection.exec_driver_sql("PRAGMA foreign_key_check").fetchmany(20)
        said = [text for text in found if text != "ok"]
        return said + [f"table {row[0]}, row {row[1]}: what it refers to in {row[2]} is missing" for row in broken]

    def copy_to(self, path: Path) -> None:
        """One state of the whole database into a new file, while others may be writing.

        The copy is one plain file of SQLite (no write-ahead log), also of a database on a server: a backup can then be
        read and restored where there is no server.  Raises ``DatabaseError``, ``OutputError``, ``OSError``.
        """
        with self._database.read() as connection:
            if self._database.on_server:
                path.unlink(missing_ok=True)
                copy_from(connection, path)
            else:
                snapshot(connection, path)

    def size(self) -> tuple[int, int]:
        """How many files, and their bytes together."""
        with self._database.read() as connection:
            row = connection.execute(select(func.count(), func.coalesce(func.sum(files.c.bytes), 0))).one()
        return int(row[0]), int(row[1])

    def size_of_sources(self) -> int:
        """Bytes of the scans together."""
        with self._database.read() as connection:
            return int(connection.scalar(select(func.coalesce(func.sum(sources.c.bytes), 0)).where(*_READ)) or 0)

    def files(self) -> Iterator[KnownFile]:
        """Every file, by path."""
        last = ""
        while True:
            with self._database.read() as connection:
                rows = connection.execute(
                    _WITH_DOCUMENT.where(files.c.path > last).order_by(files.c.path).limit(PAGE)
                ).all()
            yield from (_file(row) for row in rows)
            if len(rows) < PAGE:
                return
            last = rows[-1].path

    def sources(self) -> Iterator[KnownFile]:
        """Every scan that was read and has not been replaced by another one, by id."""
        last = 0
        while True:
            with self._database.read() as connection:
                rows = connection.execute(
                    select(sources).where(*_READ, sources.c.id > last).order_by(sources.c.id).limit(PAGE)
                ).all()
            yield from (KnownFile(row.path, row.bytes or 0, row.sha256, row.document) for row in rows)
            if len(rows) < PAGE:
                return
            last = rows[-1].id

    def sources_never_read(self) -> int:
        """How many scans have no checksum: not opened yet, or impossible to open."""
        with self._database.read() as connection:
            return int(
                connection.scalar(
                    select(func.count()).select_from(sources).where(sources.c.sha256.is_(None), _NOT_REPLACED)
                )
                or 0
            )

    def some(self, paths: Collection[str]) -> dict[str, KnownFile]:
        """Those of the paths that are known, as they are entered now."""
        wanted, found = list(paths), dict[str, KnownFile]()
        for start in range(0, len(wanted), PAGE // 2):
            with self._database.read() as connection:
                part = _WITH_DOCUMENT.where(files.c.path.in_(wanted[start : start + PAGE // 2]))
                found |= {row.path: _file(row) for row in connection.execute(part)}
        return found

    def documents(self) -> dict[str, bool]:
        """Document id -> whether a run has still to finish it."""
        with self._database.read() as connection:
            rows = connection.execute(select(sources.c.document, sources.c.state))
            return {row.document: row.state == OPEN for row in rows}


_NOT_REPLACED = sources.c.state != REPLACED
_READ = (sources.c.sha256.is_not(None), _NOT_REPLACED)
_WITH_DOCUMENT = select(files, sources.c.document).select_from(files.outerjoin(sources, files.c.source == sources.c.id))


def _file(row: Any) -> KnownFile:
    return KnownFile(row.path, row.bytes, row.sha256, row.document or "")


def at_work(output: Path, server: DatabaseUrl = NO_SERVER) -> lock.Owner | None:
    """Who works in the results folder now, as far as can be seen without touching its lock.

    Where the database is on a server, runs on other machines are seen too.
    """
    where = database_of(output, server)
    if not isinstance(where, Path):
        with open_reading(where) as database, database.read() as connection:
            return living(connection)
    owner = lock.read_owner(output / lock.NAME)
    if owner is None or (owner.host == socket.gethostname() and not psutil.pid_exists(owner.pid)):
        return None
    return owner
