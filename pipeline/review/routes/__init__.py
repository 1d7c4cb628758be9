"""The pages and endpoints: one module each, with a ``router``.  A new one is added to ``PAGES`` or ``API``."""

from pipeline.review.routes import (
    account,
    api,
    drawing_api,
    files,
    help,
    lines,
    lines_api,
    names,
    page_api,
    page_image,
    pages,
    people,
    samples,
    samples_api,
    sheets,
    sheets_api,
    sign_in,
    start,
)

PAGES = (
    files.router,
    sign_in.router,
    start.router,
    account.router,
    people.router,
    pages.router,
    page_image.router,
    sheets.router,
    lines.router,
    samples.router,
    help.router,
)
"""Pages for people; no part of the OpenAPI description."""
API = (
    api.router,
    names.router,
    page_api.router,
    drawing_api.router,
    sheets_api.router,
    lines_api.router,
    samples_api.router,
)
"""JSON for scripts, below ``/api``."""

__all__ = ["API", "PAGES"]
