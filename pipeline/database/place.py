"""Which database belongs to a results folder.

By default the file ``baokan.db`` in it.  When results were first written with a database on a server, the folder says
so in a small file, so that no command and no other machine has to be told, and none begins a second database beside it.
"""

from __future__ import annotations

from pathlib import Path

from pipeline import files
from pipeline.address import NO_SERVER, DatabaseUrl
from pipeline.database.connection import FILE_NAME, Where, has_tables
from pipeline.errors import DatabaseError, NoInputError

NOTE = "baokan.database"
"""File in the results folder: the URL of the database, without password, in one line."""


def database_of(results: Path, given: DatabaseUrl = NO_SERVER) -> Where:
    """Where the database of a results folder is.  ``given``: by the settings; it goes before what the folder says.

    Raises ``DatabaseError`` when the folder's note cannot be read.
    """
    if given:
        return given
    note = results / NOTE
    try:
        return DatabaseUrl(note.read_text(encoding="utf-8").strip()) or results / FILE_NAME
    except FileNotFoundError:
        return results / FILE_NAME
    except (OSError, ValueError) as error:
        raise DatabaseError(
            f"{note}: this file should say where the database is, and cannot be read ({error}). Write the URL into it, "
            "or name it with --database."
        ) from error


def note_database(results: Path, where: Where) -> None:
    """Have a results folder say that its database is on a server.  Raises ``OutputError``.

    Raises ``DatabaseError`` when a database lies in the folder itself already.
    """
    if isinstance(where, Path):
        return
    if (results / FILE_NAME).is_file():
        raise DatabaseError(
            f"{results}: the results here have their database in {FILE_NAME}, and would get another on the server. "
            "Leave out --database, or choose another folder with --output."
        )
    line = f"{where.open_part}\n"
    if not (results / NOTE).is_file() or (results / NOTE).read_text(encoding="utf-8") != line:
        files.write(results / NOTE, line.encode())


def is_there(where: Where) -> bool:
    """Whether there is a database, whatever its version.  Raises what ``open_database`` raises."""
    if isinstance(where, Path):
        return where.is_file()
    from pipeline.database.reading import ReadOnlyDatabase

    with ReadOnlyDatabase(where) as database, database.read() as connection:
        return has_tables(connection)


def no_results(results: Path, where: Where) -> NoInputError:
    """What a command says when there is no database."""
    missing = where.name if isinstance(where, Path) else where
    return NoInputError(
        f"{results}: there are no results here ({missing} is missing). Run 'baokan run' first, or name the folder with "
        "--output."
    )
