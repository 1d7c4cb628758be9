"""Hits as people and programs see them: where, which characters of the scan, what stands around."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection

from pipeline.corpus.found import Found
from pipeline.corpus.matching import Place
from pipeline.database.block_keys import rows
from pipeline.editing.packing import ids_within
from pipeline.model.text import CharacterId

_AT_ONCE = 500
"""hits that are made together."""
_MORE = "b.cells, s.document, p.name, p.label, a.title"
_OF = (
    "JOIN pages p ON p.id = b.page JOIN sources s ON s.id = p.source "
    "LEFT JOIN articles a ON a.page = b.page AND a.number = b.article"
)
"""What is shown beside a block, and where it is kept."""


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
        more = {key: rest for key, *rest in rows(connection, {found.keys[n] for n in details}, _MORE, _OF)}
        for one in some:
            block = details[one.block]
            cells, document, name, label, title = more[found.keys[one.block]]
            yield Hit(
                document=document,
                page=name,
                block=block.number,
                characters=ids_within(cells, one.start, one.end),
                left=block.text[max(0, one.start - context) : one.start],
                text=block.text[one.start : one.end],
                right=block.text[one.end : one.end + context],
                start=one.start,
                end=one.end,
                kind=block.kind,
                article=block.article,
                title=title or "",
                issue=block.issue,
                date=block.date,
                label=label,
                state=block.state,
                confidence=block.confidence,
                guessed=one in found.guessed,
            )
