"""The one-time link that opens the pages to the person at this machine."""

from __future__ import annotations

import secrets
import threading

from pipeline.review.sessions import digest


class OneTimeLink:
    """A token that counts once.  Threads may share it; it dies with the server."""

    def __init__(self) -> None:
        self.token = secrets.token_urlsafe(32)
        self._digest: str | None = digest(self.token)
        self._lock = threading.Lock()

    def use(self, token: str) -> bool:
        """Whether this is the token; from then on it is none."""
        with self._lock:
            right = self._digest is not None and secrets.compare_digest(self._digest, digest(token))
            if right:
                self._digest = None
            return right
