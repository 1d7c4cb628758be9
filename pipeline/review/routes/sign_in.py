"""Signing in and out; language and theme, which do not need it."""

from __future__ import annotations

import math

from fastapi import APIRouter, Request
from fastapi.responses import Response

from pipeline.database import Lock
from pipeline.review import accounts, alone, attempts, passwords, sessions
from pipeline.review.asking import LANGUAGE_COOKIE, cookie_name
from pipeline.review.forms import inside
from pipeline.review.room import Room as RoomType
from pipeline.review.view import THEME_COOKIE, Theme
from pipeline.review.who import Anyone, Form, Reader, Room, Session, View
from pipeline.review.words import LanguageField

router = APIRouter()
_YEAR = 365 * 86_400


@router.get("/sign-in")
def sign_in_page(view: View, person: Anyone, next: str = "/") -> Response:
    """The login; alone, the word that the one-time link is needed."""
    if person is not None:
        return view.go(inside(next))
    return view.show("sign-in.html", next=inside(next), name="", failed=None)


@router.post("/sign-in")
def sign_in(request: Request, view: View, room: Room, form: Form, person: Anyone) -> Response:
    """Name and password; 401 when they are wrong, 429 when there were too many wrong ones."""
    next = inside(form.text("next", most=1000))
    name = form.text("name", most=accounts.LONGEST_NAME)
    password = form.text("password", most=passwords.LONGEST)
    if not room.shared:
        return view.show("sign-in.html", 403, next=next, name="", failed=None)
    address = request.client.host if request.client else ""
    with room.database.write(Lock.PEOPLE) as connection:
        may_try = attempts.note(connection, name, address, room.clock(), room.settings.review.sign_in)
    if not may_try:
        minutes = math.ceil(room.settings.review.sign_in.wait_minutes)
        words = view.say("sign-in.wait", minutes=minutes)
        page = view.show("sign-in.html", 429, next=next, name=name, failed=words)
        page.headers["Retry-After"] = str(60 * minutes)
        return page
    token = _checked(room, name, password, address)
    if token is None:
        return view.show("sign-in.html", 401, next=next, name=name, failed=view.say("sign-in.wrong"))
    return _signed_in(request, view.go(next), token, room)


@router.get("/enter")
def enter_page(view: View, person: Anyone, token: str = "") -> Response:
    """Where the one-time link leads.  Looking at it uses nothing up: programs that fetch links ahead do no harm."""
    if person is not None:
        return view.go("/")
    return view.show("enter.html", token=token[:100], used=False)


@router.post("/enter")
def enter(request: Request, view: View, room: Room, form: Form, person: Anyone) -> Response:
    """Use the one-time link; 403 when it was used before."""
    token = form.text("token", most=100)
    if room.shared or not room.link.use(token):
        return view.show("enter.html", 403, token="", used=True)
    with room.database.write(Lock.PEOPLE) as connection:
        owner = alone.ensure(connection, room.settings.review.name)
        cookie = sessions.begin(connection, owner.id, room.clock(), alone=True)
    return _signed_in(request, view.go("/"), cookie, room)


@router.post("/sign-out")
def sign_out(request: Request, view: View, room: Room, session: Session, person: Reader) -> Response:
    """End the session."""
    with room.database.write(Lock.PEOPLE) as connection:
        sessions.end(connection, session.id)
    away = view.go("/sign-in")
    away.delete_cookie(cookie_name(request), secure=request.url.scheme == "https", httponly=True, samesite="strict")
    away.headers["Clear-Site-Data"] = '"cache"'
    return away


@router.post("/look")
def look(request: Request, view: View, form: Form, person: Anyone) -> Response:
    """Choose language or theme, and stay where one is."""
    back = view.go(inside(form.text("next", most=1000)))
    if form.flag("language"):
        _keep(request, back, LANGUAGE_COOKIE, form.choice("language", LanguageField))
    if form.flag("theme"):
        _keep(request, back, THEME_COOKIE, form.choice("theme", Theme))
    return back


def _keep(request: Request, answer: Response, name: str, value: str) -> None:
    secure = request.url.scheme == "https"
    answer.set_cookie(name, value, max_age=_YEAR, secure=secure, httponly=True, samesite="lax")


def _checked(room: RoomType, name: str, password: str, address: str) -> str | None:
    """The token of a new session when name and password are right."""
    with room.database.read() as connection:
        person = accounts.find(connection, name)
        stored = accounts.hash_of(connection, person.id) if person and not person.disabled else None
    if not passwords.matches(password, stored) or person is None or stored is None:
        return None
    better = passwords.hashed(password) if passwords.outdated(stored) else None
    with room.database.write(Lock.PEOPLE) as connection:
        attempts.forgive(connection, name, address)
        if better is not None:
            accounts.set_password(connection, person.id, better)
        return sessions.begin(connection, person.id, room.clock())


def _signed_in(request: Request, answer: Response, token: str, room: RoomType) -> Response:
    """The answer with the session's cookie, which ends with the browser, or, alone, with the session."""
    alone_seconds = int(room.settings.review.sign_in.alone_days * 86_400)
    answer.set_cookie(
        cookie_name(request),
        token,
        max_age=None if room.shared else alone_seconds,
        secure=request.url.scheme == "https",
        httponly=True,
        samesite="strict",
    )
    return answer
