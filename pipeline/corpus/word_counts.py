"""Keeps the counts of words: only blocks that are new, gone or read otherwise are cut again.

Documents that were withdrawn or replaced count as gone; they come back when they are put back.  A part of the blocks is
counted at a time, so that nobody waits for the write lock and a count that is cut off goes on where it was.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from sqlalchemy import Connection, delete

from pipeline.corpus import state
from pipeline.corpus.names import Names
from pipeline.corpus.words import tokenizer, words_of
from pipeline.database import Database, counted_blocks
from pipeline.database.corpus_views import HIDDEN
from pipeline.database.counted_blocks import has_words
from pipeline.database.plain import join_in_order, marks, plain, plain_many
from pipeline.database.schema import corpus_words

PART = 500
"""blocks that are counted at a time."""
Texts = dict[int, str]
"""row id -> text."""


@dataclass(frozen=True)
class _Part:
    """Some of what the counts are off by."""

    outdated: Texts
    """rows of ``outdated_texts``."""
    hidden: Texts
    """blocks that were counted and are no longer in the corpus."""
    new: Texts
    """blocks that are in it and not counted."""

    @property
    def all(self) -> tuple[Texts, Texts, Texts]:
        return self.outdated, self.hidden, self.new

    @property
    def size(self) -> int:
        return sum(map(len, self.all))


def counted(database: Database, names: Names, on_block: Callable[[int], None] = lambda done: None) -> int:
    """Bring the counts up to date; returns the number of all words.  ``on_block``: told how many blocks are done."""
    done = 0
    while True:
        with database.read() as connection:
            version, (at, identity, total) = state.version(connection), _said(connection)
            if (at, identity) == (str(version), names.identity):
                return total
            part = _part(connection)
        if identity != names.identity:
            with database.write() as connection:
                _begin(connection, names)
            continue
        if not part.size:
            with database.write() as connection:
                if _said(connection) == (at, identity, total):  # nobody else went on counting
                    _say(connection, str(version), identity, total)
            continue
        _count(database, names, part)
        done += part.size
        on_block(done)


def _count(database: Database, names: Names, part: _Part) -> None:
    """Take a part into the counts; what others counted or changed meanwhile is left to them."""
    cutter = tokenizer(names)
    cut = {text: Counter(words_of(cutter, text)) for texts in part.all for text in texts.values()}
    with database.write() as connection:
        at, identity, total = _said(connection)
        if identity != names.identity:
            return
        now, counts = _part(connection, part), Counter[str]()
        for sign, texts in zip((-1, -1, 1), now.all, strict=True):
            for text in texts.values():
                for word, number in cut[text].items():
                    counts[word] += sign * number
        _enter(connection, counts)
        _each(connection, "DELETE FROM outdated_texts WHERE id = ?", now.outdated)
        _each(connection, "INSERT INTO uncounted_blocks(block) VALUES (?)", now.hidden)
        _each(connection, "DELETE FROM uncounted_blocks WHERE block = ?", now.new)
        _say(connection, at, identity, total + counts.total())


def _part(connection: Connection, of: _Part | None = None) -> _Part:
    """Some of what there is to do; ``of``: what of this there still is."""
    join = join_in_order(connection)
    pages = f"{join} pages p ON p.id = b.page"
    sources = (
        ("SELECT b.id, b.text FROM outdated_texts b WHERE 1 = 1"),
        (
            f"SELECT b.id, b.text FROM blocks b {pages} WHERE {has_words('b')} AND p.source IN ({HIDDEN}) "
            "AND b.id NOT IN (SELECT block FROM uncounted_blocks)"
        ),
        (
            f"SELECT b.id, b.text FROM uncounted_blocks u {join} blocks b ON b.id = u.block {pages} "
            f"WHERE p.source NOT IN ({HIDDEN})"
        ),
    )
    if of is None:
        return _Part(*(_texts(connection, f"{statement} LIMIT {PART}") for statement in sources))
    return _Part(*(_still(connection, statement, texts) for statement, texts in zip(sources, of.all, strict=True)))


def _still(connection: Connection, statement: str, texts: Texts) -> Texts:
    named = f"{statement} AND b.id IN ({marks(texts)})"
    return {id: text for id, text in _texts(connection, named, *texts).items() if texts[id] == text}


def _texts(connection: Connection, statement: str, *values: int) -> Texts:
    return {id: text for id, text in plain(connection, statement, values)}


def _enter(connection: Connection, counts: Counter[str]) -> None:
    conflict = "ON CONFLICT(word) DO UPDATE SET count = corpus_words.count + excluded.count"
    added = f"INSERT INTO corpus_words(word, count) VALUES (?, ?) {conflict}"
    changed = [(word, number) for word, number in counts.items() if number]
    plain_many(connection, added, changed)
    _each(connection, "DELETE FROM corpus_words WHERE count = 0 AND word = ?", [word for word, n in changed if n < 0])


def _each(connection: Connection, statement: str, values: Iterable[object]) -> None:
    plain_many(connection, statement, [(value,) for value in values])


def _begin(connection: Connection, names: Names) -> None:
    """Count everything anew, by other lists of names."""
    connection.execute(delete(corpus_words))
    counted_blocks.forget(connection)
    _say(connection, "", names.identity, 0)


def _said(connection: Connection) -> tuple[str, str, int]:
    """Version that everything was counted at (empty: not yet), identity of the lists of names, number of all words."""
    at, _, rest = state.value(connection, state.WORDS).partition(" ")
    identity, _, total = rest.rpartition(" ")
    return at, identity, int(total or 0)


def _say(connection: Connection, at: str, identity: str, total: int) -> None:
    state.keep(connection, state.WORDS, f"{at} {identity} {total}")
