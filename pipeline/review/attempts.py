"""How often somebody may try a password.  Counted in the database, so that several processes count together.

An attempt is written down before the password is looked at, in the transaction that counts the earlier ones: many at
once get no more tries than one after another.  A right password takes its own attempts back.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import Connection, delete, func, insert, select

from pipeline.database.schema import login_attempts as table
from pipeline.keys import key_of
from pipeline.review.clock import written
from pipeline.review.sessions import digest
from pipeline.review.settings import SignInSettings


def note(connection: Connection, name: str, address: str, at: datetime, settings: SignInSettings) -> bool:
    """Write an attempt down; ``False`` when there were too many and the password must not be looked at.

    ``connection``: one that writes, whose transaction ends right afterwards.
    """
    since = written(at - timedelta(minutes=settings.wait_minutes))
    connection.execute(delete(table).where(table.c.at < since))
    of_name, of_address = table.c.name == digest(key_of(name)), table.c.address == address
    limits = (
        (of_name & of_address, settings.attempts),
        (of_address, settings.attempts_by_address),
        (of_name, settings.attempts_by_name),
    )
    for which, most in limits:
        if (connection.scalar(select(func.count()).select_from(table).where(which)) or 0) >= most:
            return False
    connection.execute(insert(table).values(name=digest(key_of(name)), address=address, at=written(at)))
    return True


def forgive(connection: Connection, name: str, address: str) -> None:
    """Take back the attempts of somebody who knew the password."""
    connection.execute(delete(table).where((table.c.name == digest(key_of(name))) & (table.c.address == address)))
