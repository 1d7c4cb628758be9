"""One's own account: another password."""

from __future__ import annotations

import math

from fastapi import APIRouter, Request
from fastapi.responses import Response

from pipeline.database import Lock
from pipeline.review import accounts, attempts, passwords
from pipeline.review.room import Room as RoomType
from pipeline.review.who import Form, Reader, Room, Session, View

router = APIRouter()


@router.get("/account")
def account_page(view: View, room: Room, person: Reader) -> Response:
    """The form for another password."""
    return _page(view, room)


@router.post("/account")
def change_password(request: Request, view: View, room: Room, form: Form, session: Session, person: Reader) -> Response:
    """Change one's password: sessions elsewhere end.  422 when it does not fit, 429 after too many wrong ones."""
    old, new, again = (form.text(name, most=passwords.LONGEST) for name in ("old", "new", "again"))
    address = request.client.host if request.client else ""
    with room.database.write(Lock.PEOPLE) as connection:
        may_try = attempts.note(connection, person.name, address, room.clock(), room.settings.review.sign_in)
        stored = accounts.hash_of(connection, person.id)
    if not may_try:
        minutes = math.ceil(room.settings.review.sign_in.wait_minutes)
        return _page(view, room, 429, failed=view.say("sign-in.wait", minutes=minutes))
    if not passwords.matches(old, stored):
        return _page(view, room, 422, failed=view.say("account.wrong"))
    if new != again:
        return _page(view, room, 422, failed=view.say("account.differ"))
    least = room.settings.review.sign_in.password_length
    try:
        accounts.check_password(new, least)
    except accounts.AccountError:
        return _page(view, room, 422, failed=view.say("account.password", least=least, most=passwords.LONGEST))
    hashed = passwords.hashed(new)
    with room.database.write(Lock.PEOPLE) as connection:
        attempts.forgive(connection, person.name, address)
        accounts.set_password(connection, person.id, hashed, keep=session.id)
    return _page(view, room, done=view.say("account.done"))


def _page(
    view: View, room: RoomType, status: int = 200, *, failed: str | None = None, done: str | None = None
) -> Response:
    least = room.settings.review.sign_in.password_length
    return view.show("account.html", status, failed=failed, done=done, least=least)
