"""Datasette on loopback: made from a results folder, behind a guard that lets only this machine's own pages in."""

from __future__ import annotations

import socket
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import uvicorn
from datasette.app import Datasette

from pipeline.corpus.exploring.described import NAME, SETTINGS, metadata
from pipeline.corpus.exploring.shown import ShownDatabase

Asgi = Callable[[dict[str, Any], Callable[..., Awaitable[Any]], Callable[..., Awaitable[None]]], Awaitable[None]]
POLICY = (
    b"default-src 'none'; script-src 'self' 'unsafe-inline'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; "
    b"connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
"""Datasette's pages have scripts and styles inside; from elsewhere they get nothing, and tell nobody anything."""
_NAMES = frozenset({b"127.0.0.1", b"localhost", b"[::1]"})


class _Datasette(Datasette):  # type: ignore[misc]
    """Without its catalogue of all tables: it would look into those that are not shown."""

    async def _refresh_schemas(self) -> None:
        return


def datasette_of(database: Path, version: int) -> Datasette:
    """Datasette over the views of a corpus.  ``version``: of the corpus, for its title."""
    app = _Datasette(metadata=metadata(version), settings=SETTINGS)
    app.remove_database("_memory")
    app.add_database(ShownDatabase(app, database), name=NAME)
    return app


def guarded(app: Asgi) -> Asgi:
    """The same behind a guard: foreign names that lead here are refused, and pages load nothing from elsewhere."""

    async def guard(scope: dict[str, Any], receive: Any, send: Any) -> None:
        if scope["type"] != "http":
            await app(scope, receive, send)
            return
        hosts = [value for name, value in scope["headers"] if name == b"host"]
        if len(hosts) != 1 or hosts[0].lower().rsplit(b":", 1)[0] not in _NAMES | {b"[::1"}:
            await send({"type": "http.response.start", "status": 400, "headers": [(b"content-type", b"text/plain")]})
            await send({"type": "http.response.body", "body": b"This host name is not known here."})
            return

        async def with_policy(message: dict[str, Any]) -> None:
            if message["type"] == "http.response.start":
                more = [(b"content-security-policy", POLICY), (b"x-content-type-options", b"nosniff")]
                message = {**message, "headers": [*message.get("headers", []), *more]}
            await send(message)

        await app(scope, receive, with_policy)

    return guard


def serve(database: Path, version: int, listener: socket.socket) -> None:
    """Serve until somebody stops it."""
    app = guarded(datasette_of(database, version).app())
    configuration = uvicorn.Config(
        app,
        log_level="warning",
        access_log=False,
        server_header=False,
        ws="none",
    )
    try:
        uvicorn.Server(configuration).run(sockets=[listener])
    except KeyboardInterrupt:  # the way to stop it
        pass
    finally:
        listener.close()
