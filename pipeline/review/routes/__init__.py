"""The pages and endpoints: one module each, with a ``router`` for its pages and ``api`` for its endpoints.

A new one is added to ``PAGES`` or ``API``.
"""

from pipeline.review.routes import (
    account,
    actions,
    api,
    corpus_api,
    corpus_texts_api,
    drawing_api,
    files,
    flags,
    frequency,
    groups,
    help,
    history,
    images,
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
    corpus_api.router,
    corpus_texts_api.router,
)
"""JSON for scripts, below ``/api``."""

__all__ = ["API", "PAGES"]
