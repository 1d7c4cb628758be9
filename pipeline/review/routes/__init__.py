"""The pages and endpoints: one module each, with a ``router`` for its pages and ``api`` for its endpoints.

A new one is added to ``PAGES`` or ``API``.
"""

from pipeline.review.routes import (
    account,
    actions,
    api,
    files,
    flags,
    groups,
    help,
    history,
    images,
    orphans,
    people,
    queue,
    replace,
    sign_in,
    start,
)

PAGES = (
    files.router,
    sign_in.router,
    start.router,
    queue.router,
    groups.router,
    flags.router,
    images.router,
    history.router,
    orphans.router,
    replace.router,
    account.router,
    people.router,
    help.router,
)
"""Pages for people; no part of the OpenAPI description."""
API = (api.router, queue.api, groups.api, flags.api, actions.api, orphans.api, replace.api)
"""JSON for scripts, below ``/api``."""

__all__ = ["API", "PAGES"]
