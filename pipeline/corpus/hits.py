"""Hits as people and programs see them: where, which characters of the scan, what stands around."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection

from pipeline.corpus.found import Found
from pipeline.corpus.matching import Block, Place
from pipeline.database.plain import marks, plain
from pipeline.editing.packing import ids_within
from pipeline.model.text import CharacterId

_AT_ONCE = 500
"""row ids in one statement."""


@dataclass(frozen=True, slots=True)
class Hit:
    """One occurrence."""

    document: str
    page: str
    """stem of the page's files, for instance page-0001."""
    block: int
    """name of the block on its page."""
    characters: tuple[CharacterId, ...]
    """of the ocr layer, behind the text that was found."""
    left: str
    text: str
    right: str
    start: int
    """position in the text of the block, 0-based."""
    end: int
    kind: str
    """of the block."""
    article: int | None
    title: str
    """of the article."""
    issue: str | None
    date: str | None
    label: str | None
    """page label as printed."""
    state: str
    """of the page."""
    confidence: float | None
    """of the page as read, 0..1."""
    guessed: bool
    """what was looked for does not stand there: another reading of the engine, a correction that waits, or what
    may have been misread (``Options.fuzzy``) gives it."""

    def row(self) -> dict[str, Any]:
        """As one row of a table."""
        values = {name: getattr(self, name) for name in self.__slots__}
        return {**values, "characters": list(self.characters)}


FIELDS = tuple(Hit.__slots__)
"""Columns of a table of hits."""


def hits(connection: Connection, found: Found, places: Sequence[Place], context: int) -> Iterator[Hit]:
    """The hits at some places, in their order.  ``context``: characters on either side."""
    for at in range(0, len(places), _AT_ONCE):
        some = places[at : at + _AT_ONCE]
        details = found.details({one.block for one in some})
        blocks = list(details.values())
        cells, pages, titles = _cells(connection, blocks), _pages(connection, blocks), _titles(connection, blocks)
        for one in some:
            block = details[one.block]
            document, name, label = pages[block.page]
            yield Hit(
                document=document,
                page=name,
                block=block.number,
                characters=ids_within(cells[block.id], one.start, one.end),
                left=block.text[max(0, one.start - context) : one.start],
                text=block.text[one.start : one.end],
                right=block.text[one.end : one.end + context],
                start=one.start,
                end=one.end,
                kind=block.kind,
                article=block.article,
                title=titles.get((block.page, block.article), ""),
                issue=block.issue,
                date=block.date,
                label=label,
                state=block.state,
                confidence=block.confidence,
                guessed=one in found.guessed,
            )


def _cells(connection: Connection, blocks: Iterable[Block]) -> dict[int, str]:
    rows = _rows(connection, "SELECT id, cells FROM blocks WHERE id IN ({})", {block.id for block in blocks})
    return {id: cells for id, cells in rows}


def _pages(connection: Connection, blocks: Iterable[Block]) -> dict[int, tuple[str, str, str | None]]:
    query = "SELECT p.id, s.document, p.name, p.label FROM pages p JOIN sources s ON s.id = p.source WHERE p.id IN ({})"
    rows = _rows(connection, query, {block.page for block in blocks})
    return {id: (document, name, label) for id, document, name, label in rows}


def _titles(connection: Connection, blocks: Iterable[Block]) -> dict[tuple[int, int | None], str]:
    query = "SELECT page, number, title FROM articles WHERE page IN ({})"
    rows = _rows(connection, query, {block.page for block in blocks})
    return {(page, number): title for page, number, title in rows}


def _rows(connection: Connection, statement: str, ids: Iterable[int]) -> Sequence[Any]:
    listed = sorted(ids)
    return plain(connection, statement.format(marks(listed)), tuple(listed)).all()
