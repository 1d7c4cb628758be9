"""Taking an action back: a new event, never a deletion.  An undo can be taken back as well."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import Row, select, update

from pipeline.database import Database
from pipeline.database.schema import orphans, pages, sources
from pipeline.editing import events as log
from pipeline.editing import rows
from pipeline.editing.action import Action
from pipeline.editing.changes import STRUCTURE, TEXT, Change, Kind, Mismatch, inverse
from pipeline.editing.conflict import NotPossible
from pipeline.editing.current import replayed_row
from pipeline.editing.events import Event, Where
from pipeline.editing.flags import SETTLED
from pipeline.editing.intake import Follower
from pipeline.editing.pagefiles import PageFiles
from pipeline.editing.requests import Done


class Undoing:
    """Takes actions back."""

    def __init__(self, database: Database, files: PageFiles, followers: Sequence[Follower]) -> None:
        self._database, self._files, self._followers = database, files, followers

    def undo(self, editor: str, batch: str, why: str) -> Done:
        """Take an action back; all of it, or nothing when others changed a part of it since."""
        with self._database.write() as connection:
            action = Action(connection, editor, why, self._followers, undoes=batch)
            events = log.of_batch(connection, batch)
            if not events:
                raise NotPossible("no-action", "There is no such action.")
            if log.undone(connection, [batch]):
                raise NotPossible("undone", "This was taken back already.")
            forward, events = self._meant(action, events)
            todo = events if forward else events[::-1]
            pages_ = {event.where: self._page(action, event) for event in todo if event.where}
            for page in pages_.values():
                action.note(page, Change(Kind.UNDO, -1))
            action.write_down()  # a page that is worked out anew heeds it
            again = any(event.change.kind in STRUCTURE or self._elsewhere(pages_, event) for event in todo)
            if again:
                for page in pages_.values():
                    self._again(action, page)
            else:
                for event in todo:
                    assert event.where is not None, "only what was done to pages can be taken back"
                    self._one(action, pages_[event.where], event, forward)
            if action.clashes:
                raise_all(action)
            self._flags(action, batch, events, forward)
            return action.finish()

    def _meant(self, action: Action, events: list[Event]) -> tuple[bool, list[Event]]:
        """Whether the events are to be done again (the action was an undo itself), and which."""
        forward = False
        while events and events[0].undoes:
            events, forward = log.of_batch(action.connection, events[0].undoes), not forward
        if any(event.change.kind is Kind.NAME for event in events):
            raise NotPossible("name-undo", "A name is not taken back here: take its line out of the file.")
        return forward, events

    def _page(self, action: Action, event: Event) -> Row[Any]:
        assert event.where is not None
        same = (sources.c.sha256 == event.where.sha256, pages.c.name == event.where.name)
        query = select(pages.c.id).join(sources, sources.c.id == pages.c.source).where(*same)
        found = action.connection.scalar(query)
        page = action.page(found) if found is not None else None
        if page is None:
            raise NotPossible("page-gone", "The page is no longer there. Change the text itself.")
        return page

    def _elsewhere(self, pages_: Mapping[Where, Row[Any]], event: Event) -> bool:
        """Whether the page was read again since, so that its characters have other names."""
        return event.where is not None and pages_[event.where].content != event.where.content

    def _one(self, action: Action, page: Row[Any], event: Event, forward: bool) -> None:
        change = event.change if forward else inverse(event.change)
        if change.kind in TEXT:
            row = rows.block_row(action.connection, page.id, change.block)
            try:
                if row is None or row.position is None:
                    raise Mismatch(None, "block gone")
                action.text(page, row, change, event.polygons, note=False)
            except Mismatch as mismatch:
                action.clash(page.id, change.block, None, change.before, change.after, mismatch.now or "", row)
        elif change.kind is Kind.STATE:
            self._state(action, page, change)

    def _state(self, action: Action, page: Row[Any], change: Change) -> None:
        if page.state != change.before:
            action.clash(page.id, None, None, change.before, change.after, page.state)
            return
        values = {"state": change.after, "version": pages.c.version + 1, "validated_by": None}
        people = {} if change.after == "reviewed" else {"reviewed_by": None}
        action.connection.execute(update(pages).where(pages.c.id == page.id).values(**values, **people))
        action.changed += 1

    def _again(self, action: Action, page: Row[Any]) -> None:
        """The page from its events, without those taken back: the others must all still find their place."""
        before = rows.page_state(action.connection, page.id)
        found = replayed_row(action.connection, page, self._files)
        known = set(action.connection.scalars(select(orphans.c.event).where(orphans.c.page == page.id)))
        for orphan in found.orphans:
            if orphan.event.id not in known:
                change = orphan.event.change
                action.clash(page.id, change.block, None, change.before, change.after, orphan.now or "")
        if not action.clashes:
            action.state(page, before, found.state)

    def _flags(self, action: Action, batch: str, events: Sequence[Event], forward: bool) -> None:
        if not forward:
            action.reopen_flags(batch)
            return
        for event in events:
            if event.change.kind in SETTLED and event.where is not None:
                action.settle(self._page(action, event).id, event.change.ids, event.change.kind)


def raise_all(action: Action) -> None:
    """An undo is whole or not at all.  Raises ``Conflict``; the transaction is rolled back."""
    action.changed = 0
    action.finish()
