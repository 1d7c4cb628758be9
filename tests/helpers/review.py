"""The review pages for tests: a folder of results, people in it, and visitors that speak like a browser."""

from __future__ import annotations

import re
import threading
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import uvicorn
from fastapi import FastAPI
from fastapi.routing import APIRoute
from starlette.testclient import TestClient

from helpers.corpus import corpus, street_page
from helpers.databases import with_tables
from pipeline.listening import listen
from pipeline.model.page import Page
from pipeline.review import accounts, passwords, sessions
from pipeline.review.app import create_app
from pipeline.review.person import Role
from pipeline.review.routes import API, PAGES
from pipeline.review.who import AtLeast
from pipeline.settings import Settings

HOST = "127.0.0.1:8000"
ORIGIN = f"http://{HOST}"
PASSWORD = "correct horse battery"
_HASH = passwords.hashed(PASSWORD)
"""One hash for all: each costs 60 ms."""


class Hours:
    """A clock that stands still until it is moved."""

    def __init__(self) -> None:
        self.at = datetime(2026, 3, 2, 8, 0, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.at

    def move(self, **by: float) -> None:
        self.at += timedelta(**by)


@dataclass
class Site:
    """An application and its folder."""

    app: FastAPI
    results: Path
    clock: Hours

    @property
    def room(self) -> Any:
        return self.app.state.room

    def add(self, name: str, role: Role | str) -> None:
        """Somebody who signs in with ``PASSWORD``."""
        with self.room.database.write() as connection:
            accounts.add(connection, name, Role(role), _HASH)

    def visitor(self, **headers: str) -> TestClient:
        """Somebody with a browser of their own, not signed in."""
        return TestClient(
            self.app, ORIGIN, headers={"Origin": ORIGIN, **headers}, follow_redirects=False, client=("192.0.2.7", 5)
        )

    def signed_in(self, name: str, role: Role | str) -> TestClient:
        """Somebody new of that role, signed in; without the password, whose check takes a tenth of a second."""
        self.add(name, role)
        with self.room.database.write() as connection:
            person = accounts.find(connection, name)
            assert person is not None
            token = sessions.begin(connection, person.id, self.clock())
        visitor = self.visitor()
        visitor.cookies.set(self.room.cookie, token)
        return visitor

    def owner(self) -> TestClient:
        """Who works alone, let in by the one-time link."""
        visitor = self.visitor()
        assert visitor.post("/enter", data={"token": self.room.link.token}).status_code == 303
        return visitor


def sign_in(visitor: TestClient, name: str, password: str = PASSWORD, next: str = "/") -> Any:
    return visitor.post("/sign-in", data={"name": name, "password": password, "next": next})


def site(results: Path, *, shared: bool, engine: dict[str, Any] | None = None, **review: Any) -> Site:
    """An application over a results folder, which is made when it is missing."""
    with_tables(results)
    clock = Hours()
    settings = Settings.model_validate({"review": review, "engine": engine or {}})
    app = create_app(results, settings, shared=shared, clock=clock)
    return Site(app, results, clock)


def busy_site(folder: Path, engine: dict[str, Any] | None = None) -> Site:
    """An application over two documents with a page each, that are taken in."""
    results = corpus(folder, {"报一": [street_page()], "报二": [street_page()]}, pictures=True)
    made = site(results, shared=True, engine=engine)
    made.room.editing.intake.run()
    return made


def routes() -> list[tuple[str, str, Role | None]]:
    """``(method, path, role)`` of every route; ``None``: open to strangers.  Fails when one does not say its role."""
    found = []
    for prefix, routers in (("", PAGES), ("/api", API)):
        for router in routers:
            for route in router.routes:
                assert isinstance(route, APIRoute), route
                needs = [d.call for d in route.dependant.dependencies if isinstance(d.call, AtLeast)]
                assert len(needs) == 1, f"{route.path} must ask for exactly one role (Anyone, Reader, Editor …)"
                found += [(method, prefix + route.path, needs[0].role) for method in route.methods]
    return found


def worked(results: Path, documents: Mapping[str, Sequence[Page]], *, shared: bool = True, **review: Any) -> Site:
    """The same over documents that were read, with their images, all pages taken in and the gazetteers read."""
    corpus(results, documents, pictures=True)
    made = site(results, shared=shared, **review)
    made.room.editing.intake.run()
    made.room.names.read()
    return made


@contextmanager
def served(app: FastAPI) -> Iterator[str]:
    """The application behind a real socket on loopback; gives its address without the last slash."""
    listener = listen("127.0.0.1", 0)
    server = uvicorn.Server(uvicorn.Config(app, log_level="warning", lifespan="off", ws="none"))
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]}, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{listener.getsockname()[1]}"
    finally:
        server.should_exit = True
        thread.join(timeout=20)
        listener.close()


def spoken(html: str) -> str:
    """What a page says, without its marks."""
    return " ".join(re.sub(r"<[^>]+>", " ", html).split())
