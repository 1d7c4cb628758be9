"""Changes of text: decisions on flags, spans retyped, blocks edited."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import Any

from rapidfuzz.distance import Levenshtein
from sqlalchemy import Row, select

from pipeline.database import Database
from pipeline.database.schema import flags
from pipeline.editing import rows
from pipeline.editing.action import Action
from pipeline.editing.changes import Change, Kind
from pipeline.editing.conflict import NotPossible
from pipeline.editing.current import with_drawn
from pipeline.editing.intake import Follower
from pipeline.editing.pagefiles import PageFiles
from pipeline.editing.places import polygons
from pipeline.editing.requests import Decision, Done, SpanEdit
from pipeline.model.page import Page
from pipeline.model.text import CharacterId, LayeredText


class Texts:
    """Writes changes of text."""

    def __init__(self, database: Database, files: PageFiles, followers: Sequence[Follower]) -> None:
        self._database, self._files, self._followers = database, files, followers

    def decide(self, editor: str, decisions: Sequence[Decision], why: str) -> Done:
        """Settle flags."""
        with self._database.write() as connection:
            action = Action(connection, editor, why, self._followers)
            for decision in decisions:
                row = connection.execute(select(flags).where(flags.c.id == decision.flag)).first()
                if row is None:
                    raise NotPossible("flag-gone", f"There is no flag {decision.flag} any more. Reload.")
                self._decide(action, row, decision)
            return action.finish()

    def _decide(self, action: Action, flag: Row[Any], decision: Decision) -> None:
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
        action.settle_flag(
            flag.id, flag.grouped, {Kind.ACCEPT: "accepted", Kind.REJECT: "rejected"}.get(kind, "edited")
        )
        if after != seen:
            action.settle(flag.page, ids, Kind.EDIT)

    def edit_spans(self, editor: str, edits: Sequence[SpanEdit], why: str) -> Done:
        """Retype spans."""
        read = self._pages({edit.page for edit in edits})
        with self._database.write() as connection:
            action = Action(connection, editor, why, self._followers)
            for edit in edits:
                self._edit(action, edit, read)
            return action.finish()

    def _edit(self, action: Action, edit: SpanEdit, read: dict[int, Page]) -> None:
        page = action.page(edit.page)
        if page is None:
            raise NotPossible("page-gone", f"There is no page {edit.page} any more. Reload.")
        row = rows.block_row(action.connection, edit.page, edit.block)
        text = rows.block_state(row).text if row is not None and row.position is not None else None
        now = _now(row, edit.ids)
        stale = edit.version is not None and (row is None or row.version != edit.version)
        if text is None or row is None or now is None or now != edit.before or stale:
            if now == edit.after and edit.version is None:
                return  # it reads so already
            action.clash(edit.page, edit.block, None, edit.before, edit.after, now or "", row)
            return
        span = text.span(edit.ids)
        assert span is not None, "it has a text"
        ids = text.ids(*span) or edit.ids
        change = Change(Kind.EDIT, edit.block, ids, now, edit.after)
        action.text(page, row, change, polygons(read[edit.page], ids))
        action.settle(edit.page, ids, Kind.EDIT)

    def edit_block(self, editor: str, page: int, block: int, version: int, text: str, why: str) -> Done:
        """Give a block another text."""
        read = self._pages({page})
        with self._database.write() as connection:
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


def _now(block: Row[Any] | None, ids: Sequence[CharacterId]) -> str | None:
    if block is None or block.position is None:
        return None
    text = rows.block_state(block).text
    span = text.span(ids)
    return text.text[span[0] : span[1]] if span else None


def _decider(flag: Row[Any]) -> tuple[str | None, str | None] | None:
    return (flag.decided_by, flag.decided) if flag.decided_by else None


def hunks(block: int, old: LayeredText, new: str) -> list[Change]:
    """What differs between a text and the one that is wanted, as changes to be applied in order.

    Each names whole cells; a text put between two cells belongs to one of them.  Raises ``NotPossible`` when there is
    no character of the scan that the text could belong to.
    """
    changes: dict[tuple[int, int], list[tuple[int, int, str]]] = defaultdict(list)
    bounds = _bounds(old)
    for op in Levenshtein.opcodes(old.text, new):
        if op.tag != "equal":
            cells = _cells_of(old, bounds, op.src_start, op.src_end)
            changes[cells].append((op.src_start, op.src_end, new[op.dest_start : op.dest_end]))
    return [_hunk(block, old, bounds, cells, edits) for cells, edits in _merged(changes)]


def _bounds(text: LayeredText) -> list[int]:
    """Where each cell begins, and the end."""
    found = [0]
    for cell in text.cells:
        found.append(found[-1] + len(cell.text))
    return found


def _cells_of(text: LayeredText, bounds: list[int], start: int, end: int) -> tuple[int, int]:
    """First and last cell of a span.  Raises ``NotPossible``."""
    count = len(text.cells)
    if start == end:  # put in between: it belongs to the cell that holds the place or ends there, else to the first
        ending = (k for k in reversed(range(count)) if text.cells[k].text and bounds[k] < start)
        first = last = next(ending, next((k for k in range(count) if text.cells[k].text), 0))
    else:
        inside = [k for k in range(count) if bounds[k] < end and bounds[k + 1] > start]
        first, last = inside[0], inside[-1]
    # an id names the cell it belongs to, and glue has none: a span begins and ends with characters of the scan
    while first > 0 and not text.cells[first].ids:
        first -= 1
    while last < count - 1 and not text.cells[last].ids:
        last += 1
    if not text.cells[first].ids or not text.cells[last].ids:
        raise NotPossible("no-place", "No character on the scan is here to put text to. Change the text beside it.")
    return first, last


def _merged(
    changes: dict[tuple[int, int], list[tuple[int, int, str]]],
) -> list[tuple[tuple[int, int], list[tuple[int, int, str]]]]:
    """Spans that share cells as one."""
    found: list[tuple[tuple[int, int], list[tuple[int, int, str]]]] = []
    for (first, last), edits in sorted(changes.items()):
        if found and first <= found[-1][0][1]:
            (begin, end), held = found[-1]
            found[-1] = ((begin, max(end, last)), held + edits)
        else:
            found.append(((first, last), edits))
    return found


def _hunk(
    block: int, old: LayeredText, bounds: list[int], cells: tuple[int, int], edits: list[tuple[int, int, str]]
) -> Change:
    first, last = cells
    start, end = bounds[first], bounds[last + 1]
    text, at = "", start
    for begin, stop, new in sorted(edits, key=lambda edit: edit[:2]):
        text += old.text[at:begin] + new
        at = stop
    text += old.text[at:end]
    ids = tuple(one for cell in old.cells[first : last + 1] for one in cell.ids)
    return Change(Kind.EDIT, block, ids, old.text[start:end], text)
