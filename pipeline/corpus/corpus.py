"""``Corpus``: everything that can be asked of a results folder, for Python.

Every method gives plain values or rows (dictionaries), which pandas takes as they are:
``pandas.DataFrame(corpus.search("虹旭").rows())``.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any, Self

from sqlalchemy import Connection

from pipeline.corpus import around, collocates, facets, place_index, state, withdrawing, word_counts, words
from pipeline.corpus.around import Beside
from pipeline.corpus.counting import Counted, Frequency, Period, over_time
from pipeline.corpus.exporting import export, say
from pipeline.corpus.following import names_of
from pipeline.corpus.found import Found
from pipeline.corpus.hits import Hit, hits
from pipeline.corpus.issues import Issues, issues
from pipeline.corpus.names import Names
from pipeline.corpus.placing import Mentioned, Spelled, mentioned, spelled
from pipeline.corpus.refreshing import refresh
from pipeline.corpus.remembering import Memory
from pipeline.corpus.saved_sets import SavedSets
from pipeline.corpus.searching import Options, can_be_kept, search
from pipeline.corpus.sorting import Sort, ordered
from pipeline.corpus.standing import Standing, standing
from pipeline.database import FILE_NAME, Database
from pipeline.database.connection import LockedError
from pipeline.database.reading import open_results
from pipeline.errors import PageError
from pipeline.following import editing_of
from pipeline.settings import Settings

if TYPE_CHECKING:
    pass

Told = Callable[[int, int], None]
"""Told how many of how many pages are done."""
PATIENCE = 2.0
"""s: how long opening waits for others that write, before it goes on with what is there."""


@dataclass(frozen=True, slots=True)
class Result:
    """What a search gives."""

    query: str
    total: int
    """occurrences in the whole corpus."""
    hits: tuple[Hit, ...]
    """those that were asked for, in the order that was asked for."""
    facets: dict[str, list[tuple[str, int]]]
    version: int
    """of the corpus."""

    def rows(self) -> list[dict[str, Any]]:
        """One dictionary a hit."""
        return [hit.row() for hit in self.hits]


class Corpus(SavedSets):
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
        if os.access(self.results, os.W_OK) and os.access(self.results / FILE_NAME, os.W_OK):
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
            self.database = open_results(self.results)

    @classmethod
    def over(cls, database: Database, names: Names, memory: Memory | None = None) -> Self:
        """The corpus of a database that others keep up to date, and close.  ``memory``: shared with another one."""
        made = cls.__new__(cls)
        made.results, made.names, made.problems, made.database = database.path.parent, names, [], database
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

    def search(
        self,
        query: str,
        options: Options | None = None,
        *,
        sort: Sort | str = Sort.relevance,
        limit: int | None = None,
        offset: int = 0,
        context: int = 20,
        facet: Iterable[str] = (),
        also: Sequence[tuple[str, str]] = (),
    ) -> Result:
        """Find a query (``docs/corpus.md``).  ``context``: characters on either side; ``also``: fields and values that
        must hold beside it.  Raises ``QueryError``."""
        with self.found(query, options, also) as (connection, found):
            first = None if limit is None else offset + limit
            places = ordered(found, Sort(sort), first, words.cutting(self.names))[offset:]
            return Result(
                query,
                found.total,
                tuple(hits(connection, found, places, context)),
                {name: facets.facet(connection, found, name) for name in facet},
                state.version(connection),
            )

    @contextmanager
    def found(
        self, query: str, options: Options | None = None, also: Sequence[tuple[str, str]] = ()
    ) -> Iterator[tuple[Connection, Found]]:
        """All occurrences, with the transaction that they were found in."""
        with self.database.read() as connection:
            options, also = options or Options(), tuple(also)

            def find() -> Found:
                return search(connection, self.names, query, options, also)

            lasting = can_be_kept(query, options, also)
            yield connection, self.memory.found(connection, (query, options, also), find) if lasting else find()

    def on_page(
        self, query: str, options: Options | None, document: str, page: int, article: int | None = None
    ) -> list[Hit]:
        """The hits on one page, or in one of its articles, in the order of the text.  ``page``: its row id."""
        with self.found(query, options, [("document", document)]) as (connection, found):
            on = {n for n, one in enumerate(found.blocks) if one.page == page and article in (None, one.article)}
            return list(hits(connection, found, [place for place in found.places if place.block in on], 0))

    def collocates(
        self, query: str, options: Options | None = None, *, window: int = 5, least: int = 2, limit: int | None = None
    ) -> list[dict[str, Any]]:
        """Words beside a query, by log-likelihood.  The first call counts the words of the whole corpus."""
        size = word_counts.counted(self.database, self.names)
        with self.found(query, options) as (connection, found):
            left, right = collocates.beside(found, words.tokenizer(self.names), window)
            known = words.frequencies(connection, [*left, *right])
            return [
                {"word": one.word, "together": one.together, **asdict(one)}
                for one in collocates.collocates(left, right, found.total, known, size, least)[:limit]
            ]

    def frequency(self, query: str, options: Options | None = None, *, by: Period | str = Period.year) -> list[Counted]:
        """Hits over time, with the pages and characters there are."""
        with self.found(query, options) as (connection, found):
            return over_time(connection, found, Period(by))

    def frequencies(
        self,
        queries: Sequence[str],
        options: Options | None = None,
        *,
        by: Period | str = Period.year,
        also: Sequence[tuple[str, str]] = (),
    ) -> Frequency:
        """The same of several queries.  ``also``: fields and values that must hold beside each."""
        options, by = options or Options(), Period(by)
        with self.database.read() as connection:
            found = (search(connection, self.names, query, options, also) for query in queries)
            counted = tuple(tuple(over_time(connection, one, by)) for one in found)
            return Frequency(tuple(queries), options, by, counted, state.version(connection), tuple(also))

    def words(
        self, limit: int = 100, *, least_length: int = 1, on_block: Callable[[int], None] = lambda done: None
    ) -> list[tuple[str, int]]:
        """The most frequent words with their counts."""
        word_counts.counted(self.database, self.names, on_block)
        with self.database.read() as connection:
            return words.most_frequent(connection, limit, least_length)

    def ngrams(self, size: int, limit: int = 100) -> list[tuple[str, int]]:
        """The most frequent runs of so many characters."""
        with self.database.read() as connection:
            return words.ngrams(connection, size, limit)

    def places(
        self,
        names: Sequence[str] | None = None,
        *,
        kinds: Sequence[str] | None = None,
        by: Period | str = Period.year,
        limit: int | None = None,
    ) -> list[Mentioned]:
        """Names of the gazetteer with their mentions."""
        with self.database.read() as connection:
            return mentioned(connection, names, kinds=kinds, by=Period(by), limit=limit)

    def spellings(
        self,
        names: Sequence[str] | None = None,
        *,
        kinds: Sequence[str] | None = None,
        by: Period | str = Period.year,
    ) -> list[Spelled]:
        """How they are spelled over time."""
        with self.database.read() as connection:
            return spelled(connection, names, kinds=kinds, by=Period(by))

    def beside(self, name: str, limit: int | None = None) -> list[Beside]:
        """Names that are mentioned in the same blocks as a name, by the number of these."""
        with self.database.read() as connection:
            return around.beside(connection, place_index.ids(connection, name), limit)

    def table(self, view: str) -> list[dict[str, Any]]:
        """All rows of one of the views (``corpus_passages``, ``corpus_mentions`` …)."""
        from pipeline.database.corpus_views import VIEWS

        if view not in {one.name for one in VIEWS}:
            raise ValueError(f"there is no view {view}; there are {', '.join(one.name for one in VIEWS)}.")
        with self.database.read() as connection:
            return [dict(row._mapping) for row in connection.exec_driver_sql(f"SELECT * FROM {view}")]

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
