"""A database brought up to date, and what that will do before it is done."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from pipeline.database import Where, open_database
from pipeline.database.migrations import MIGRATIONS, missing
from pipeline.database.place import is_there
from pipeline.database.reading import ReadOnlyDatabase
from pipeline.errors import NoInputError


@dataclass(frozen=True, slots=True)
class Step:
    """A step that a database still needs."""

    name: str
    about: str
    """what it is for, in a sentence."""


def steps(where: Where) -> list[Step]:
    """What a database still needs, in order; an empty database on a server needs all.

    Raises ``NoInputError`` (there is no such file), ``DatabaseError`` (damaged, or from a newer version).
    """
    if isinstance(where, Path) and not is_there(where):
        raise NoInputError(f"{where}: there is no such database. Name the folder of results with --output.")
    with ReadOnlyDatabase(where) as database, database.read() as connection:
        names = missing(connection, str(where))
    about = {name: " ".join((step.__doc__ or "").split()) for name, step in MIGRATIONS}
    return [Step(name, about[name]) for name in names]


def migrate(where: Where) -> list[Step]:
    """Bring a database up to date; returns what was done.  Each step is done whole or not at all.

    Raises what ``steps`` and ``open_database`` raise.
    """
    todo = steps(where)
    if todo:
        open_database(where).close()
    return todo
