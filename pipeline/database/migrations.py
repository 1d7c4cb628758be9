"""Named steps that bring a database up to date; each in a transaction of its own.

A step is never changed once it was released; a new one is added behind it.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Column, Connection, Table, delete, insert, inspect, select
from sqlalchemy.schema import CreateColumn

from pipeline.database import corpus_views, counted_blocks, functions, pairs, schema, spaced, triggers
from pipeline.database.plain import on_server, plain
from pipeline.errors import DatabaseError


def _batch(connection: Connection) -> None:
    """What runs keep: sources, frames and their stages, files."""
    schema.metadata.create_all(connection, tables=list(schema.BATCH))


def _recheck(connection: Connection) -> None:
    """What tells which pages a changed gazetteer can touch, and what a run has to do."""
    schema.metadata.create_all(connection, tables=[schema.page_keys, schema.gazetteers])
    for column in (schema.runs.c.todo, schema.runs.c.held):
        _add(connection, schema.runs, column)


def _add(connection: Connection, table: Table, column: Column[Any]) -> None:
    """A column that a table of an older version lacks; a table that was just made has it."""
    if column.name not in {one["name"] for one in inspect(connection).get_columns(table.name)}:
        words = CreateColumn(column).compile(dialect=connection.dialect)
        plain(connection, f"ALTER TABLE {table.name} ADD COLUMN {words}")


def _formats(connection: Connection) -> None:
    """Which formats were written beside a document's own files."""
    schema.metadata.create_all(connection, tables=[schema.document_formats])


def _editing(connection: Connection) -> None:
    """Pages as people change them; what was decided once is never changed in the database either."""
    schema.metadata.create_all(connection, tables=list(schema.EDITING))
    _append_only(connection, schema.events)


def _sampling(connection: Connection) -> None:
    """Samples and judgements; what was drawn and judged once is never changed either."""
    schema.metadata.create_all(connection, tables=list(schema.SAMPLING))
    _append_only(connection, *schema.SAMPLING)


def _append_only(connection: Connection, *tables: Table) -> None:
    """Triggers that refuse to change and to delete rows."""
    for table in tables:
        for verb in ("UPDATE", "DELETE"):
            triggers.refuse(connection, table.name, verb)


def _people(connection: Connection) -> None:
    """Who works on the review pages."""
    schema.metadata.create_all(connection, tables=list(schema.PEOPLE))


def _sheets(connection: Connection) -> None:
    """Where each character stands, and which lines were read."""
    schema.metadata.create_all(connection, tables=list(schema.SHEETS))


def _finding(connection: Connection) -> None:
    """An index of the text of all blocks."""
    if not on_server(connection):  # PostgreSQL has one of its own
        spaced.create(connection)


def _corpus(connection: Connection) -> None:
    """Names, articles and other readings of the text, and views that people read it by."""
    schema.metadata.create_all(connection, tables=list(schema.CORPUS))
    _views(connection)


def _permalinks(connection: Connection) -> None:
    """Numbers of articles that stay; pages that are in already get theirs when they are indexed again."""
    schema.metadata.create_all(connection, tables=[schema.article_numbers])
    connection.execute(delete(schema.indexed))
    _views(connection)


def _saved(connection: Connection) -> None:
    """Result sets that people keep."""
    schema.metadata.create_all(connection, tables=list(schema.SAVED))


def _tokens(connection: Connection) -> None:
    """Tokens by which scripts read."""
    schema.metadata.create_all(connection, tables=[schema.tokens])


def _searching(connection: Connection) -> None:
    """How sure the engine was beside its other readings (pages that are in get it when they are indexed again), which
    blocks the counts of words have, and what counts over time and hidden documents are asked by."""
    schema.readings.drop(connection)
    schema.readings.create(connection)
    connection.execute(delete(schema.indexed))
    for table in (schema.pages, schema.sources):
        for index in table.indexes:
            index.create(connection, checkfirst=True)
    counted_blocks.create(connection)
    connection.execute(delete(schema.corpus_state).where(schema.corpus_state.c.name == "words"))


def _counting(connection: Connection) -> None:
    """An index of the text that tells how often something stands there."""
    if not on_server(connection):
        spaced.create(connection)


def _views(connection: Connection) -> None:
    """The views as they are now; PostgreSQL, where the tables of all views must be there, gets them at the end."""
    if not on_server(connection):
        corpus_views.create(connection)


def _lasting_views(connection: Connection) -> None:
    """The views once more: all their tables are there."""
    corpus_views.create(connection)


def _pairs(connection: Connection) -> None:
    """What PostgreSQL finds texts by, and the descriptions of the views where its own programs show them."""
    if on_server(connection):
        functions.create(connection)
        pairs.create(connection)
        corpus_views.create(connection)


def _leases(connection: Connection) -> None:
    """Which run has a frame in hand, for several runs in one database."""
    _add(connection, schema.runs, schema.runs.c.until)
    _add(connection, schema.frames, schema.frames.c.leased)
    for index in schema.frames.indexes:
        index.create(connection, checkfirst=True)


def _box_readings(connection: Connection) -> None:
    """What the engine read in boxes that are drawn, until they are stored, by whichever server that is."""
    schema.metadata.create_all(connection, tables=[schema.box_readings])


def _walking(connection: Connection) -> None:
    """Indexes by which one goes from flag to flag: those of a group in their order, and how many wait in all groups."""
    changed = {"flags_in_group", "flag_groups_by_score"}
    for index in (one for table in (schema.flags, schema.flag_groups) for one in table.indexes):
        if index.name in changed:
            index.drop(connection, checkfirst=True)
            index.create(connection)


MIGRATIONS: tuple[tuple[str, Callable[[Connection], None]], ...] = (
    ("0001-batch", _batch),
    ("0002-recheck", _recheck),
    ("0003-formats", _formats),
    ("0004-editing", _editing),
    ("0005-people", _people),
    ("0006-sampling", _sampling),
    ("0007-sheets", _sheets),
    ("0008-finding", _finding),
    ("0009-corpus", _corpus),
    ("0010-permalinks", _permalinks),
    ("0011-saved", _saved),
    ("0012-searching", _searching),
    ("0013-tokens", _tokens),
    ("0014-counting", _counting),
    ("0015-views", _lasting_views),
    ("0016-pairs", _pairs),
    ("0017-leases", _leases),
    ("0018-box-readings", _box_readings),
    ("0019-walking", _walking),
)
"""Name -> what it does, in order."""


def applied(connection: Connection) -> list[str]:
    """Names of the steps that the database has had."""
    if not inspect(connection).has_table(schema.migrations.name):
        return []
    return list(connection.scalars(select(schema.migrations.c.name).order_by(schema.migrations.c.name)))


def missing(connection: Connection, where: str) -> list[str]:
    """Names of the steps that the database still needs.

    Raises ``DatabaseError`` when it has had steps that this version does not know.
    """
    have, known = applied(connection), [name for name, _ in MIGRATIONS]
    unknown = [name for name in have if name not in known]
    if unknown:
        raise DatabaseError(
            f"{where}: this database was made by a newer version of Baokan ({', '.join(unknown)}). "
            "Install that version, or name another results folder with --output."
        )
    return [name for name in known if name not in have]


def apply(connection: Connection, name: str) -> None:
    """Do one step and note it; the caller commits."""
    if not inspect(connection).has_table(schema.migrations.name):
        schema.migrations.create(connection)
    dict(MIGRATIONS)[name](connection)
    now = datetime.now(UTC).isoformat(timespec="seconds")
    connection.execute(insert(schema.migrations).values(name=name, applied=now))
