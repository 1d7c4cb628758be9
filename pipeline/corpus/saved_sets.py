"""Saved result sets as ``Corpus`` has them."""

from __future__ import annotations

import getpass
from collections.abc import Callable, Sequence
from pathlib import Path

from pipeline.corpus import saving
from pipeline.corpus.comparing import Changes, compare
from pipeline.corpus.names import Names
from pipeline.corpus.orders import Sort
from pipeline.corpus.saving import SavedHit, SavedSet
from pipeline.corpus.searching import Options
from pipeline.corpus.taking import take
from pipeline.database import Database
from pipeline.editing.pagefiles import PageFiles

Told = Callable[[int, int], None]
"""Told how many of how many hits are done."""


class SavedSets:
    """What ``Corpus`` can do with saved sets."""

    results: Path
    names: Names
    database: Database

    def save(
        self,
        query: str,
        name: str,
        options: Options | None = None,
        *,
        note: str = "",
        by: str = "",
        sort: Sort | str = Sort.relevance,
        also: Sequence[tuple[str, str]] = (),
        on_hit: Told = lambda done, of: None,
    ) -> SavedSet:
        """Keep the hits of a query under a name.

        ``by``: who does it (default: the system's user); ``also``: fields and values that must hold beside the query.

        Raises ``QueryError``, ``SavingError``.
        """
        with self.database.read() as connection:
            files, meant = PageFiles(self.results), options or Options()
            taken = take(connection, self.names, files, query, meant, Sort(sort), also, on_hit)
        with self.database.write() as connection:
            return saving.keep(connection, taken, name, note, by or getpass.getuser(), None)

    def saved(self) -> list[SavedSet]:
        """All saved sets, the newest first."""
        with self.database.read() as connection:
            return saving.listed(connection)

    def named(self, name: str) -> SavedSet:
        """One saved set.  Raises ``SavingError``: there is none of that name."""
        with self.database.read() as connection:
            return saving.named(connection, name)

    def saved_hits(self, name: str) -> list[SavedHit]:
        """The hits of a saved set as they were.  Raises ``SavingError``: there is no such set."""
        with self.database.read() as connection:
            return saving.hits_of(connection, saving.named(connection, name).id)

    def changes(self, name: str, on_hit: Told = lambda done, of: None) -> Changes:
        """What has changed since a set was saved.  Raises ``SavingError``: there is no such set."""
        with self.database.read() as connection:
            saved = saving.named(connection, name)
            return compare(connection, self.names, PageFiles(self.results), saved, on_hit)

    def forget(self, name: str) -> None:
        """Delete a saved set.  Raises ``SavingError``: there is none of that name."""
        with self.database.write() as connection:
            saving.forget(connection, saving.named(connection, name).id)
