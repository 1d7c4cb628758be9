"""The people of the table ``editors``: found, added, changed."""

from __future__ import annotations

from sqlalchemy import Connection, RowMapping, func, insert, select, update

from pipeline.database.schema import editors, sessions
from pipeline.errors import SettingsError
from pipeline.keys import key_of
from pipeline.review import passwords
from pipeline.review.clock import now, written
from pipeline.review.person import Person, Role

LONGEST_NAME = 64
"""characters."""


class AccountError(SettingsError):
    """An account cannot be made or changed so.  ``code``: the text ``account.<code>`` of the pages says why."""

    def __init__(self, code: str, sentence: str) -> None:
        self.code = code
        super().__init__(sentence)


def person_of(row: RowMapping) -> Person:
    """A row of ``editors`` as a person."""
    return Person(row["id"], row["name"], Role(row["role"]), row["disabled"] is not None, row["password"] is not None)


def everybody(connection: Connection) -> list[Person]:
    """All people, by name."""
    return [person_of(row) for row in connection.execute(select(editors).order_by(editors.c.key)).mappings()]


def find(connection: Connection, name: str) -> Person | None:
    """The person of this name; ``None`` when there is none."""
    row = connection.execute(select(editors).where(editors.c.key == key_of(name))).mappings().first()
    return person_of(row) if row is not None else None


def hash_of(connection: Connection, person: int) -> str | None:
    """The stored hash of somebody's password."""
    stored: str | None = connection.scalar(select(editors.c.password).where(editors.c.id == person))
    return stored


def add(connection: Connection, name: str, role: Role, password: str | None = None) -> Person:
    """A new person; ``password`` is a hash.  Raises ``AccountError``: the name is taken, empty or too long."""
    shown = " ".join(name.split())
    if not shown or len(shown) > LONGEST_NAME or not shown.isprintable():
        raise AccountError("name", f"'{name}': a name has 1 to {LONGEST_NAME} printable characters.")
    if find(connection, shown) is not None:
        raise AccountError("taken", f"'{shown}': there is somebody of this name already. Choose another one.")
    values = {"name": shown, "key": key_of(shown), "role": role, "password": password, "created": written(now())}
    made = connection.execute(insert(editors).values(**values)).inserted_primary_key
    assert made is not None
    return Person(made[0], shown, role, has_password=password is not None)


def check_password(password: str, least: int) -> None:
    """Raise ``AccountError`` when this is too short or too long for a password."""
    if not least <= len(password) <= passwords.LONGEST:
        raise AccountError(
            "password",
            f"A password has {least} to {passwords.LONGEST} characters. Several words are easy to keep.",
        )


def set_password(connection: Connection, person: int, password: str, keep: str | None = None) -> None:
    """Store another hash, and end the person's sessions except ``keep`` (id of a session)."""
    connection.execute(update(editors).where(editors.c.id == person).values(password=password))
    end_sessions(connection, person, keep)


def set_role(connection: Connection, person: Person, role: Role) -> None:
    """Give somebody another role, from their next request on.  Raises ``AccountError``."""
    if person.role is Role.admin and role is not Role.admin and not person.disabled:
        _need_another_admin(connection, person)
    connection.execute(update(editors).where(editors.c.id == person.id).values(role=role))


def set_disabled(connection: Connection, person: Person, disabled: bool) -> None:
    """Shut somebody out at once, or let them in again; what they decided stays.  Raises ``AccountError``."""
    if disabled and person.role is Role.admin and not person.disabled:
        _need_another_admin(connection, person)
    at = written(now()) if disabled else None
    connection.execute(update(editors).where(editors.c.id == person.id).values(disabled=at))
    if disabled:
        end_sessions(connection, person.id)


def end_sessions(connection: Connection, person: int, keep: str | None = None) -> None:
    """Sign somebody out everywhere, except in the session ``keep``."""
    gone = sessions.delete().where(sessions.c.editor == person)
    connection.execute(gone if keep is None else gone.where(sessions.c.id != keep))


def admins(connection: Connection) -> int:
    """How many admins could sign in with a password."""
    able = (editors.c.role == Role.admin) & editors.c.disabled.is_(None) & editors.c.password.is_not(None)
    return connection.scalar(select(func.count()).select_from(editors).where(able)) or 0


def _need_another_admin(connection: Connection, person: Person) -> None:
    others = admins(connection) - (1 if person.has_password else 0)
    if others < 1:
        raise AccountError(
            "last-admin",
            f"'{person.name}' is the only admin. Make somebody else admin first.",
        )
