"""Which blocks the counts of words have, kept by triggers whoever writes there.

A block that is new or reads otherwise is in ``uncounted_blocks``.  How a block read that had been counted, and is no
more or reads otherwise, is in ``outdated_texts``, to be taken off the counts.
"""

from __future__ import annotations

from sqlalchemy import Connection

from pipeline.database import schema
from pipeline.model.page import UNTEXTED_KINDS


def has_words(alias: str) -> str:
    """SQL: whether the words of a block count, wherever its document is."""
    kinds = ", ".join(repr(kind) for kind in sorted(UNTEXTED_KINDS))
    return f"({alias}.position IS NOT NULL AND {alias}.kind NOT IN ({kinds}))"


_OUT = (
    f"INSERT INTO outdated_texts(text) SELECT old.text WHERE {has_words('old')} "
    "AND NOT EXISTS (SELECT 1 FROM uncounted_blocks WHERE block = old.id); "
    "DELETE FROM uncounted_blocks WHERE block = old.id;"
)
_IN = f"INSERT INTO uncounted_blocks(block) SELECT new.id WHERE {has_words('new')};"
_OTHER = f"old.text <> new.text OR {has_words('old')} <> {has_words('new')}"
_TRIGGERS = (
    f"CREATE TRIGGER words_in AFTER INSERT ON blocks BEGIN {_IN} END",
    f"CREATE TRIGGER words_out AFTER DELETE ON blocks BEGIN {_OUT} END",
    f"CREATE TRIGGER words_new AFTER UPDATE OF text, kind, position ON blocks WHEN {_OTHER} BEGIN {_OUT} {_IN} END",
)
TRIGGERS = tuple(statement.split()[2] for statement in _TRIGGERS)


def create(connection: Connection) -> None:
    """Tables and triggers; no block is counted."""
    schema.metadata.create_all(connection, tables=[schema.uncounted_blocks, schema.outdated_texts])
    for statement in _TRIGGERS:
        connection.exec_driver_sql(statement)
    forget(connection)


def forget(connection: Connection) -> None:
    """As if nothing had been counted."""
    connection.exec_driver_sql("DELETE FROM outdated_texts")
    connection.exec_driver_sql("DELETE FROM uncounted_blocks")
    connection.exec_driver_sql(f"INSERT INTO uncounted_blocks(block) SELECT b.id FROM blocks b WHERE {has_words('b')}")
