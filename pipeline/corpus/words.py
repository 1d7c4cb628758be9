"""Words as jieba cuts them, with the names of the gazetteer; runs of characters."""

from __future__ import annotations

import logging
import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from typing import TYPE_CHECKING

from sqlalchemy import Connection, delete, insert

from pipeline.corpus import state
from pipeline.corpus.names import SHORT, Names
from pipeline.database import Database
from pipeline.database.corpus_views import HIDDEN
from pipeline.database.schema import corpus_words
from pipeline.model.page import UNTEXTED_KINDS

if TYPE_CHECKING:
    from jieba import Tokenizer

RUN = re.compile(r"\w+")
"""characters that are no punctuation and no space."""
_TOLD = 2_000
"""blocks between two messages on how far the counting is."""


def tokenizer(names: Names) -> Tokenizer:
    """A cutter of its own; it takes a second to make and cuts some 0.2 million characters a second."""
    import jieba

    jieba.setLogLevel(logging.WARNING)
    made = jieba.Tokenizer()
    made.initialize()
    for spelling in names.gazetteer.by_spelling:
        if len(spelling) > SHORT and spelling not in made.FREQ:
            made.add_word(spelling)
    return made


def words_of(cutter: Tokenizer, text: str) -> list[str]:
    """Words of a text; punctuation is none."""
    return [word for run in RUN.findall(text) for word in cutter.cut(run, HMM=False)]


def texts(connection: Connection) -> Iterator[str]:
    """Text of all blocks of the corpus, masthead, folio and lettering in pictures left out."""
    kinds = ", ".join(repr(kind) for kind in sorted(UNTEXTED_KINDS))
    statement = (
        "SELECT b.text FROM blocks b JOIN pages p ON p.id = b.page "
        f"WHERE b.position IS NOT NULL AND b.kind NOT IN ({kinds}) AND p.source NOT IN ({HIDDEN})"
    )
    for (text,) in connection.exec_driver_sql(statement):
        yield text


def counted(database: Database, names: Names, on_block: Callable[[int], None] = lambda done: None) -> int:
    """Count the words of the whole corpus, where it has changed since; returns the number of all of them."""
    with database.read() as connection:
        version = state.version(connection)
        said = state.value(connection, state.WORDS)
    now = f"{version} {names.identity}"
    if said.rpartition(" ")[0] == now:
        return int(said.rpartition(" ")[2])
    cutter, counts = tokenizer(names), Counter[str]()
    with database.read() as connection:
        for number, text in enumerate(texts(connection), 1):
            counts.update(words_of(cutter, text))
            if number % _TOLD == 0:
                on_block(number)
    with database.write() as connection:
        connection.execute(delete(corpus_words))
        if counts:
            connection.execute(insert(corpus_words), [{"word": word, "count": n} for word, n in counts.items()])
        state.keep(connection, state.WORDS, f"{now} {counts.total()}")
    return counts.total()


def frequencies(connection: Connection, words: Iterable[str]) -> dict[str, int]:
    """Word -> occurrences in the corpus (``counted`` comes first)."""
    listed, found = sorted(set(words)), dict[str, int]()
    for at in range(0, len(listed), 500):
        some = listed[at : at + 500]
        statement = f"SELECT word, count FROM corpus_words WHERE word IN ({', '.join('?' * len(some))})"
        found.update((word, count) for word, count in connection.exec_driver_sql(statement, tuple(some)))
    return found


def most_frequent(connection: Connection, limit: int, least_length: int = 1) -> list[tuple[str, int]]:
    """The word list, the most frequent first (``counted`` comes first)."""
    statement = "SELECT word, count FROM corpus_words WHERE length(word) >= ? ORDER BY count DESC, word LIMIT ?"
    return [(word, count) for word, count in connection.exec_driver_sql(statement, (least_length, limit))]


def ngrams(connection: Connection, size: int, limit: int) -> list[tuple[str, int]]:
    """Runs of so many characters without punctuation between them, the most frequent first."""
    counts = Counter[str]()
    for text in texts(connection):
        for run in RUN.findall(text):
            counts.update(run[k : k + size] for k in range(len(run) - size + 1))
    return sorted(counts.items(), key=lambda one: (-one[1], one[0]))[:limit]
