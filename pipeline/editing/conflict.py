"""Two people on one item: the second is told, with both texts, and nothing is overwritten."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from pipeline.errors import BaokanError


@dataclass(frozen=True, slots=True)
class Clash:
    """One item that is no longer as its editor saw it."""

    page: int
    """row id of the page."""
    block: int | None
    """number of the block; ``None``: the page as a whole."""
    flag: int | None
    """row id of the flag; ``None``: it was no decision on a flag."""
    seen: str
    """the text that the editor started from."""
    wanted: str
    """the text that the editor wanted."""
    now: str
    """the text that stands there now."""
    by: str
    """who changed it; empty: not known (the page was read again)."""
    at: str = ""
    """when, ISO 8601, UTC."""
    version: int | None = None
    """of the block, as it is now; ``None``: it is gone, or the item is no block."""


class Conflict(BaokanError):
    """Nothing of an action was done, since all of it met changed items."""

    def __init__(self, clashes: Sequence[Clash]) -> None:
        self.clashes = tuple(clashes)
        first = self.clashes[0]
        who = f" by {first.by}" if first.by else ""
        super().__init__(
            f"This was changed{who} in the meantime: it reads {first.now!r}, you saw {first.seen!r} and wanted "
            f"{first.wanted!r}. Nothing was overwritten; look at it again and decide."
        )


class NotPossible(BaokanError):
    """A change that makes no sense for the item as it is; ``code`` is stable, the message says why and what to do."""

    def __init__(self, code: str, message: str) -> None:
        self.code = code
        super().__init__(message)
