"""The application.  ``create_app`` is all that others need."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from fastapi import FastAPI

from pipeline.corpus import Corpus
from pipeline.corpus.following import names_of
from pipeline.crops.images import PageImages
from pipeline.database import Lock
from pipeline.following import editing_of
from pipeline.review import alone, failures, sessions
from pipeline.review.clock import Clock, now
from pipeline.review.guard import Guard
from pipeline.review.keeping import Keeper
from pipeline.review.names import Names
from pipeline.review.rereading import Rereading
from pipeline.review.room import Room, cookie_of
from pipeline.review.routes import PAGES, ROUTES
from pipeline.review.templating import Pages
from pipeline.sampling.names import names_from
from pipeline.sampling.service import Sampling
from pipeline.settings import Settings
from pipeline.versions import version


def create_app(results: Path, settings: Settings, *, shared: bool = False, clock: Clock = now) -> FastAPI:
    """The review pages of a results folder; ``app.state.room`` is what its requests share.

    ``shared``: several people with accounts; otherwise one person, let in by ``app.state.room.link``.
    Raises ``NoInputError`` (no results there), ``DatabaseError`` (damaged, newer), ``OutputError`` (not writable).
    """
    images = PageImages()
    editing = editing_of(results, settings, images)
    database = editing.database
    room = Room(
        results=results,
        settings=settings,
        database=database,
        editing=editing,
        keeper=Keeper(editing, settings, names_of(settings)),
        corpus=Corpus.over(database, results, names_of(settings, lambda: editing.names.gazetteers()[1])),
        sampling=Sampling(
            database,
            results,
            settings.sampling,
            names_from(settings.gazetteer, settings.correct.decision.word_frequency),
        ),
        images=images,
        names=Names(editing.names),
        pages=Pages(),
        cookie=cookie_of(database),
        rereading=Rereading(settings, database, clock),
        shared=shared,
        clock=clock,
    )
    with database.write(Lock.PEOPLE) as connection:
        sessions.clear(connection, clock(), settings.review.sign_in)
        if not shared:
            alone.ensure(connection, settings.review.name)

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        room.keeper.start()
        room.names.start()
        yield
        room.close()

    app = FastAPI(
        title="Baokan review",
        version=version("baokan") or "0",
        docs_url=None,
        redoc_url=None,
        openapi_url=None,  # a route of its own, behind the login
        lifespan=lifespan,
        redirect_slashes=False,
    )
    app.state.room = room
    app.state.paths = frozenset(getattr(route, "path", "") for router in PAGES for route in router.routes)
    app.router.routes.extend(ROUTES.routes)
    failures.install(app)
    app.add_middleware(Guard, room=room)
    return app
