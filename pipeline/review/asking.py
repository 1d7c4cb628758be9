"""Who asks, in which language: read from a request, for pages, endpoints and messages alike."""

from __future__ import annotations

from dataclasses import replace

from starlette.requests import HTTPConnection

from pipeline.review import room, sessions
from pipeline.review.person import Role
from pipeline.review.words import Language, chosen

LANGUAGE_COOKIE = "baokan-language"


def room_of(connection: HTTPConnection) -> room.Room:
    """The room of the application that a request came to."""
    found: room.Room = connection.app.state.room
    return found


def language_of(connection: HTTPConnection) -> Language:
    """The language of a request."""
    return chosen(connection.cookies.get(LANGUAGE_COOKIE), connection.headers.get("accept-language"))


def cookie_name(connection: HTTPConnection) -> str:
    """Name of the session's cookie; over https one that no other host of the domain can set."""
    name = room_of(connection).cookie
    return f"__Host-{name}" if connection.url.scheme == "https" else name


def session_of(connection: HTTPConnection) -> sessions.Session | None:
    """Who is signed in, looked up once for a request; ``None``: nobody."""
    state = connection.state
    if not hasattr(state, "session"):
        here = room_of(connection)
        token = connection.cookies.get(cookie_name(connection), "")
        sign_in = here.settings.review.sign_in
        found = sessions.resume(here.database, token, here.clock(), sign_in, alone=not here.shared)
        if found is not None and not here.shared:  # the machine is theirs, whatever their role among others
            found = replace(found, person=replace(found.person, role=Role.admin))
        state.session = found
    kept: sessions.Session | None = state.session
    return kept
