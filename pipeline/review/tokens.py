"""Tokens by which scripts read, without a browser (``Authorization: Bearer``).  The database has only their SHA-256.

A token is nobody's: it has a name that says what it is for, the role ``reader``, and an end.  It reaches nothing but
endpoints below ``/api``, and those only with GET and HEAD.
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Connection, RowMapping, delete, insert, select, update

from pipeline.database import Database, Lock
from pipeline.database.schema import tokens
from pipeline.errors import SettingsError
from pipeline.keys import key_of
from pipeline.review.accounts import LONGEST_NAME, AccountError
from pipeline.review.clock import written
from pipeline.review.person import Person, Role
from pipeline.review.sessions import Session, digest

PREFIX = "baokan_"
"""beginning of every token, by which programs that look for secrets in files know it."""
_BYTES = 32
_LONGEST = 100
"""characters that are looked at."""
_LOOK_SECONDS = 60
"""s: how exactly the last use is known; a write for each request would be wasted."""
NOBODY = 0
"""id of the person that a token stands for: no row of ``editors``."""


@dataclass(frozen=True, slots=True)
class Token:
    """One token as it is listed; times are ISO 8601, UTC."""

    name: str
    role: Role
    created: str
    expires: str
    seen: str | None
    """last use, to the minute; ``None``: never."""


def add(connection: Connection, name: str, role: Role, days: int, at: datetime) -> str:
    """A new token, shown this once.  Raises ``SettingsError``: the name or the role does not fit."""
    shown = " ".join(name.split())
    if not shown or len(shown) > LONGEST_NAME or not shown.isprintable():
        raise AccountError("name", f"'{name}': a name has 1 to {LONGEST_NAME} printable characters.")
    if role is not Role.reader:
        raise SettingsError(f"--role {role.value}: tokens only read, so that their role is {Role.reader.value}.")
    if connection.scalar(select(tokens.c.id).where(tokens.c.key == key_of(shown))) is not None:
        raise AccountError("taken", f"'{shown}': there is a token of this name already. Revoke it, or choose another.")
    token = PREFIX + secrets.token_urlsafe(_BYTES)
    made = {"id": digest(token), "name": shown, "key": key_of(shown), "role": role.value}
    times = {"created": written(at), "expires": written(at + timedelta(days=days))}
    connection.execute(insert(tokens).values(**made, **times))
    return token


def listed(connection: Connection) -> list[Token]:
    """All tokens by name, those that have ended included."""
    return [_token(row) for row in connection.execute(select(tokens).order_by(tokens.c.key)).mappings()]


def revoke(connection: Connection, name: str) -> bool:
    """End a token at once; false: there is none of this name."""
    return connection.execute(delete(tokens).where(tokens.c.key == key_of(name))).rowcount > 0


def resume(database: Database, token: str, at: datetime) -> Session | None:
    """Whom a token stands for; ``None``: it is not known, revoked, or has ended."""
    if not token.startswith(PREFIX) or len(token) > _LONGEST:
        return None
    id = digest(token)
    with database.read() as connection:
        row = connection.execute(select(tokens).where(tokens.c.id == id)).mappings().first()
    if row is None or row["expires"] <= written(at):
        return None
    if (row["seen"] or "") < written(at - timedelta(seconds=_LOOK_SECONDS)):
        with database.write(Lock.PEOPLE) as connection:
            connection.execute(update(tokens).where(tokens.c.id == id).values(seen=written(at)))
    return Session(id, Person(NOBODY, row["name"], Role(row["role"])))


def _token(row: RowMapping) -> Token:
    return Token(row["name"], Role(row["role"]), row["created"], row["expires"], row["seen"])
