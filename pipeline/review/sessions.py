"""Who is signed in.  The cookie holds a random token; the database only its SHA-256."""

from __future__ import annotations

import hashlib
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Connection, bindparam, delete, insert, or_, select, update

from pipeline.database import Database, Lock
from pipeline.database.schema import editors, sessions
from pipeline.review.accounts import person_of
from pipeline.review.clock import written
from pipeline.review.person import Person
from pipeline.review.settings import SignInSettings

_TOKEN_BYTES = 32
_LOOK_SECONDS = 60
"""s: how exactly the last request of a session is known; a write for each request would be wasted."""
_FOUND = (
    select(sessions.c.created.label("began"), sessions.c.seen, editors)
    .join(editors, sessions.c.editor == editors.c.id)
    .where(sessions.c.id == bindparam("token"), sessions.c.alone == bindparam("only"))
    # who is shut out among others still works on a machine of their own
    .where(or_(sessions.c.alone == 1, editors.c.disabled.is_(None)))
)
"""Put together once: it is asked with each request."""


@dataclass(frozen=True, slots=True)
class Session:
    """A person who is signed in."""

    id: str
    person: Person


def digest(token: str) -> str:
    """What the database keeps of a token."""
    return hashlib.sha256(token.encode("utf-8", "surrogateescape")).hexdigest()


def begin(connection: Connection, person: int, at: datetime, *, alone: bool = False) -> str:
    """Sign somebody in; gives the token for the cookie."""
    token = secrets.token_urlsafe(_TOKEN_BYTES)
    values = {"id": digest(token), "editor": person, "created": written(at), "seen": written(at), "alone": int(alone)}
    connection.execute(insert(sessions).values(**values))
    return token


def end(connection: Connection, session: str) -> None:
    """Sign out."""
    connection.execute(delete(sessions).where(sessions.c.id == session))


def resume(database: Database, token: str, at: datetime, settings: SignInSettings, *, alone: bool) -> Session | None:
    """Who belongs to a cookie; ``None`` when nobody does, or no longer.

    A session of a server for one person counts only there, and the other way round.
    """
    if not token or len(token) > 2 * _TOKEN_BYTES:
        return None
    id = digest(token)
    with database.read() as connection:
        row = connection.execute(_FOUND, {"token": id, "only": int(alone)}).mappings().first()
    if row is None:
        return None
    oldest_created, oldest_seen = _limits(at, settings, alone=alone)
    if row["began"] < oldest_created or row["seen"] < oldest_seen:
        with database.write(Lock.PEOPLE) as connection:
            end(connection, id)
        return None
    if row["seen"] < written(at - timedelta(seconds=_LOOK_SECONDS)):
        with database.write(Lock.PEOPLE) as connection:
            connection.execute(update(sessions).where(sessions.c.id == id).values(seen=written(at)))
    return Session(id, person_of(row))


def clear(connection: Connection, at: datetime, settings: SignInSettings) -> None:
    """Forget the sessions that have ended."""
    for alone in (False, True):
        oldest_created, oldest_seen = _limits(at, settings, alone=alone)
        past = (sessions.c.created < oldest_created) | (sessions.c.seen < oldest_seen)
        connection.execute(delete(sessions).where((sessions.c.alone == int(alone)) & past))


def _limits(at: datetime, settings: SignInSettings, *, alone: bool) -> tuple[str, str]:
    """A session that began, or was last seen, before these has ended."""
    if alone:
        oldest = written(at - timedelta(days=settings.alone_days))
        return oldest, oldest
    return (
        written(at - timedelta(hours=settings.session_hours)),
        written(at - timedelta(minutes=settings.idle_minutes)),
    )
