"""The pages and endpoints: one module each, with a ``router`` for its pages and ``api`` for its endpoints.

A new one is added to ``PAGES`` or ``API``.
"""

from fastapi import APIRouter

from pipeline.review.answers import ERRORS
from pipeline.review.routes import (
    account,
    actions,
    api,
    articles,
    corpus_places_api,
    corpus_search_api,
    corpus_texts_api,
    corpus_words_api,
    drawing_api,
    files,
    flags,
    frequency,
    groups,
    help,
    history,
    images,
    issues,
    lines,
    lines_api,
    names,
    orphans,
    page_api,
    pages,
    people,
    places,
    queue,
    replace,
    samples,
    samples_api,
    saved,
    search,
    sheets,
    sheets_api,
    sign_in,
    start,
    wordlists,
)

PAGES = (
    files.router,
    sign_in.router,
    start.router,
    queue.router,
    groups.router,
    flags.router,
    pages.router,
    images.router,
    history.router,
    orphans.router,
    sheets.router,
    lines.router,
    samples.router,
    frequency.router,
    places.router,
    wordlists.router,
    replace.router,
    search.router,
    articles.router,
    saved.router,
    issues.router,
    account.router,
    people.router,
    help.router,
)
"""Pages for people; no part of the OpenAPI description."""
API = (
    api.router,
    queue.api,
    groups.api,
    flags.api,
    actions.api,
    orphans.api,
    replace.api,
    names.router,
    page_api.router,
    drawing_api.router,
    sheets_api.router,
    lines_api.router,
    samples_api.router,
    search.api,
    corpus_search_api.router,
    corpus_words_api.router,
    corpus_places_api.router,
    corpus_texts_api.router,
)
"""JSON for scripts, below ``/api``."""


def _routes() -> APIRouter:
    found = APIRouter()
    for router in PAGES:
        found.include_router(router, include_in_schema=False)
    for router in API:
        found.include_router(router, prefix="/api", responses=ERRORS)
    return found


ROUTES = _routes()
"""All of them, as an application has them: put together once, by the first request of a process, since that takes as
long as a hundred requests."""

__all__ = ["API", "PAGES", "ROUTES"]
