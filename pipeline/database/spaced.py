"""An index of all text of all blocks, for finding any string of characters in it (SQLite's FTS5).

Chinese has no spaces, so every character is a word of its own and what is looked for is a phrase (DESIGN 7).  Triggers
keep the index in step with ``blocks``, in the same transaction, whoever writes there.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Connection

FUNCTION = "spaced"
"""SQL function that the triggers need: every connection that writes blocks must have it (``install``)."""


def spaced(text: str | None) -> str:
    """A text with a space between any two characters."""
    return " ".join(text or "")


def phrase(text: str) -> str | None:
    """What FTS5 is asked for a text; ``None`` when nothing of the text is in the index (it is all white space)."""
    return '"' + spaced(text).replace('"', '""') + '"' if any(map(_is_kept, text)) else None


def near(texts: Sequence[str], most: int) -> str | None:
    """What FTS5 is asked for several texts with at most so many characters between them; ``None``: as above."""
    asked = [one for one in map(phrase, texts) if one]
    return asked[0] if len(asked) == 1 else f"NEAR({' '.join(asked)}, {most})" if asked else None


def install(connection: Any) -> None:
    """Give a connection of the driver (``sqlite3.Connection``) the function."""
    connection.create_function(FUNCTION, 1, spaced, deterministic=True)


def create(connection: Connection) -> None:
    """The index with its triggers, filled from the blocks that there are."""
    for statement in _STATEMENTS:
        connection.exec_driver_sql(statement)


def _is_kept(character: str) -> bool:
    return character.isprintable() and not character.isspace()


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
