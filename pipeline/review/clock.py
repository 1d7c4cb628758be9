"""Times as the database keeps them: ISO 8601, UTC, to the second, so that their order is that of their texts."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime

Clock = Callable[[], datetime]
"""Gives the time now, in UTC; another one can be put in its place to see what time does."""


def now() -> datetime:
    """The time now, in UTC."""
    return datetime.now(UTC)


def shown(text: str) -> str:
    """A kept time for people, in the time of this machine; another text stays as it is."""
    try:
        return datetime.fromisoformat(text).astimezone().strftime("%Y-%m-%d %H:%M")
    except ValueError:
        return text


def written(moment: datetime) -> str:
    """A time as it is kept."""
    return moment.astimezone(UTC).isoformat(timespec="seconds")


def day(moment: datetime) -> str:
    """The date of a time at the place of this machine, ISO 8601."""
    return moment.astimezone().date().isoformat()
