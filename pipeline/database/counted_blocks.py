"""Which blocks the counts of words have, kept by triggers whoever writes there.

A block that is new or reads otherwise is in ``uncounted_blocks``.  How a block read that had been counted, and is no
more or reads otherwise, is in ``outdated_texts``, to be taken off the counts.
"""

from __future__ import annotations

from sqlalchemy import Connection

from pipeline.database import schema, triggers
from pipeline.database.plain import plain
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
TRIGGERS = ("words_in", "words_out", "words_new")


def create(connection: Connection) -> None:
    """Tables and triggers; no block is counted."""
    schema.metadata.create_all(connection, tables=[schema.uncounted_blocks, schema.outdated_texts])
    triggers.after(connection, "words_in", "INSERT ON blocks", _IN)
    triggers.after(connection, "words_out", "DELETE ON blocks", _OUT)
    triggers.after(connection, "words_new", "UPDATE OF text, kind, position ON blocks", f"{_OUT} {_IN}", _OTHER)
    forget(connection)


def forget(connection: Connection) -> None:
    """As if nothing had been counted."""
    plain(connection, "DELETE FROM outdated_texts")
    plain(connection, "DELETE FROM uncounted_blocks")
    plain(connection, f"INSERT INTO uncounted_blocks(block) SELECT b.id FROM blocks b WHERE {has_words('b')}")
