"""The pages and endpoints: one module each, with a ``router``.  A new one is added to ``PAGES`` or ``API``."""

from pipeline.review.routes import (
    account,
    api,
    drawing_api,
    files,
    help,
    page_api,
    page_image,
    pages,
    people,
    samples,
    samples_api,
    sign_in,
    start,
)

PAGES = (
    files.router,
    sign_in.router,
    start.router,
    account.router,
    people.router,
    samples.router,
    help.router,
    pages.router,
    page_image.router,
)
"""Pages for people; no part of the OpenAPI description."""
API = (api.router, samples_api.router, page_api.router, drawing_api.router)
"""JSON for scripts, below ``/api``."""

__all__ = ["API", "PAGES"]
