"""What a query found.  Most of it is only counted, so that blocks are read whole when somebody looks at them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cached_property
from typing import Any, Self

from sqlalchemy import Connection

from pipeline.corpus.matching import Block, Place
from pipeline.corpus.patterns import Pattern, Span
from pipeline.gazetteer.collector import without_collector

Row = tuple[int, int, str, int | None, str]
"""id of a block, row id of its page, kind, article, text."""
ROW = "b.id, b.page, b.kind, b.article, b.text"
BLOCK = (
    "b.id, b.page, b.number, b.kind, b.article, b.position, b.text, p.source, p.date, p.issue, p.state, p.confidence"
)
"""Columns of a block but its last one, over ``b`` (blocks) and ``p`` (pages)."""
AT_ONCE = 500
"""ids in one statement."""
_FEW = 3
"""asking for one page takes as long as reading so many on the way through the whole table."""


class Found:
    """The occurrences of a query, of one transaction.  Places name blocks by their position in ``rows``."""

    def __init__(
        self,
        connection: Connection,
        query: str,
        rows: Sequence[Row],
        numbers: Sequence[int],
        spans: Callable[[int], Sequence[Span]],
        guessed: Mapping[Place, float] | None = None,
    ) -> None:
        """``numbers``: occurrences in each row; ``spans``: where they are, by the number of the row."""
        self.connection, self.query, self.rows, self.numbers, self.spans = connection, query, rows, numbers, spans
        self.guessed: Mapping[Place, float] = guessed or {}
        """occurrences that are not as the text stands, with what the differences cost (``misread``): less is surer."""

    @classmethod
    def plain(cls, connection: Connection, query: str, rows: Iterable[Row], pattern: Pattern) -> Self:
        """All occurrences of one text in some rows."""
        count, some, numbers = pattern.count, list[Row](), list[int]()
        for row in rows:
            number = count(row[4])
            if number:
                some.append(row)
                numbers.append(number)
        return cls(connection, query, some, numbers, lambda n: pattern.spans(some[n][4]))

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
        rows = [(one.id, one.page, one.kind, one.article, one.text) for one in blocks]
        numbers = [len(spans[n]) if n in spans else 0 for n in range(len(blocks))]
        made = cls(connection, query, rows, numbers, lambda n: spans[n], guessed)
        made.blocks, made.places = blocks, places
        return made

    def at(self, connection: Connection) -> Self:
        """The same for another transaction, which sees the same version."""
        return type(self)(connection, self.query, self.rows, self.numbers, self.spans, self.guessed)

    @cached_property
    def total(self) -> int:
        """Number of occurrences."""
        return sum(self.numbers)

    @cached_property
    def blocks(self) -> list[Block]:
        """All rows as blocks."""
        found = self.details(range(len(self.rows)))
        return [found[n] for n in range(len(self.rows))]

    @cached_property
    def places(self) -> list[Place]:
        """All occurrences, in the order of documents and of their text."""
        return self.in_order(Place(n, *span) for n in range(len(self.rows)) for span in self.spans(n))

    @cached_property
    def in_pages(self) -> dict[int, int]:
        """Row id of a page -> occurrences on it, of pages that have one."""
        counts = dict[int, int]()
        known = counts.get
        for row, number in zip(self.rows, self.numbers, strict=True):
            if number:
                page = row[1]
                counts[page] = known(page, 0) + number
        return counts

    def details(self, numbers: Iterable[int]) -> dict[int, Block]:
        """Some rows as blocks, by their numbers."""
        if "blocks" in self.__dict__:
            return {n: self.blocks[n] for n in numbers}
        wanted = {self.rows[n][0]: n for n in numbers}
        found: dict[int, Block] = {}
        statement = f"SELECT {BLOCK} FROM blocks b JOIN pages p ON p.id = b.page WHERE b.id IN ({{}})"
        for row in self._among(statement, list(wanted)):
            found[wanted[row[0]]] = Block._make((*row, None))
        return found

    def in_order(self, places: Iterable[Place]) -> list[Place]:
        """Some occurrences in the order of documents and of their text."""
        listed = list(places)
        if len(listed) < 2:
            return listed
        blocks = self.details({place.block for place in listed})

        def order(place: Place) -> tuple[int, int, int, int, int]:
            block = blocks[place.block]
            return block.source, block.page, block.position, place.start, place.end

        return sorted(listed, key=order)

    def of_pages(self, expression: str) -> dict[int, Any]:
        """Row id of each page that has a hit -> something of it, as SQL over ``p`` (pages)."""
        statement = f"SELECT p.id, {expression} FROM pages p"
        last = self.connection.exec_driver_sql("SELECT max(id) FROM pages").scalar() or 0
        if _FEW * len(self.in_pages) < last:
            return dict(self._among(f"{statement} WHERE p.id IN ({{}})", list(self.in_pages)))
        rows: Any = self.connection.exec_driver_sql(statement).cursor
        with without_collector():
            return dict(rows)

    def _among(self, statement: str, ids: Sequence[int]) -> list[Any]:
        found: list[Any] = []
        for at in range(0, len(ids), AT_ONCE):
            some = tuple(ids[at : at + AT_ONCE])
            rows: Any = self.connection.exec_driver_sql(statement.format(", ".join("?" * len(some))), some).cursor
            found += rows.fetchall()
        return found
