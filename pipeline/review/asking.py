"""Who asks, in which language: read from a request, for pages, endpoints and messages alike."""

from __future__ import annotations

from dataclasses import replace

from starlette.requests import HTTPConnection

from pipeline.review import room, sessions, tokens
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
    """Who is signed in, or which script asks, looked up once for a request; ``None``: nobody."""
    state = connection.state
    if not hasattr(state, "session"):
        token = bearer_of(connection)
        state.session = _of_cookie(connection) if token is None else _of_token(connection, token)
    kept: sessions.Session | None = state.session
    return kept


def bearer_of(connection: HTTPConnection) -> str | None:
    """The token that a script sends; ``None``: it sends none.  With one, cookies do not count."""
    scheme, _, token = connection.headers.get("authorization", "").partition(" ")
    return token.strip() if scheme.lower() == "bearer" else None


def _of_cookie(connection: HTTPConnection) -> sessions.Session | None:
    here = room_of(connection)
    token = connection.cookies.get(cookie_name(connection), "")
    sign_in = here.settings.review.sign_in
    found = sessions.resume(here.database, token, here.clock(), sign_in, alone=not here.shared)
    if found is not None and not here.shared:  # the machine is theirs, whatever their role among others
        found = replace(found, person=replace(found.person, role=Role.admin))
    return found


def _of_token(connection: HTTPConnection, token: str) -> sessions.Session | None:
    """A token reads endpoints, and does nothing else, whatever its route would let a reader do."""
    here = room_of(connection)
    reads = connection.scope["method"] in {"GET", "HEAD"} and connection.url.path.startswith("/api/")
    return tokens.resume(here.database, token, here.clock()) if reads else None
