"""Everything that a page or an endpoint says no with; ``failures`` turns it into an answer."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any


class Problem(Exception):
    """A request that is answered with no.

    ``status``: of HTTP; ``code``: stable, and ``problem.<code>`` is its text in ``words``; ``values``: what that text
    names; ``details``: what else a script is told; ``headers``: of the answer.
    """

    def __init__(
        self,
        status: int,
        code: str,
        *,
        details: Mapping[str, Any] | None = None,
        headers: Mapping[str, str] | None = None,
        **values: object,
    ) -> None:
        self.status, self.code, self.values = status, code, values
        self.details, self.headers = dict(details or {}), dict(headers or {})
        super().__init__(f"{status} {code}")


class NotSignedIn(Problem):
    """Nobody is signed in: pages lead to the login, endpoints answer 401."""

    def __init__(self) -> None:
        super().__init__(401, "signed-out", headers={"WWW-Authenticate": "Bearer"})


class NotAllowed(Problem):
    """Somebody is signed in whose role does not reach."""

    def __init__(self, needed: str) -> None:
        super().__init__(403, "role", details={"needed": needed}, needed=needed)


class NotThere(Problem):
    """There is no such page, document, person …"""

    def __init__(self) -> None:
        super().__init__(404, "missing")


class Overtaken(Problem):
    """Somebody else was quicker: 409 with both texts, and nothing was changed."""

    def __init__(self, *, mine: str, theirs: str, who: str = "", when: str = "", version: int | None = None) -> None:
        details = {"mine": mine, "theirs": theirs, "who": who, "when": when, "version": version}
        super().__init__(409, "conflict", details=details)
