"""One's own account: another password."""

from __future__ import annotations

from fastapi import APIRouter
from fastapi.responses import Response

from pipeline.review import accounts, passwords
from pipeline.review.room import Room as RoomType
from pipeline.review.who import Form, Reader, Room, Session, View

router = APIRouter()


@router.get("/account")
def account_page(view: View, room: Room, person: Reader) -> Response:
    """The form for another password."""
    return _page(view, room)


@router.post("/account")
def change_password(view: View, room: Room, form: Form, session: Session, person: Reader) -> Response:
    """Change one's password: sessions elsewhere end.  422 when it does not fit."""
    old, new, again = (form.text(name, most=passwords.LONGEST) for name in ("old", "new", "again"))
    with room.database.read() as connection:
        stored = accounts.hash_of(connection, person.id)
    if not passwords.matches(old, stored):
        return _page(view, room, failed=view.say("account.wrong"))
    if new != again:
        return _page(view, room, failed=view.say("account.differ"))
    least = room.settings.review.sign_in.password_length
    try:
        accounts.check_password(new, least)
    except accounts.AccountError:
        return _page(view, room, failed=view.say("account.password", least=least, most=passwords.LONGEST))
    hashed = passwords.hashed(new)
    with room.database.write() as connection:
        accounts.set_password(connection, person.id, hashed, keep=session.id)
    return _page(view, room, done=view.say("account.done"))


def _page(view: View, room: RoomType, *, failed: str | None = None, done: str | None = None) -> Response:
    least = room.settings.review.sign_in.password_length
    return view.show("account.html", 422 if failed else 200, failed=failed, done=done, least=least)
