"""The version of the corpus."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import Connection, Integer, String, cast, select

from pipeline.database.schema import corpus_state
from pipeline.database.upsert import upsert

VERSION, WORDS = "version", "words"


def value(connection: Connection, name: str) -> str:
    """What is kept under a name; empty: nothing."""
    found = connection.scalar(select(corpus_state.c.value).where(corpus_state.c.name == name))
    return found or ""


def keep(connection: Connection, name: str, said: str) -> None:
    """Keep it."""
    upsert(connection, corpus_state, ["name"], {"name": name, "value": said})


def version(connection: Connection) -> int:
    """Rises with every change of text, names or withdrawals; 0: nothing was ever taken in."""
    return int(value(connection, VERSION) or 0)


def changed(connection: Connection, what: Iterable[object] = ()) -> None:
    """Raise the version.  ``what``: for ``Overall``, which says what was gathered; it does not matter here."""
    risen = cast(cast(corpus_state.c.value, Integer) + 1, String)
    upsert(connection, corpus_state, ["name"], {"name": VERSION, "value": "1"}, {"value": risen})
