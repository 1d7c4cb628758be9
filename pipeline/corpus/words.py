"""Words as jieba cuts them, with the names of the gazetteer; runs of characters."""

from __future__ import annotations

import logging
import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from heapq import nsmallest
from itertools import chain
from typing import TYPE_CHECKING

from sqlalchemy import Connection

from pipeline.corpus.names import SHORT, Names
from pipeline.database.corpus_views import HIDDEN
from pipeline.database.counted_blocks import has_words
from pipeline.database.plain import marks, plain

if TYPE_CHECKING:
    from jieba import Tokenizer

RUNS_AT_ONCE = 8_000_000
"""runs of characters that are counted at a time; as many different ones take some 0.7 GB."""
RUN = re.compile(r"\w+")
"""characters that are no punctuation and no space."""


_made: tuple[str, Tokenizer] | None = None
"""Identity of the lists of names, and the cutter that knows them."""


def tokenizer(names: Names) -> Tokenizer:
    """A cutter that knows the names.  It takes a second to make, is kept, and cuts 0.2 million characters a second."""
    global _made
    import jieba

    kept = _made
    if kept is None or kept[0] != names.identity:
        jieba.setLogLevel(logging.WARNING)
        cutter = jieba.Tokenizer()
        cutter.initialize()
        for spelling in names.gazetteer.by_spelling:
            if len(spelling) > SHORT and spelling not in cutter.FREQ:
                cutter.add_word(spelling)
        kept = _made = (names.identity, cutter)
    return kept[1]


def words_of(cutter: Tokenizer, text: str) -> list[str]:
    """Words of a text; punctuation is none."""
    return [word for run in RUN.findall(text) for word in cutter.cut(run, HMM=False)]


def cutting(names: Names) -> Callable[[str], list[str]]:
    """What cuts a text into words, made when it is first needed."""
    return lambda text: words_of(tokenizer(names), text)


def texts(connection: Connection) -> Iterator[str]:
    """Text of all blocks of the corpus, masthead, folio and lettering in pictures left out."""
    statement = (
        "SELECT b.text FROM blocks b JOIN pages p ON p.id = b.page "
        f"WHERE {has_words('b')} AND p.source NOT IN ({HIDDEN})"
    )
    for (text,) in plain(connection, statement, stream=True):
        yield text


def frequencies(connection: Connection, words: Iterable[str]) -> dict[str, int]:
    """Word -> occurrences in the corpus (``word_counts.counted`` comes first)."""
    listed, found = sorted(set(words)), dict[str, int]()
    for at in range(0, len(listed), 500):
        some = listed[at : at + 500]
        statement = f"SELECT word, count FROM corpus_words WHERE word IN ({marks(some)})"
        found.update((word, count) for word, count in plain(connection, statement, tuple(some)))
    return found


def most_frequent(connection: Connection, limit: int, least_length: int = 1) -> list[tuple[str, int]]:
    """The word list, the most frequent first (``word_counts.counted`` comes first)."""
    statement = "SELECT word, count FROM corpus_words WHERE length(word) >= ? ORDER BY count DESC, word LIMIT ?"
    return [(word, count) for word, count in plain(connection, statement, (least_length, limit))]


def ngrams(connection: Connection, size: int, limit: int) -> list[tuple[str, int]]:
    """Runs of so many characters without punctuation between them, the most frequent first.

    A large corpus is gone through several times, each time for runs that begin with other characters, so that never
    more of them are held than a machine has room for.
    """
    characters = plain(connection, "SELECT sum(characters) FROM pages").scalar()
    parts, found = 1 + (characters or 0) // RUNS_AT_ONCE, list[tuple[str, int]]()
    for part in range(parts):
        counts = Counter[str]()
        for text in texts(connection):
            for run in RUN.findall(text):
                starts = range(len(run) - size + 1)
                counts.update(run[k : k + size] for k in starts if parts == 1 or ord(run[k]) % parts == part)
        found = nsmallest(limit, chain(found, counts.items()), key=lambda one: (-one[1], one[0]))
    return found
