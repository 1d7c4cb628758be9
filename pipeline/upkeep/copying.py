"""A database copied into another one, from a file to a server or back: table by table, in streams.

The source is read in one transaction, so that what others write meanwhile is either all in the copy or not at all.  The
target is written in one transaction too, or is a file that takes its name at the end: after a failure nothing of it is
left.  Indexes of the text and views are made by the target itself, and kept by its own triggers.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Integer, Table, create_engine, delete, event, func, select
from sqlalchemy.exc import DBAPIError
from sqlalchemy.pool import NullPool

from pipeline.database import Where, open_database, pairs, schema, spaced
from pipeline.database.locks import Lock
from pipeline.database.many import enter
from pipeline.database.plain import REPLACEMENT, on_server, plain
from pipeline.database.reading import open_reading
from pipeline.errors import DatabaseError, SettingsError
from pipeline.fixity.place import file_in_place
from pipeline.upkeep.tally import ROWS, Tally, counted, rows_of, tally_of

NUL = "\0"
INDEX_MB = 512
"""MB of the server's memory for building the index of the text: with too little it is sorted on the disk."""
Told = Callable[[str, int], None]
"""Table, and rows of it that are copied."""
_LAST = (schema.uncounted_blocks, schema.outdated_texts)
"""tables that triggers of others fill: they are emptied and filled when these are there."""
_OWN = (schema.migrations, schema.corpus_columns)
"""tables that each database has of itself."""
TABLES: tuple[Table, ...] = (
    *(table for table in schema.metadata.sorted_tables if table not in (*_LAST, *_OWN)),
    *_LAST,
)
"""what is copied, a table behind those that it refers to."""


@dataclass(frozen=True, slots=True)
class Copied:
    """A table that is in both now."""

    table: str
    rows: int
    checksum: str


def copy(source: Where, target: Where, told: Told = lambda table, rows: None) -> list[Copied]:
    """Copy everything, and hold both against each other.

    Raises ``SettingsError`` (the target is not empty), ``DatabaseError`` (either cannot be used, or the copy differs),
    ``NoInputError`` (there is no source), ``OutputError``.
    """
    with open_reading(source) as database, database.read() as reading:
        return copy_from(reading, target, told)


def copy_from(reading: Connection, target: Where, told: Told = lambda table, rows: None) -> list[Copied]:
    """The same from an open transaction: the state that it sees.  Raises what ``copy`` raises."""
    with _to_fill(target) as writing:
        if on_server(writing):
            plain(writing, f"DROP INDEX IF EXISTS {pairs.INDEX}")
        done = [_table(reading, writing, table, str(target), told) for table in TABLES]
        if on_server(writing):
            told("the index of the text", 0)
            # four times as quick at the end as row by row (docs/benchmarks.md)
            plain(writing, f"SET LOCAL maintenance_work_mem = '{INDEX_MB}MB'")
            pairs.create(writing)
            _set_sequences(writing)
    return done


def _table(reading: Connection, writing: Connection, table: Table, target: str, told: Told) -> Copied:
    writing.execute(delete(table))
    tally, rows = Tally(), rows_of(reading, table)
    there = map(_storable, rows) if on_server(writing) else rows
    names = [column.name for column in table.columns]
    try:
        enter(writing, table, names, _announced(counted(there, tally), table.name, told))
    except (DBAPIError, writing.dialect.loaded_dbapi.Error, ValueError) as error:
        said = " ".join(str(getattr(error, "orig", None) or error).split())
        raise DatabaseError(
            f"{target}: table '{table.name}' cannot be copied, at row {tally.rows:,} ({said}). Nothing was copied. "
            "'baokan db check' may say what is wrong with the source."
        ) from error
    copied = tally_of(writing, table)
    if copied != tally:
        raise DatabaseError(
            f"{target}: table '{table.name}' is not what was copied ({copied.rows:,} rows for {tally.rows:,}, checksum "
            f"{copied.checksum} for {tally.checksum}). Nothing was copied."
        )
    told(table.name, tally.rows)
    return Copied(table.name, tally.rows, tally.checksum)


def _storable(row: Sequence[Any]) -> Sequence[Any]:
    """As PostgreSQL will have it (``pipeline.database.postgresql``), so that the checksums are of the same."""
    return tuple(value.replace(NUL, REPLACEMENT) if isinstance(value, str) else value for value in row)


def _announced(rows: Iterable[Sequence[Any]], table: str, told: Told) -> Iterator[Sequence[Any]]:
    for number, row in enumerate(rows):
        if number % ROWS == 0:
            told(table, number)
        yield row


def _set_sequences(writing: Connection) -> None:
    """What gives new rows of PostgreSQL their numbers goes on behind the copied ones."""
    for table in TABLES:
        keys = list(table.primary_key)
        if len(keys) == 1 and isinstance(keys[0].type, Integer) and not keys[0].foreign_keys:
            sequence = writing.scalar(select(func.pg_get_serial_sequence(table.name, keys[0].name)))
            highest = writing.scalar(select(func.max(keys[0])))
            if sequence is not None and highest is not None:
                writing.execute(select(func.setval(sequence, highest)))


@contextmanager
def _to_fill(target: Where) -> Iterator[Connection]:
    """A transaction in the target, which is up to date and without rows; it is kept when the block ends in order."""
    if isinstance(target, Path):
        if target.exists():
            raise SettingsError(f"{target}: there is a file here already. A copy goes into a new file only.")
        with file_in_place(target) as stage:
            open_database(stage).close()
            with _without_log(stage) as connection:
                yield connection
            with stage.open("r+b") as written:
                os.fsync(written.fileno())
        return
    with open_database(target) as database:
        with database.read() as connection:
            filled = [table.name for table in TABLES if connection.scalar(select(select(table).exists()))]
        if filled:
            raise SettingsError(
                f"{target}: this database is not empty ({', '.join(filled[:3])} …). A copy goes into an empty one: "
                "make one with 'createdb'."
            )
        with database.write(Lock.MIGRATION) as connection:
            yield connection


@contextmanager
def _without_log(path: Path) -> Iterator[Connection]:
    """A transaction in a file that is thrown away when it fails: no log, which would grow as large as the file."""
    engine = create_engine(f"sqlite:///{path}", poolclass=NullPool)

    @event.listens_for(engine, "connect")
    def prepare(connection: Any, record: Any) -> None:
        spaced.install(connection)
        for pragma in ("journal_mode = DELETE", "journal_mode = OFF", "synchronous = OFF"):
            connection.execute(f"PRAGMA {pragma}")

    with engine.begin() as connection:
        yield connection
