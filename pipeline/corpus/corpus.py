"""``Corpus``: everything that can be asked of a results folder, for Python.

Every method gives plain values or rows (dictionaries), which pandas takes as they are:
``pandas.DataFrame(corpus.search("虹旭").rows())``.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from pipeline.corpus import state, withdrawing
from pipeline.corpus.counts import Counts
from pipeline.corpus.exporting import export, say
from pipeline.corpus.following import names_of
from pipeline.corpus.issues import Issues, issues
from pipeline.corpus.names import Names
from pipeline.corpus.places import Places
from pipeline.corpus.refreshing import refresh
from pipeline.corpus.remembering import Memory
from pipeline.corpus.saved_sets import SavedSets
from pipeline.corpus.searching import Options, search
from pipeline.corpus.standing import Standing, standing
from pipeline.database import Database, database_of
from pipeline.database.plain import plain
from pipeline.database.reading import open_results
from pipeline.errors import LockedError, PageError
from pipeline.following import editing_of
from pipeline.settings import Settings

Told = Callable[[int, int], None]
"""Told how many of how many pages are done."""
PATIENCE = 2.0
"""s: how long opening waits for others that write, before it goes on with what is there."""


class Corpus(Counts, Places, SavedSets):
    """The corpus of a results folder; a context manager.  Threads may share it."""

    def __init__(
        self, results: Path | str, settings: Settings | None = None, on_page: Told = lambda done, of: None
    ) -> None:
        """Open it and take in what waits; a folder that cannot be written is read as it is.

        Raises ``NoInputError`` without results, and what ``open_database`` raises.
        """
        self.results, settings = Path(results), settings or Settings()
        self.names = names_of(settings)
        self.problems: list[PageError] = []
        """pages that could not be taken in."""
        self.memory = Memory()
        """what was found a moment ago"""
        self.behind = False
        """others were writing: of what waited, not everything could be taken in."""
        where = database_of(self.results, settings.run.database)
        if os.access(self.results, os.W_OK) and (not isinstance(where, Path) or os.access(where, os.W_OK)):
            editing = editing_of(self.results, settings)
            self.database = editing.database
            try:
                with self.database.impatient(PATIENCE):
                    self.problems = refresh(editing, self.names, on_page)
            except LockedError:
                self.behind = True
            except BaseException:
                self.close()
                raise
        else:
            self.database = open_results(self.results, settings.run.database)

    @classmethod
    def over(cls, database: Database, results: Path, names: Names, memory: Memory | None = None) -> Self:
        """The corpus of a database that others keep up to date, and close.  ``memory``: shared with another one."""
        made = cls.__new__(cls)
        made.results, made.names, made.problems, made.database = results, names, [], database
        made.behind, made.memory = False, memory or Memory()
        return made

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Let go of the database."""
        self.database.close()

    @property
    def version(self) -> int:
        """Rises with every change of text, names or withdrawals."""
        with self.database.read() as connection:
            return state.version(connection)

    def table(self, view: str) -> list[dict[str, Any]]:
        """All rows of one of the views (``corpus_passages``, ``corpus_mentions`` …)."""
        from pipeline.database.corpus_views import VIEWS

        if view not in {one.name for one in VIEWS}:
            raise ValueError(f"there is no view {view}; there are {', '.join(one.name for one in VIEWS)}.")
        with self.database.read() as connection:
            return [dict(row._mapping) for row in plain(connection, f"SELECT * FROM {view}")]

    def issues(self) -> Issues:
        """All issues: their pages, what is missing or there twice, gaps in the numbers of the titles."""
        with self.database.read() as connection:
            return issues(connection)

    def status(self) -> Standing:
        """How the corpus stands."""
        with self.database.read() as connection:
            return standing(connection)

    def export(
        self, to: Path, formats: Sequence[str], query: str | None = None, options: Options | None = None
    ) -> dict[str, Any]:
        """Write all text, or the hits of a query, into a folder (``exporting``); returns what was written."""
        options = options or Options()
        with self.database.read() as connection:
            found = None if query is None else search(connection, self.names, query, options)
            said = export(connection, self.results, to, formats, found, options)
        after = self.version
        if "tei" in formats and after != said["version"]:  # TEI reads the pages one after the other, as they are then
            said["version_after"] = after
            say(to, said)
        return said

    def withdraw(self, document: str, by: str, why: str) -> None:
        """Take a document out of the corpus; its results stay."""
        with self.database.write() as connection:
            withdrawing.withdraw(connection, document, by, why)

    def put_back(self, document: str) -> bool:
        """Put it in again; false: it was not withdrawn."""
        with self.database.write() as connection:
            return withdrawing.put_back(connection, document)
