"""What the user asks a run for beside the paths.  Cheap to import."""

from __future__ import annotations

import re
from dataclasses import dataclass

from pipeline.errors import SettingsError

MOST_PAGES = 100_000
"""where an open list such as ``12-`` ends."""
_PART = re.compile(r"(?P<first>\d+)(?P<to>-(?P<last>\d*))?")


@dataclass(frozen=True, slots=True)
class Wishes:
    """What the user asks for beside the paths."""

    force: bool = False
    """recognise everything again, whatever was done before."""
    retry_failed: bool = False
    """try failed and quarantined frames again."""
    frames: frozenset[int] | None = None
    """numbers of the frames to do of each source; ``None``: all."""
    limit: int | None = None
    """do at most so many frames."""


def page_numbers(text: str | None) -> frozenset[int] | None:
    """``1-3,7`` or ``12-`` as numbers; ``None`` for no list.  Raises ``SettingsError``."""
    if text is None:
        return None
    found: set[int] = set()
    for part in re.split(r"[,，、]", text):
        match = _PART.fullmatch(part.strip())
        if match is None or int(match["first"]) < 1:
            raise SettingsError(
                f"--pages {text}: '{part.strip()}' is no page and no range. Give for instance 1-3,7 or 12-."
            )
        first = int(match["first"])
        last = int(match["last"] or MOST_PAGES) if match["to"] else first
        found.update(range(first, last + 1))
    return frozenset(found)
