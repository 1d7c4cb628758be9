"""``baokan db check``: is a database whole, and does what follows from other rows agree with them.  Changes nothing."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from sqlalchemy import Connection, func, inspect, select

from pipeline.database import Where, counted_blocks, schema, spaced
from pipeline.database.plain import on_server, plain
from pipeline.database.reading import open_reading
from pipeline.errors import ExitCode
from pipeline.fixity.known import Known
from pipeline.upkeep.derived import Problem, derived
from pipeline.upkeep.indexes import text_index
from pipeline.upkeep.replayed import replays

APPEND_ONLY = (schema.events, *schema.SAMPLING)
"""tables of which rows are never changed: triggers refuse it."""


@dataclass
class Checked:
    """What was found."""

    where: str
    """for people: without a password."""
    damage: list[str] = field(default_factory=list)
    """what SQLite finds wrong with its file; nothing else was looked at then."""
    problems: list[Problem] = field(default_factory=list)
    rows: dict[str, int] = field(default_factory=dict)
    """table -> rows."""
    replayed: int = 0
    """pages of which the events were done once more."""
    seconds: float = 0.0

    @property
    def exit_code(self) -> int:
        """For the shell."""
        return ExitCode.DATABASE if self.damage else ExitCode.SOME_FAILED if self.problems else ExitCode.DONE


def check(
    results: Path, where: Where, *, everything: bool = False, told: Callable[[str], None] = lambda what: None
) -> Checked:
    """Check the database of a results folder.

    ``everything``: also pages that nobody has changed.  ``told``: what is looked at.  Raises ``NoInputError``,
    ``DatabaseError`` (it cannot be opened, or is of another version), ``OutputError``.
    """
    start, found = time.perf_counter(), Checked(str(where))
    told("the file")
    with Known(where) as known:
        found.damage = known.problems()
    if not found.damage:
        with open_reading(where) as database, database.read() as connection:
            found.rows = {table.name: _rows(connection, table.name) for table in schema.metadata.sorted_tables}
            for problem in _all(connection, results, where, everything, found, told):
                found.problems.append(problem)
    found.seconds = time.perf_counter() - start
    return found


def _all(
    connection: Connection, results: Path, where: Where, everything: bool, found: Checked, told: Callable[[str], None]
) -> Iterator[Problem]:
    told("tables and triggers")
    yield from _built(connection)
    told("counts and sums")
    yield from derived(connection)
    told("the index of the text")
    yield from text_index(connection, where if isinstance(where, Path) else None)

    def page(name: str) -> None:
        found.replayed += 1
        told(name)

    yield from replays(connection, results, everything=everything, told=page)


def _built(connection: Connection) -> Iterator[Problem]:
    """Tables, columns and triggers that are missing."""
    there = inspect(connection)
    names = set(there.get_table_names())
    for table in schema.metadata.sorted_tables:
        if table.name not in names:
            yield Problem(table.name, "the table is missing.")
            continue
        columns = {column["name"] for column in there.get_columns(table.name)}
        lacking = [column.name for column in table.columns if column.name not in columns]
        if lacking:
            yield Problem(table.name, f"columns are missing: {', '.join(lacking)}.")
    wanted = {f"{table.name}_no_{verb}" for table in APPEND_ONLY for verb in ("update", "delete")}
    wanted |= set(counted_blocks.TRIGGERS) | (set() if on_server(connection) else set(spaced.TRIGGERS))
    for name in sorted(wanted - _triggers(connection)):
        yield Problem("triggers", f"{name} is missing: what it keeps in step or protects is not.")


def _triggers(connection: Connection) -> set[str]:
    query = (
        "SELECT tgname FROM pg_trigger WHERE NOT tgisinternal AND tgenabled <> 'D'"
        if on_server(connection)
        else "SELECT name FROM sqlite_master WHERE type = 'trigger'"
    )
    return {row[0] for row in plain(connection, query)}


def _rows(connection: Connection, table: str) -> int:
    return int(connection.scalar(select(func.count()).select_from(schema.metadata.tables[table])) or 0)
