"""What a query found.  Most of it is only counted, so that blocks are read when somebody looks at them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from typing import Any, Self

from sqlalchemy import Connection

from pipeline.corpus.matching import Block, Place
from pipeline.corpus.patterns import Pattern, Span
from pipeline.database import block_keys
from pipeline.database.block_keys import key_of, page_of
from pipeline.database.plain import marks, plain
from pipeline.gazetteer.collector import without_collector

BLOCK = (
    "b.id, b.page, b.number, b.kind, b.article, b.position, b.text, p.source, p.date, p.issue, p.state, p.confidence"
)
"""Columns of a block but its last one, over ``b`` (blocks) and ``p`` (pages)."""
_PAGES, _WHERE = "JOIN pages p ON p.id = b.page", "p.source, b.page, b.position"
"""The pages of blocks; where a block stands in the order of documents and of their text."""
AT_ONCE = 500
"""ids in one statement."""
_FEW = 3
"""asking for one page takes as long as reading so many on the way through the whole table."""
_MANY = 2
"""reading all texts at once takes as long as reading one in so many by their keys."""
Whole = Callable[[Connection], Iterable[tuple[int, str]]]
"""Reads all blocks that a query is about: keys and texts."""


class Found:
    """The occurrences of a query, of one transaction.  Places name blocks by their position in ``keys``."""

    def __init__(
        self,
        connection: Connection,
        query: str,
        keys: Sequence[int],
        numbers: Sequence[int],
        spans: Callable[[int, str], Sequence[Span]],
        texts: dict[int, str],
        guessed: Mapping[Place, float] | None = None,
        whole: Whole | None = None,
    ) -> None:
        """``keys``: blocks (``block_keys``); ``numbers``: occurrences in each; ``spans``: where they are in its text;
        ``texts``: those that are known by now; ``whole``: reads all of them at once."""
        self.connection, self.query, self.keys, self.numbers = connection, query, keys, numbers
        self._spans, self._texts, self._whole = spans, texts, whole
        self._where = dict[int, tuple[int, int, int]]()
        self.guessed: Mapping[Place, float] = guessed or {}
        """occurrences that are not as the text stands, with what the differences cost (``misread``): less is surer."""

    @classmethod
    def counted(
        cls,
        connection: Connection,
        query: str,
        pattern: Pattern,
        keys: Sequence[int],
        more: Iterable[int],
        whole: Whole,
    ) -> Self:
        """All occurrences of one text in blocks that have it.

        ``more``: blocks that may have it more than once; ``whole``: reads keys and texts, others among them too.
        """
        at = {key: n for n, key in enumerate(keys)}
        numbers, texts = [1] * len(keys), dict[int, str]()
        for key, text in block_keys.rows(connection, filter(at.__contains__, more), "b.text"):
            texts[at[key]] = text
            numbers[at[key]] = pattern.count(text)
        return cls(connection, query, keys, numbers, lambda n, text: pattern.spans(text), texts, whole=whole)

    @classmethod
    def numbered(
        cls, connection: Connection, query: str, pattern: Pattern, rows: Iterable[tuple[int, int]], whole: Whole
    ) -> Self:
        """The same, where the database counts.  ``rows``: keys of blocks, with the occurrences in each."""
        keys, numbers = list[int](), list[int]()
        for key, number in rows:
            keys.append(key)
            numbers.append(number)
        return cls(connection, query, keys, numbers, lambda n, text: pattern.spans(text), {}, whole=whole)

    @classmethod
    def plain(cls, connection: Connection, query: str, pattern: Pattern, rows: Iterable[tuple[int, str]]) -> Self:
        """All occurrences of one text in blocks that may have it: their keys and texts."""
        count, keys, numbers, texts = pattern.count, list[int](), list[int](), list[str]()
        for key, text in rows:
            number = count(text)
            if number:
                keys.append(key)
                numbers.append(number)
                texts.append(text)
        return cls(connection, query, keys, numbers, lambda n, text: pattern.spans(text), dict(enumerate(texts)))

    @classmethod
    def of(
        cls,
        connection: Connection,
        query: str,
        blocks: list[Block],
        places: list[Place],
        guessed: Mapping[Place, float],
    ) -> Self:
        """Some occurrences, in the order of the text."""
        spans = defaultdict[int, list[Span]](list)
        for place in places:
            spans[place.block].append((place.start, place.end))
        keys = [key_of(one.page, one.number, one.kind, one.article) for one in blocks]
        numbers = [len(spans[n]) if n in spans else 0 for n in range(len(blocks))]
        texts = {n: one.text for n, one in enumerate(blocks)}
        made = cls(connection, query, keys, numbers, lambda n, text: spans[n], texts, guessed)
        made.blocks, made.places = blocks, places
        return made

    def at(self, connection: Connection) -> Self:
        """The same for another transaction, which sees the same version."""
        known = self.query, self.keys, self.numbers, self._spans, self._texts, self.guessed, self._whole
        return type(self)(connection, *known)

    @property
    def size(self) -> int:
        """Some measure of the memory that it takes, in characters of text."""
        return _KEY * len(self.keys) + _TEXT * len(self._texts)

    @cached_property
    def total(self) -> int:
        """Number of occurrences."""
        return sum(self.numbers)

    @cached_property
    def blocks(self) -> list[Block]:
        """All blocks."""
        found = self.details(range(len(self.keys)))
        return [found[n] for n in range(len(self.keys))]

    @cached_property
    def places(self) -> list[Place]:
        """All occurrences, in the order of documents and of their text."""
        return self.places_in(range(len(self.keys)))

    def texts(self, numbers: Sequence[int]) -> list[str]:
        """Texts of some blocks, by the positions of their keys."""
        known = self._texts
        unknown = {self.keys[n]: n for n in numbers if n not in known}
        if self._whole is not None and _MANY * len(unknown) > len(self.keys):
            rows = self._whole(self.connection)
        else:
            rows = block_keys.rows(self.connection, unknown, "b.text")
        with without_collector():
            known.update((unknown[key], text) for key, text in rows if key in unknown)
        return [known[n] for n in numbers]

    def look_at(self, numbers: Iterable[int]) -> None:
        """Read at once what ordering and showing some blocks takes, where it is not known."""
        keys = {} if "blocks" in self.__dict__ else {self.keys[n]: n for n in numbers}
        for key, text, source, page, position in block_keys.rows(self.connection, keys, f"b.text, {_WHERE}", _PAGES):
            self._texts[keys[key]], self._where[keys[key]] = text, (source, page, position)

    def read(self, numbers: Sequence[int]) -> Iterator[tuple[int, str, Sequence[Span]]]:
        """Some blocks, by the positions of their keys: those, their texts, where the occurrences are in them."""
        spans = self._spans
        return ((n, text, spans(n, text)) for n, text in zip(numbers, self.texts(numbers), strict=True))

    def places_in(self, numbers: Iterable[int], most: int | None = None) -> list[Place]:
        """The occurrences in some blocks, in the order of documents and of their text.  ``most``: so many at least."""
        found: list[Place] = []
        listed = self._in_order(numbers)
        step = len(listed) if most is None else max(1, most)
        for at in range(0, len(listed), step or 1):
            found += [Place(n, *span) for n, _, spans in self.read(listed[at : at + step]) for span in spans]
            if most is not None and len(found) >= most:
                break
        return found

    @cached_property
    def in_pages(self) -> dict[int, int]:
        """Row id of a page -> occurrences on it, of pages that have one."""
        counts = dict[int, int]()
        known = counts.get
        for page, number in zip(map(page_of, self.keys), self.numbers, strict=True):
            if number:
                counts[page] = known(page, 0) + number
        return counts

    def details(self, numbers: Iterable[int]) -> dict[int, Block]:
        """Some blocks, by the positions of their keys."""
        if "blocks" in self.__dict__:
            return {n: self.blocks[n] for n in numbers}
        wanted = {self.keys[n]: n for n in numbers}
        rows = block_keys.rows(self.connection, wanted, BLOCK, _PAGES)
        with without_collector():
            return {wanted[key]: Block._make((*row, None)) for key, *row in rows}

    def in_order(self, places: Iterable[Place]) -> list[Place]:
        """Some occurrences in the order of documents and of their text."""
        listed = sorted(places)
        rank = {n: at for at, n in enumerate(self._in_order({place.block for place in listed}))}
        return sorted(listed, key=lambda place: rank[place.block])

    def _in_order(self, numbers: Iterable[int]) -> list[int]:
        """Blocks in the order of documents and of their text."""
        listed = list(numbers)
        if len(listed) < 2:
            return listed
        if "blocks" in self.__dict__:
            where = {n: (one.source, one.page, one.position) for n in listed for one in (self.blocks[n],)}
        else:
            keys = {self.keys[n]: n for n in listed if n not in self._where}
            rows = block_keys.rows(self.connection, keys, _WHERE, _PAGES)
            where = self._where | {keys[key]: (source, page, position) for key, source, page, position in rows}
        return sorted(listed, key=where.__getitem__)

    def of_pages(self, expression: str) -> dict[int, Any]:
        """Row id of each page that has a hit -> something of it, as SQL over ``p`` (pages)."""
        statement = f"SELECT p.id, {expression} FROM pages p"
        last = plain(self.connection, "SELECT max(id) FROM pages").scalar() or 0
        if _FEW * len(self.in_pages) < last:
            return dict(self._among(f"{statement} WHERE p.id IN ({{}})", list(self.in_pages)))
        rows: Any = plain(self.connection, statement).cursor
        with without_collector():
            return dict(rows)

    def _among(self, statement: str, ids: Sequence[int]) -> list[Any]:
        found: list[Any] = []
        for at in range(0, len(ids), AT_ONCE):
            some = tuple(ids[at : at + AT_ONCE])
            rows: Any = plain(self.connection, statement.format(marks(some)), some).cursor
            found += rows.fetchall()
        return found


_KEY, _TEXT = 30, 150
"""characters: what a key with its number takes, and a text with what it is kept in (blocks have some 100)."""
