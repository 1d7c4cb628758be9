"""Whether the index of all text has what the blocks have."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import Connection, text

from pipeline.database import pairs, spaced
from pipeline.database.block_keys import spot_of
from pipeline.upkeep.derived import SHOWN, Problem

INDEX = "block_text"


def text_index(connection: Connection, where: Path | None) -> Iterator[Problem]:
    """What is wrong with the index; ``where``: the file of SQLite, ``None`` for PostgreSQL.

    SQLite's is made once more beside it, and both are compared term by term.  PostgreSQL's is one of its own
    indexes, and is as good as the table unless the server says that it is not valid.
    """
    if where is None:
        valid = text("SELECT bool_and(i.indisvalid) FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid")
        if not connection.scalar(valid):
            yield Problem("indexes", "the server calls one of its indexes invalid: REINDEX DATABASE makes them anew.")
        if not connection.scalar(text("SELECT to_regclass(:name) IS NOT NULL"), {"name": pairs.INDEX}):
            yield Problem(pairs.INDEX, "the index of the text is missing: searching goes through all text.")
        return
    with _with_another(where) as both:
        yield from _compared(both)


@contextmanager
def _with_another(where: Path) -> Iterator[sqlite3.Connection]:
    """One state of the file (``there``), and an index of its blocks made anew (``main``, gone when it is closed)."""
    connection = sqlite3.connect("", isolation_level=None)
    try:
        spaced.install(connection)
        connection.execute("ATTACH DATABASE ? AS there", (str(where),))
        connection.execute("BEGIN")
        spaced.anew(connection)
        yield connection
    finally:
        connection.close()


def _compared(both: sqlite3.Connection) -> Iterator[Problem]:
    rows = "SELECT rowid FROM {0}.block_text EXCEPT SELECT rowid FROM {1}.block_text"
    for words, one, other in (("blocks that are not there", "there", "main"), ("blocks missing", "main", "there")):
        found = both.execute(rows.format(one, other)).fetchmany(SHOWN + 1)
        if found:
            named = ", ".join("page {}, block {}".format(*spot_of(key)) for (key,) in found)
            yield Problem(INDEX, f"the index of the text has {words}: {named} (row ids of pages, numbers of blocks).")
    for schema in ("main", "there"):
        both.execute(f"CREATE VIRTUAL TABLE temp.{schema}_terms USING fts5vocab({schema}, block_text, row)")
    terms = "SELECT term, doc, cnt FROM temp.{0}_terms EXCEPT SELECT term, doc, cnt FROM temp.{1}_terms"
    found = both.execute(terms.format("main", "there")).fetchmany(SHOWN)
    found += both.execute(terms.format("there", "main")).fetchmany(SHOWN)
    if found:
        listed = ", ".join(sorted({f"'{row[0]}'" for row in found}))
        yield Problem(INDEX, f"the index of the text counts characters otherwise than the text has them: {listed}.")
