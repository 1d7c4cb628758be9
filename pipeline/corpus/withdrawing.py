"""Documents taken out of the corpus, and put in again.  Their results stay where they are."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Connection, Row, delete, select

from pipeline.corpus import state
from pipeline.database.schema import sources, withdrawals
from pipeline.database.upsert import upsert
from pipeline.errors import SettingsError


def withdraw(connection: Connection, document: str, by: str, why: str) -> None:
    """Take a document out.  Raises ``SettingsError`` when there is none of that id."""
    at = datetime.now(UTC).isoformat(timespec="seconds")
    values = {"source": _source(connection, document), "by": by, "at": at, "why": why}
    upsert(connection, withdrawals, ["source"], values)
    state.changed(connection)


def put_back(connection: Connection, document: str) -> bool:
    """Put it in again; false: it was not withdrawn.  Raises ``SettingsError`` when there is none of that id."""
    source = _source(connection, document)
    done = connection.execute(delete(withdrawals).where(withdrawals.c.source == source)).rowcount > 0
    if done:
        state.changed(connection)
    return done


def withdrawn(connection: Connection, source: int) -> Row[Any] | None:
    """``by``, ``at`` and ``why`` of a document (row id of its source) that was taken out; ``None``: it was not."""
    return connection.execute(select(withdrawals).where(withdrawals.c.source == source)).first()


def replaced(connection: Connection, source: int) -> bool:
    """Whether another scan has taken the place of a document's."""
    return connection.scalar(select(sources.c.state).where(sources.c.id == source)) == "replaced"


def _source(connection: Connection, document: str) -> int:
    found = connection.scalar(select(sources.c.id).where(sources.c.document == document))
    if found is None:
        raise SettingsError(f"{document}: there is no such document. 'baokan corpus status' and the folders name them.")
    return int(found)
