"""A better scan of the same page takes over what people decided on its predecessor.

The two scans share no coordinates, so each decision is looked for by its own text and the text around it.  Where
there is one such place, the rule of every re-run holds: *before* stands there -> applied, *after* -> satisfied;
anything else goes back to the editor.  What is taken over becomes events of the new page.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

from rapidfuzz.distance import Levenshtein
from sqlalchemy import Connection, Row, insert, select

from pipeline.database import Database
from pipeline.database.schema import events, orphans, pages, sources
from pipeline.editing import events as log
from pipeline.editing import rows
from pipeline.editing.action import Action
from pipeline.editing.changes import TEXT, Change, Mismatch
from pipeline.editing.conflict import NotPossible
from pipeline.editing.current import with_drawn
from pipeline.editing.events import Event
from pipeline.editing.intake import Follower
from pipeline.editing.pagefiles import PageFiles
from pipeline.editing.places import polygons
from pipeline.editing.requests import Done
from pipeline.editing.state import PageState
from pipeline.model.text import LayeredText

ALIKE = 0.6
"""Least likeness (normalised edit similarity, 0..1) of the sixteen characters around a place: either scan may be
misread there, and other places with the same text have other neighbours."""


@dataclass(frozen=True)
class Inherited:
    """What a page took over."""

    done: Done
    satisfied: int
    """decisions whose text stands there already."""
    orphans: int
    """decisions that found no place."""


class Inheriting:
    """Takes decisions over from another scan."""

    def __init__(self, database: Database, files: PageFiles, followers: Sequence[Follower]) -> None:
        self._database, self._files, self._followers = database, files, followers

    def predecessors(self, page: int) -> list[tuple[str, int, str, int]]:
        """Scans with decisions that this page could take over: (SHA-256, frame, page name, number of events).

        Those of scans that were replaced by this page's, and are no longer in the results.
        """
        with self._database.read() as connection:
            row = _row(connection, page)
            known = select(sources.c.sha256).where(sources.c.sha256.is_not(None))
            e = events.c
            query = select(e.sha256, e.frame, e.name).where(
                e.sha256.not_in(known), e.name == row.name, e.kind.in_([kind.value for kind in TEXT])
            )
            counted: dict[tuple[str, int, str], int] = {}
            for sha256, frame, name in connection.execute(query):
                counted[sha256, frame, name] = counted.get((sha256, frame, name), 0) + 1
        return [(*key, number) for key, number in counted.items()]

    def inherit(self, editor: str, page: int, sha256: str, frame: int) -> Inherited:
        """Take over the decisions on one frame of another scan.  Raises ``NotPossible`` when there are none."""
        with self._database.write() as connection:
            row = _row(connection, page)
            history = log.of_frame(connection, sha256, frame)
            dead = log.undone(connection, (event.batch for event in history))
            live = [event for event in history if event.batch not in dead and event.change.kind in TEXT]
            if not live:
                raise NotPossible("nothing-to-inherit", "There is no decision on that scan.")
            action = Action(connection, editor, f"from {sha256[:12]}", self._followers)
            source = with_drawn(connection, row, self._files)
            satisfied = lost = 0
            for event in live:
                state = rows.page_state(connection, page)
                try:
                    change = _placed(state, event)
                except Mismatch as mismatch:
                    lost += 1
                    _orphan(connection, page, event, mismatch)
                    continue
                if change.before == change.after and event.change.before != event.change.after:
                    satisfied += 1
                    continue
                block = rows.block_row(connection, page, change.block)
                assert block is not None, "the state has it"
                action.text(row, block, change, polygons(source, change.ids))
                action.settle(page, change.ids, change.kind)
            return Inherited(action.finish(), satisfied, lost)


def _row(connection: Connection, page: int) -> Row[Any]:
    row = rows.page_row(connection, page)
    if row is None:
        raise NotPossible("page-gone", f"There is no page {page} any more. Reload.")
    return row


def _placed(state: PageState, event: Event) -> Change:
    """The change at its counterpart in the new page.  Raises ``Mismatch`` when there is none, or several."""
    for wanted in dict.fromkeys((event.change.before, event.change.after)):
        found = [
            (number, start)
            for number in state.order
            for start in _places(state.blocks[number].text.text, event, wanted)
        ]
        if len(found) == 1:
            number, start = found[0]
            text: LayeredText = state.blocks[number].text
            ids = text.ids(start, start + len(wanted))
            if ids and text.span(ids) == (start, start + len(wanted)):
                return replace(event.change, block=number, ids=ids, before=wanted)
    raise Mismatch(_nearest(state, event), "other text")


def _places(text: str, event: Event, wanted: str) -> Iterator[int]:
    """Where a text stands with the same neighbours; most of them, since either scan may be misread around it."""
    left, right, at = event.left, event.right, text.find(wanted)
    while at >= 0:
        before, behind = text[max(0, at - len(left)) : at], text[at + len(wanted) : at + len(wanted) + len(right)]
        alike = Levenshtein.normalized_similarity(left + right, before + behind)
        if left + right and alike >= ALIKE:
            yield at
        at = text.find(wanted, at + 1)


def _nearest(state: PageState, event: Event) -> str | None:
    """What stands between the same neighbours, for the editor; ``None``: they are not there."""
    for number in state.order:
        text = state.blocks[number].text.text
        start = text.find(event.left) if event.left else -1
        if start >= 0:
            begin = start + len(event.left)
            end = text.find(event.right, begin) if event.right else begin + len(event.change.before)
            if 0 <= end - begin <= 2 * len(event.change.before) + 2:
                return text[begin:end]
    return None


def _orphan(connection: Connection, page: int, event: Event, mismatch: Mismatch) -> None:
    held = select(orphans.c.event).where(orphans.c.event == event.id, orphans.c.page == page)
    if connection.scalar(held) is None:
        values = {"event": event.id, "page": page, "now": mismatch.now, "cause": mismatch.cause}
        connection.execute(insert(orphans).values(**values))


def page_of(connection: Connection, document: str, name: str) -> int | None:
    """Row id of a page by its names."""
    query = select(pages.c.id).join(sources, sources.c.id == pages.c.source)
    return connection.scalar(query.where(sources.c.document == document, pages.c.name == name))
