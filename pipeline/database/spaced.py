"""An index of all text of all blocks, for finding any string of characters in it (SQLite's FTS5).

Chinese has no spaces, so every character is a word of its own and what is looked for is a phrase (DESIGN 7).  A block
goes by its key (``block_keys``).  Behind its text stand the characters and the pairs that it has more than once, so
that what is found can be counted without reading it.  Triggers keep the index in step with ``blocks``, in the same
transaction, whoever writes there.
"""

from __future__ import annotations

import re
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import Connection

from pipeline.database import asked
from pipeline.database.asked import is_kept
from pipeline.database.block_keys import packed

FUNCTION = "spaced"
"""SQL function that the triggers need: every connection that writes blocks must have it (``install``)."""
UNKNOWN = "\ufffd"
"""in the place of what FTS5 may leave out, white space for instance: what stands on either side is no phrase."""
_SURELY = re.compile("[!-~、-〃〈-】一-龥，．：；！？（）０-９Ａ-Ｚａ-ｚ·—…“”‘’《》]*")
"""characters that are kept, for a quick look."""


class _Kept(dict[int, int]):
    """Code point -> itself, or ``UNKNOWN``."""

    def __missing__(self, code: int) -> int:
        self[code] = code if is_kept(chr(code)) else ord(UNKNOWN)
        return self[code]


_kept = _Kept()


def spaced(text: str) -> str:
    """A text with a space between any two characters."""
    return " ".join(_known(text))


def indexed(text: str | None) -> str:
    """What the index has of a text: its characters, then what stands in it more than once."""
    if not text:
        return ""
    known = _known(text)
    codes = np.frombuffer(known.encode("utf-32-le"), np.uint32).astype(np.uint64)
    ones = (3 * chr(code) for code in _twice(codes))
    pairs = (chr(code >> 32) + chr(code & 0xFFFFFFFF) for code in _twice(codes[:-1] << np.uint64(32) | codes[1:]))
    return " ".join((*known, *ones, *pairs))


def _twice(codes: NDArray[np.uint64]) -> list[int]:
    """Numbers that are there more than once, in order."""
    codes = np.sort(codes)
    return sorted(set(codes[1:][codes[1:] == codes[:-1]].tolist()))


def _known(text: str) -> str:
    return text if _SURELY.fullmatch(text) else text.translate(_kept)


def match(question: asked.Asked) -> str:
    """A question in the words of FTS5."""
    match question:
        case asked.Phrase(text, part):
            return _quoted(spaced(part or text))
        case asked.Near(texts, most):
            return f"NEAR({' '.join(match(asked.Phrase(text)) for text in texts)}, {most})"
        case asked.All(parts):
            return " AND ".join(f"({match(part)})" for part in parts)
        case asked.Any(parts):
            return " OR ".join(f"({match(part)})" for part in parts)


def match_several(text: str) -> str:
    """The question, in the words of FTS5, for blocks that may have a text more than once."""
    pairs = [text[k : k + 2] for k in range(len(text) - 1)] or [3 * text]
    return " AND ".join(map(_quoted, pairs))


def tells(text: str) -> bool:
    """Whether the index alone tells which blocks have a text: all of it is there, and as it stands."""
    return bool(text) and all(is_kept(one) and one.lower() == one == one.upper() for one in text)


def _quoted(text: str) -> str:
    return '"' + text.replace('"', '""') + '"'


def install(connection: Any) -> None:
    """Give a connection of the driver (``sqlite3.Connection``) the function."""
    connection.create_function(FUNCTION, 1, indexed, deterministic=True)


def create(connection: Connection) -> None:
    """The index with its triggers, filled from the blocks that there are; one of an older version is replaced."""
    for trigger in TRIGGERS:
        connection.exec_driver_sql(f"DROP TRIGGER IF EXISTS {trigger}")
    connection.exec_driver_sql("DROP TABLE IF EXISTS block_text")
    for statement in (_TABLE, *_TRIGGERS, _FILL):
        connection.exec_driver_sql(statement)


def anew(connection: Any) -> None:
    """The index alone, in a database of its own: ``connection`` (``sqlite3.Connection``) has blocks in another one that
    is attached to it."""
    for statement in (_TABLE, _FILL):
        connection.execute(statement)


_TABLE = (
    # marks and symbols are characters like others; nothing is stored beside the index itself
    "CREATE VIRTUAL TABLE block_text USING fts5(text, content='', "
    "tokenize=\"unicode61 remove_diacritics 0 categories 'L* M* N* P* S* Co'\")"
)
_OUT = (
    f"INSERT INTO block_text(block_text, rowid, text) SELECT 'delete', {packed('old')}, spaced(old.text) "
    "WHERE old.position IS NOT NULL;"
)
_IN = f"INSERT INTO block_text(rowid, text) SELECT {packed('new')}, spaced(new.text) WHERE new.position IS NOT NULL;"
_OTHER = (
    f"old.text <> new.text OR {packed('old')} <> {packed('new')} OR (old.position IS NULL) <> (new.position IS NULL)"
)
_TRIGGERS = (
    f"CREATE TRIGGER block_text_in AFTER INSERT ON blocks BEGIN {_IN} END",
    f"CREATE TRIGGER block_text_out AFTER DELETE ON blocks BEGIN {_OUT} END",
    "CREATE TRIGGER block_text_new AFTER UPDATE OF text, page, number, kind, article, position ON blocks "
    f"WHEN {_OTHER} BEGIN {_OUT} {_IN} END",
)
TRIGGERS = tuple(statement.split()[2] for statement in _TRIGGERS)
_FILL = (
    f"INSERT INTO block_text(rowid, text) SELECT {packed('b')}, spaced(b.text) FROM blocks b "
    "WHERE b.position IS NOT NULL ORDER BY 1"
)
