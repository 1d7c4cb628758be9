"""Times as the database keeps them: ISO 8601, UTC, to the second, so that their order is that of their texts."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime

Clock = Callable[[], datetime]
"""Gives the time now, in UTC; another one can be put in its place to see what time does."""


def now() -> datetime:
    """The time now, in UTC."""
    return datetime.now(UTC)


def written(moment: datetime) -> str:
    """A time as it is kept."""
    return moment.astimezone(UTC).isoformat(timespec="seconds")
