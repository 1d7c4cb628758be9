"""What was found a moment ago: turning the page, counting facets and drawing a curve ask for the same hits again."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Hashable
from threading import Lock

from sqlalchemy import Connection

from pipeline.corpus import state
from pipeline.corpus.found import Found
from pipeline.database.corpus_views import HIDDEN
from pipeline.database.plain import plain

MOST = 20_000_000
"""characters of the blocks of all results that are kept: some 60 MB."""


class Memory:
    """The last results, as long as the corpus has the version that they were found at.  Threads may share it."""

    def __init__(self, most: int = MOST) -> None:
        self._most, self._lock = most, Lock()
        self._found: OrderedDict[Hashable, Found] = OrderedDict()
        self._at: Hashable = None

    def found(self, connection: Connection, asked: Hashable, find: Callable[[], Found]) -> Found:
        """What ``find`` gives, or gave when the same was ``asked`` at this state of the corpus."""
        now = (state.version(connection), *plain(connection, HIDDEN).scalars())
        with self._lock:
            if now != self._at:
                self._found.clear()
                self._at = now
            known = self._found.get(asked)
            if known is not None:
                self._found.move_to_end(asked)
                return known.at(connection)
        found = find()
        with self._lock:
            if now == self._at and found.size <= self._most:
                self._found[asked] = found.at(connection)
                while sum(one.size for one in self._found.values()) > self._most:
                    self._found.popitem(last=False)
        return found
