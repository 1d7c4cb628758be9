"""Counts over time and lists of words as ``Corpus`` has them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import asdict
from typing import Any

from pipeline.corpus import collocates, state, word_counts, words
from pipeline.corpus.counting import Counted, Frequency, Period, over_time
from pipeline.corpus.searches import Searches
from pipeline.corpus.searching import Options, search


class Counts(Searches):
    """What ``Corpus`` can find and count."""

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
