"""What a change means beyond its pages: counts over all of them, the order of events, the version of the corpus.

It is gathered while a transaction changes its pages, and done at the end, where one transaction waits for the other:
as late as that, they wait for milliseconds.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from sqlalchemy import Connection

from pipeline.database.locks import hold_together

Work = Callable[[Connection, list[Any]], object]
"""Does what was gathered for it, all at once."""


class Overall:
    """Of one transaction."""

    def __init__(self) -> None:
        self._work: dict[Work, list[Any]] = {}

    def add(self, work: Work, items: Iterable[Any] = ()) -> None:
        """Let ``work`` be done with these items, and with others that are added for it; in the order of the first."""
        self._work.setdefault(work, []).extend(items)

    def finish(self, connection: Connection) -> None:
        """Do it; from here on the transaction holds up others, and should end."""
        if self._work:
            hold_together(connection)
        for work, items in self._work.items():
            work(connection, items)
        self._work = {}
