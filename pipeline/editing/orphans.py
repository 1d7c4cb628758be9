"""Decisions that found no place on a page that was read again: given back to the editor, with both texts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Row, func, select, update

from pipeline.database import Database, Lock
from pipeline.database.locks import hold_pages
from pipeline.database.schema import events, orphans, pages, sources
from pipeline.editing import events as log
from pipeline.editing import rows
from pipeline.editing.action import Action
from pipeline.editing.changes import TEXT, Change, Kind, Mismatch
from pipeline.editing.conflict import NotPossible
from pipeline.editing.current import with_drawn
from pipeline.editing.events import Event
from pipeline.editing.intake import Follower
from pipeline.editing.pagefiles import PageFiles
from pipeline.editing.places import Places, polygons
from pipeline.editing.replay import block_at
from pipeline.editing.requests import Done
from pipeline.editing.state import BlockState
from pipeline.model.page import Page
from pipeline.model.text import CharacterId


@dataclass(frozen=True, slots=True)
class Listed:
    """An orphan that waits."""

    event: Event
    page: int
    """row id."""
    document: str
    label: str
    content: str
    """SHA-256 of the page file."""
    now: str | None
    """what stood in its place when the page was taken in."""
    cause: str
    """``other text``, ``not found``, ``block gone``."""

    @property
    def can_apply(self) -> bool:
        """Whether its text could be put in its place by an edit."""
        return self.event.change.kind in TEXT and self.now is not None


def count(connection: Connection) -> int:
    """Number of orphans that wait."""
    return connection.scalar(select(func.count()).select_from(orphans).where(orphans.c.settled.is_(None))) or 0


def listed(connection: Connection, offset: int, limit: int) -> list[Listed]:
    """Orphans that wait, by document and page."""
    o = orphans.c
    query = (
        select(events, o.page, o.now, o.cause, sources.c.document, pages.c.label, pages.c.name.label("page_name"))
        .add_columns(pages.c.content.label("page_content"))
        .join(orphans, o.event == events.c.id)
        .join(pages, pages.c.id == o.page)
        .join(sources, sources.c.id == pages.c.source)
        .where(o.settled.is_(None))
        .order_by(o.page, o.event)
    )
    found = connection.execute(query.offset(offset).limit(limit))
    return [
        Listed(log.event(r), r.page, r.document, r.label or r.page_name, r.page_content, r.now, r.cause) for r in found
    ]


class Orphans:
    """Settles orphans."""

    def __init__(self, database: Database, files: PageFiles, followers: Sequence[Follower]) -> None:
        self._database, self._files, self._followers = database, files, followers

    def keep(self, editor: str, event: int, page: int) -> None:
        """What stands there stays.  Raises ``NotPossible`` when there is no such orphan."""
        with self._database.write(Lock.PAGES) as connection:
            hold_pages(connection, [page])
            _waiting(connection, event, page)
            _settle(connection, event, page, editor)

    def apply(self, editor: str, event: int, page: int, seen: str, why: str) -> Done:
        """Put the decision's text in its place after all.  ``seen``: what stands there, as the editor saw it.

        Raises ``Conflict`` (it reads otherwise now), ``NotPossible``, ``PageError``.
        """
        with self._database.read() as connection:
            row = rows.page_row(connection, page)
            machine = with_drawn(connection, row, self._files) if row is not None else None
        with self._database.write(Lock.PAGES) as connection:
            hold_pages(connection, [page])
            change = _waiting(connection, event, page)
            action = Action(connection, editor, why, self._followers)
            found = action.page(page)
            if found is None or machine is None or change.change.kind not in TEXT:
                raise _no_place()
            self._put(action, found, machine, change, seen)
            if action.changed:
                _settle(connection, event, page, editor)
            return action.finish()

    def _put(self, action: Action, page: Row[Any], machine: Page, orphan: Event, seen: str) -> None:
        block, ids = _place(action.connection, page.id, machine, orphan)
        span = block.text.span(ids)
        assert span is not None, "block_at gives characters of the block"
        now, ids = block.text.text[span[0] : span[1]], list(block.text.ids(*span))
        row = rows.block_row(action.connection, page.id, block.number)
        assert row is not None, "the block is on the page"
        if now != seen:
            action.clash(page.id, block.number, None, seen, orphan.change.after, now, row)
            return
        change = Change(Kind.EDIT, block.number, tuple(ids), now, orphan.change.after)
        action.text(page, row, change, polygons(machine, ids))
        action.settle(page.id, ids, Kind.EDIT)


def _place(connection: Connection, page: int, machine: Page, orphan: Event) -> tuple[BlockState, list[CharacterId]]:
    try:
        return block_at(Places(machine), rows.page_state(connection, page), orphan.polygons)
    except Mismatch:
        raise _no_place() from None


def _waiting(connection: Connection, event: int, page: int) -> Event:
    o = orphans.c
    query = select(events).join(orphans, o.event == events.c.id)
    row = connection.execute(query.where(o.event == event, o.page == page, o.settled.is_(None))).first()
    if row is None:
        raise NotPossible("orphan-gone", "This is settled already, or its page was read again.")
    return log.event(row)


def _settle(connection: Connection, event: int, page: int, editor: str) -> None:
    mine = update(orphans).where(orphans.c.event == event, orphans.c.page == page)
    connection.execute(mine.values(settled_by=editor, settled=log.now()))


def _no_place() -> NotPossible:
    return NotPossible("no-place", "No character on the scan is here to put text to. Change the text beside it.")
