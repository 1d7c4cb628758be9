"""Changes of text: decisions on flags, spans retyped, blocks edited."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any, TypeVar

from sqlalchemy import Connection, Row, bindparam, select

from pipeline.database import Database, Lock
from pipeline.database.locks import hold_pages
from pipeline.database.schema import flags
from pipeline.editing import events as log
from pipeline.editing import rows
from pipeline.editing.action import Action
from pipeline.editing.changes import Change, Kind
from pipeline.editing.conflict import Conflict, NotPossible
from pipeline.editing.current import with_drawn
from pipeline.editing.flags import SETTLED
from pipeline.editing.hunks import hunks
from pipeline.editing.intake import Follower
from pipeline.editing.pagefiles import PageFiles
from pipeline.editing.places import polygons
from pipeline.editing.requests import Decision, Done, SpanEdit
from pipeline.model.geometry import Quad
from pipeline.model.page import Page
from pipeline.model.text import CharacterId

PART = 100
"""places that are written in one transaction: others wait a second for so many, and half a minute for thousands."""
Item = TypeVar("Item")
_FLAG = select(flags).where(flags.c.id == bindparam("which"))
"""Put together once: it is asked for each decision."""


@dataclass(frozen=True, slots=True)
class _Anchor:
    """Characters, and where they are on the scan."""

    ids: tuple[CharacterId, ...]
    polygons: tuple[Quad, ...]


class Texts:
    """Writes changes of text."""

    def __init__(self, database: Database, files: PageFiles, followers: Sequence[Follower]) -> None:
        self._database, self._files, self._followers = database, files, followers

    def decide(self, editor: str, decisions: Sequence[Decision], why: str) -> Done:
        """Settle flags."""

        def where(connection: Connection, part: Sequence[Decision]) -> Iterable[int]:
            return connection.scalars(select(flags.c.page).where(flags.c.id.in_({one.flag for one in part})))

        return self._in_parts(editor, why, decisions, where, self._decide)

    def _in_parts(
        self,
        editor: str,
        why: str,
        items: Sequence[Item],
        where: Callable[[Connection, Sequence[Item]], Iterable[int]],
        do: Callable[[Action, Item], None],
    ) -> Done:
        """One action over any number of places: one transaction for each ``PART`` of them, all with one name.

        ``where``: the pages that some of them are on.
        """
        batch, parts = log.new_batch(), list[Done]()
        for start in range(0, len(items), PART):
            try:
                with self._database.write(Lock.PAGES) as connection:
                    part = items[start : start + PART]
                    hold_pages(connection, where(connection, part))
                    action = Action(connection, editor, why, self._followers, batch=batch)
                    for item in part:
                        do(action, item)
                    parts.append(action.finish())
            except Conflict as conflict:
                parts.append(Done("", 0, conflict.clashes))
            except NotPossible:
                if not any(part.changed for part in parts):
                    raise
                break  # what is done stays, and is answered; the page shows what still waits
        return _together(batch, parts)

    def _decide(self, action: Action, decision: Decision) -> None:
        flag = action.connection.execute(_FLAG, {"which": decision.flag}).first()
        if flag is None:
            raise NotPossible("flag-gone", f"There is no flag {decision.flag} any more. Reload.")
        kind, seen, after = _meant(flag, decision)
        page = action.page(flag.page)
        block = rows.block_row(action.connection, flag.page, flag.block)
        assert page is not None, "a flag has a page"
        ids = tuple(json.loads(flag.ids))
        now = _now(block, ids)
        if flag.version != decision.version or flag.state != "open":
            action.clash(flag.page, flag.block, flag.id, seen, after, now or "", _decider(flag) or block)
            return
        if block is None or now is None or now != seen:
            action.clash(flag.page, flag.block, flag.id, seen, after, now or "", block)
            return
        data = {"proposed": flag.after, "read": flag.before} if kind is Kind.REJECT else {}
        change = Change(kind, flag.block, ids, seen, after, data)
        action.text(page, block, change, json.loads(flag.record)["polygons"])
        action.settle_flag(flag, SETTLED[kind])
        if after != seen:
            action.settle(flag.page, ids, Kind.EDIT)

    def edit_spans(self, editor: str, edits: Sequence[SpanEdit], why: str) -> Done:
        """Retype spans."""
        anchored = list(zip(edits, self._anchors(edits), strict=True))

        def where(connection: Connection, part: Sequence[tuple[SpanEdit, _Anchor | None]]) -> Iterable[int]:
            return {edit.page for edit, _ in part}

        return self._in_parts(editor, why, anchored, where, lambda action, item: self._edit(action, *item))

    def _anchors(self, edits: Sequence[SpanEdit]) -> list[_Anchor | None]:
        """Where the spans are on the scan: read before the transaction that writes, one page file after the other."""
        found: list[_Anchor | None] = [None] * len(edits)
        by_page = sorted(range(len(edits)), key=lambda n: edits[n].page)
        with self._database.read() as connection:
            for page, numbers in groupby(by_page, key=lambda n: edits[n].page):
                row = rows.page_row(connection, page)
                if row is None:
                    continue
                machine = with_drawn(connection, row, self._files)
                for number in numbers:
                    ids = _ids(rows.block_row(connection, page, edits[number].block), edits[number].ids)
                    found[number] = _Anchor(ids, polygons(machine, ids)) if ids else None
        return found

    def _edit(self, action: Action, edit: SpanEdit, anchor: _Anchor | None) -> None:
        page = action.page(edit.page)
        if page is None:
            raise NotPossible("page-gone", f"There is no page {edit.page} any more. Reload.")
        row = rows.block_row(action.connection, edit.page, edit.block)
        now, ids = _now(row, edit.ids), _ids(row, edit.ids)
        stale = edit.version is not None and (row is None or row.version != edit.version)
        if row is None or anchor is None or now is None or now != edit.before or ids != anchor.ids or stale:
            if now == edit.after and edit.version is None:
                return  # it reads so already
            action.clash(edit.page, edit.block, None, edit.before, edit.after, now or "", row)
            return
        change = Change(Kind.EDIT, edit.block, ids, now, edit.after)
        action.text(page, row, change, anchor.polygons)
        action.settle(edit.page, ids, Kind.EDIT)

    def edit_block(self, editor: str, page: int, block: int, version: int, text: str, why: str) -> Done:
        """Give a block another text."""
        read = self._pages({page})
        with self._database.write(Lock.PAGES) as connection:
            hold_pages(connection, [page])
            action = Action(connection, editor, why, self._followers)
            found = action.page(page)
            row = rows.block_row(connection, page, block)
            if found is None or row is None or row.position is None:
                raise NotPossible(
                    "block-gone", "This block is no longer there: it was joined to another, or the page was read again."
                )
            if row.version != version:
                action.clash(page, block, None, "", text, row.text, row)
                return action.finish()
            if row.kind != "table" and not {"\n", "\t"}.isdisjoint(text):
                raise NotPossible("line-end", "A block is one line of text; only a table has line ends and tabs.")
            for change in hunks(block, rows.block_state(row).text, text):
                row = rows.block_row(connection, page, block)
                assert row is not None, "it was there before"
                action.text(found, row, change, polygons(read[page], change.ids))
                action.settle(page, change.ids, Kind.EDIT)
            return action.finish()

    def _pages(self, wanted: Iterable[int]) -> dict[int, Page]:
        """The page files, read before the transaction that writes; with the lines that people drew."""
        with self._database.read() as connection:
            found = [row for page in wanted if (row := rows.page_row(connection, page)) is not None]
            return {row.id: with_drawn(connection, row, self._files) for row in found}


def _together(batch: str, parts: Sequence[Done]) -> Done:
    """The parts of an action as one.  Raises ``Conflict`` when nothing could be done."""
    clashes = tuple(clash for part in parts for clash in part.clashes)
    changed = sum(part.changed for part in parts)
    if clashes and not changed:
        raise Conflict(clashes)
    versions = {page: version for part in parts for page, version in part.versions.items()}
    return Done(batch if changed else "", changed, clashes, versions)


def _meant(flag: Row[Any], decision: Decision) -> tuple[Kind, str, str]:
    """Kind of the event, the text that must stand there, and the text that is wanted."""
    seen = flag.after if flag.band == "applied" else flag.before
    if decision.choice == "reject":
        return Kind.REJECT, seen, flag.before
    if decision.choice == "accept":
        after = flag.after if decision.text is None else decision.text
        return (Kind.REJECT if after == flag.before else Kind.ACCEPT), seen, after
    if decision.text is None:
        raise NotPossible("no-text", "Say the text that is to stand there.")
    return Kind.EDIT, seen, decision.text


def _ids(block: Row[Any] | None, ids: Sequence[CharacterId]) -> tuple[CharacterId, ...]:
    """All characters of the cells that have the given ones; nothing when the block does not have them."""
    if block is None or block.position is None:
        return ()
    text = rows.block_state(block).text
    span = text.span(ids)
    return (text.ids(*span) or tuple(ids)) if span else ()


def _now(block: Row[Any] | None, ids: Sequence[CharacterId]) -> str | None:
    if block is None or block.position is None:
        return None
    text = rows.block_state(block).text
    span = text.span(ids)
    return text.text[span[0] : span[1]] if span else None


def _decider(flag: Row[Any]) -> tuple[str | None, str | None] | None:
    return (flag.decided_by, flag.decided) if flag.decided_by else None
