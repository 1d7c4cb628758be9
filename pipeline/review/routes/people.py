"""The page of the admins: people, roles, new passwords."""

from __future__ import annotations

import secrets
from enum import StrEnum

from fastapi import APIRouter
from fastapi.responses import Response
from sqlalchemy import Connection

from pipeline.database import Lock
from pipeline.review import accounts, passwords
from pipeline.review.person import Person, Role
from pipeline.review.problem import NotThere
from pipeline.review.room import Room as RoomType
from pipeline.review.who import Admin, Form, Room, RowId, View

router = APIRouter(prefix="/people")
_LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"
"""Without those that are mistaken for one another when a password is read out."""
_GROUPS, _GROUP = 4, 4
"""Four groups of four: 79 bits."""


class Change(StrEnum):
    """What can be done with an account."""

    role = "role"
    disable = "disable"
    enable = "enable"
    password = "password"


@router.get("")
def people_page(view: View, room: Room, person: Admin) -> Response:
    """Everybody."""
    return _page(view, room)


@router.post("")
def add(view: View, room: Room, form: Form, person: Admin) -> Response:
    """Add somebody; the page shows a first password, this once.  422 when the name does not fit."""
    name, role = form.text("name", most=2 * accounts.LONGEST_NAME), form.choice("role", Role)
    password = made_up()
    hashed = passwords.hashed(password)
    try:
        with room.database.write(Lock.PEOPLE) as connection:
            added = accounts.add(connection, name, role, hashed)
    except accounts.AccountError as error:
        return _page(view, room, failed=_words(view, error))
    return _page(view, room, given=(added.name, password))


@router.post("/{id}")
def change(view: View, room: Room, form: Form, id: RowId, person: Admin) -> Response:
    """Change an account.  404: no such person; 422: it is the last admin."""
    what = form.choice("change", Change)
    role = form.choice("role", Role) if what is Change.role else None
    password = made_up()
    hashed = passwords.hashed(password) if what is Change.password else ""
    try:
        with room.database.write(Lock.PEOPLE) as connection:
            changed = _with_id(connection, id)
            if role is not None:
                accounts.set_role(connection, changed, role)
            elif what is Change.password:
                accounts.set_password(connection, id, hashed)
            else:
                accounts.set_disabled(connection, changed, what is Change.disable)
    except accounts.AccountError as error:
        return _page(view, room, failed=_words(view, error))
    if what is Change.password:
        return _page(view, room, given=(changed.name, password))
    return _page(view, room, done=view.say("people.changed", name=changed.name))


def made_up() -> str:
    """A password to hand over, easy to read out and to type."""
    return "-".join("".join(secrets.choice(_LETTERS) for _ in range(_GROUP)) for _ in range(_GROUPS))


def _with_id(connection: Connection, id: int) -> Person:
    for person in accounts.everybody(connection):
        if person.id == id:
            return person
    raise NotThere


def _words(view: View, error: accounts.AccountError) -> str:
    return view.say(f"account.{error.code}", most=accounts.LONGEST_NAME)


def _page(
    view: View,
    room: RoomType,
    *,
    failed: str | None = None,
    done: str | None = None,
    given: tuple[str, str] | None = None,
) -> Response:
    with room.database.read() as connection:
        people = accounts.everybody(connection)
    status = 422 if failed else 200
    return view.show("people.html", status, people=people, roles=list(Role), failed=failed, done=done, given=given)
