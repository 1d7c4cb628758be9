"""The pages and endpoints: one module each, with a ``router``.  A new one is added to ``PAGES`` or ``API``."""

from pipeline.review.routes import account, api, files, help, images, people, sign_in, start

PAGES = (files.router, sign_in.router, start.router, account.router, people.router, help.router, images.router)
"""Pages for people; no part of the OpenAPI description."""
API = (api.router,)
"""JSON for scripts, below ``/api``."""

__all__ = ["API", "PAGES"]
