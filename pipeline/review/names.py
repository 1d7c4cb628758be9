"""The gazetteers, read in the background once the server runs: what they say of a name."""

from __future__ import annotations

import logging
import threading
from dataclasses import dataclass
from typing import Literal

from pipeline.editing.naming import Naming
from pipeline.errors import BaokanError
from pipeline.gazetteer.entry import Entry, Role
from pipeline.gazetteer.search import parents

log = logging.getLogger("baokan.review")
MOST = 5
"""entries that are told of one spelling; 人民路 is in every town."""


@dataclass(frozen=True, slots=True)
class Card:
    """What a gazetteer says of a spelling."""

    entry: Entry
    role: Role
    """what the spelling is to the entry."""
    parents: tuple[str, ...]
    """the way up, nearest first."""


class Names:
    """What the lists say of a spelling, names that editors added included; threads may share it."""

    def __init__(self, naming: Naming) -> None:
        self._naming = naming
        self._state: Literal["unread", "read", "unusable"] = "unread"
        self.lists = ""
        """What the lists are, names that editors added apart; the same in every process that has read the same
        ones.  Empty until they are read."""

    def start(self) -> None:
        """Read them in the background."""
        threading.Thread(target=self.read, name="baokan-names", daemon=True).start()

    def cards(self, spelling: str) -> tuple[Card, ...] | None:
        """The entries that a spelling may mean, the normal name first; ``None``: the gazetteers are not there yet."""
        if self._state != "read":
            return None if self._state == "unread" else ()
        found = self._naming.gazetteers()[1]
        return tuple(
            Card(entry, entry.role_of(spelling) or "name", parents(found, entry))
            for entry in found.linked(spelling)[:MOST]
        )

    def read(self) -> None:
        """Read them now.  A file that cannot be used is told in the log, and there are no names then."""
        try:
            base, found = self._naming.gazetteers()
            found.linked("")  # makes what the first question would have to wait for
        except BaokanError as error:
            log.error("%s", error)
            self._state = "unusable"
        else:
            self.lists, self._state = base.version, "read"
