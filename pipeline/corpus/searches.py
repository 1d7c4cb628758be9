"""Searching as ``Corpus`` has it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection

from pipeline.corpus import facets, state
from pipeline.corpus.found import Found
from pipeline.corpus.hits import Hit, hits
from pipeline.corpus.names import Names
from pipeline.corpus.orders import Sort
from pipeline.corpus.remembering import Memory
from pipeline.corpus.searching import Options, can_be_kept, search
from pipeline.corpus.sorting import ordered
from pipeline.corpus.words import cutting
from pipeline.database import Database


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


class Searches:
    """What ``Corpus`` can find."""

    names: Names
    database: Database
    memory: Memory
    """what was found a moment ago."""

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
            places = ordered(found, Sort(sort), first, cutting(self.names))[offset:]
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
