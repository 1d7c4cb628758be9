"""An index of all text of all blocks, for finding any string of characters in it (SQLite's FTS5).

Chinese has no spaces, so every character is a word of its own and what is looked for is a phrase (DESIGN 7).  Triggers
keep the index in step with ``blocks``, in the same transaction, whoever writes there.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection

from pipeline.database import asked

FUNCTION = "spaced"
"""SQL function that the triggers need: every connection that writes blocks must have it (``install``)."""


def spaced(text: str | None) -> str:
    """A text with a space between any two characters."""
    return " ".join(text or "")


def match(question: asked.Asked) -> str:
    """A question in the words of FTS5."""
    match question:
        case asked.Phrase(text):
            return '"' + spaced(text).replace('"', '""') + '"'
        case asked.Near(texts, most):
            return f"NEAR({' '.join(match(asked.Phrase(text)) for text in texts)}, {most})"
        case asked.All(parts):
            return " AND ".join(f"({match(part)})" for part in parts)
        case asked.Any(parts):
            return " OR ".join(f"({match(part)})" for part in parts)


def install(connection: Any) -> None:
    """Give a connection of the driver (``sqlite3.Connection``) the function."""
    connection.create_function(FUNCTION, 1, spaced, deterministic=True)


def create(connection: Connection) -> None:
    """The index with its triggers, filled from the blocks that there are."""
    for statement in _STATEMENTS:
        connection.exec_driver_sql(statement)


_OUT = "INSERT INTO block_text(block_text, rowid, text) VALUES ('delete', old.id, spaced(old.text));"
_IN = "INSERT INTO block_text(rowid, text) VALUES (new.id, spaced(new.text));"
_STATEMENTS = (
    # marks and symbols are characters like others; nothing is stored beside the index itself
    "CREATE VIRTUAL TABLE block_text USING fts5(text, content='', "
    "tokenize=\"unicode61 remove_diacritics 0 categories 'L* M* N* P* S* Co'\")",
    f"CREATE TRIGGER block_text_in AFTER INSERT ON blocks BEGIN {_IN} END",
    f"CREATE TRIGGER block_text_out AFTER DELETE ON blocks BEGIN {_OUT} END",
    f"CREATE TRIGGER block_text_new AFTER UPDATE OF text ON blocks WHEN old.text <> new.text BEGIN {_OUT} {_IN} END",
    "INSERT INTO block_text(rowid, text) SELECT id, spaced(text) FROM blocks",
)
