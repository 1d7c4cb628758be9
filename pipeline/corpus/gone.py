"""Why a hit that was saved is not found any more."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Row, select

from pipeline.corpus.saving import SavedHit
from pipeline.database.schema import blocks, events, pages, sources, withdrawals
from pipeline.editing import events as log
from pipeline.editing.packing import unpack
from pipeline.editing.pagefiles import PageFiles
from pipeline.editing.places import Places
from pipeline.errors import PageError
from pipeline.model.text import CharacterId

CAUSES = ("document", "withdrawn", "replaced", "page", "reread", "decision", "text", "query")
"""``document``: the scan is not in the results any more; ``withdrawn``: somebody took the document out; ``replaced``: a
better scan took its place; ``page``: the scan was read anew without this page; ``reread``: the page was read anew and
reads otherwise; ``decision``: somebody changed the text; ``text``: it reads otherwise, and nobody is known who changed
it; ``query``: it reads as it did, but the query does not find it: a condition or a name means something else by now."""


@dataclass(frozen=True, slots=True)
class Gone:
    """Why; what does not apply is empty."""

    cause: str
    """one of ``CAUSES``."""
    by: str = ""
    """who withdrew it, or changed the text."""
    at: str = ""
    """ISO 8601, UTC."""
    before: str = ""
    """what stood there."""
    after: str = ""
    """what stands there; of a withdrawal the reason."""

    def row(self) -> dict[str, Any]:
        """For programs."""
        return {name: getattr(self, name) or None for name in self.__slots__}


class Whereabouts:
    """Looks for saved hits that the query does not find."""

    def __init__(self, connection: Connection, files: PageFiles, event: int) -> None:
        """``event``: last one when the set was saved."""
        self._connection, self._files, self._event = connection, files, event

    def why(self, one: SavedHit) -> Gone:
        """What became of it."""
        source = self._source(one)
        if source is None:
            return Gone("document")
        if source.withdrawn_by is not None:
            return Gone("withdrawn", source.withdrawn_by, source.withdrawn_at, after=source.why)
        if source.state == "replaced":
            return Gone("replaced")
        page = self._page(source.id, one)
        if page is None:
            return Gone("page")
        if page.content != one.content:
            ids = self._at_place(source.document, one, page.content)
            return self._reads(one, page, "reread", ids)
        return self._reads(one, page, "text", list(one.hit.characters))

    def _source(self, one: SavedHit) -> Row[Any] | None:
        w = withdrawals.c
        query = (
            select(sources, w.by.label("withdrawn_by"), w.at.label("withdrawn_at"), w.why)
            .outerjoin(withdrawals, w.source == sources.c.id)
            .where(sources.c.sha256 == one.sha256)
            .order_by(sources.c.document != one.hit.document)
        )
        return self._connection.execute(query).first()

    def _page(self, source: int, one: SavedHit) -> Row[Any] | None:
        p = pages.c
        query = select(pages).where(p.source == source, p.frame == one.frame, p.name == one.hit.page)
        return self._connection.execute(query).first()

    def _at_place(self, document: str, one: SavedHit, content: str) -> list[CharacterId]:
        """Characters that stand now where the hit stood on the scan."""
        try:
            file = self._files.read(document, one.hit.page, content)
        except PageError:
            return []
        places = Places(file.page)
        return [id for quad in one.place for id in places.within(quad)]

    def _reads(self, one: SavedHit, page: Row[Any], cause: str, ids: list[CharacterId]) -> Gone:
        now = self._text(page.id, ids)
        event = self._changed(one)
        if now == one.hit.text and event is None:
            return Gone("query")
        if cause == "text" and event is not None:
            return Gone("decision", event.editor, event.at, one.hit.text, now or "")
        if now == one.hit.text:
            return Gone("query")
        return Gone(cause, before=one.hit.text, after=now or "")

    def _text(self, page: int, ids: list[CharacterId]) -> str | None:
        """What the characters read now; ``None``: they are in no block, or in several."""
        query = select(blocks.c.cells).where(blocks.c.page == page, blocks.c.position.is_not(None))
        for (cells,) in self._connection.execute(query):
            text = unpack(cells)
            span = text.span(ids)
            if span is not None:
                return text.text[span[0] : span[1]]
        return None

    def _changed(self, one: SavedHit) -> log.Event | None:
        """The last thing that somebody did to these characters, or to their block, since the set was saved."""
        e = events.c
        here = (e.sha256 == one.sha256, e.frame == one.frame, e.name == one.hit.page, e.id > self._event)
        found = [log.event(row) for row in self._connection.execute(select(events).where(*here).order_by(e.id.desc()))]
        dead = log.undone(self._connection, (event.batch for event in found))
        ids = set(one.hit.characters)
        live = [event for event in found if event.batch not in dead and event.change.block == one.hit.block]
        return next((event for event in live if ids & set(event.change.ids)), None) or next(iter(live), None)
