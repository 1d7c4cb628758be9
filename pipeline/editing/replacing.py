"""Find and replace in the text of all blocks: every place can be looked at first, and all is one action.

Quick with hundreds of thousands of blocks: an index of all text (``pipeline.database.spaced``) names the blocks that
hold what is looked for, and nothing else is read; where its characters stand on the scan is looked up for the pages
that are changed, before the transaction that changes them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import NamedTuple

from sqlalchemy import Connection

from pipeline.database import Database
from pipeline.editing import rows
from pipeline.editing.conflict import Clash, Conflict, NotPossible
from pipeline.editing.finding import Scope, blocks_with
from pipeline.editing.hunks import Edit, spans
from pipeline.editing.requests import Done, SpanEdit
from pipeline.model.text import LayeredText

MOST = 20_000
"""places that are found at most; who wants to replace more narrows the search."""
AROUND = 9
"""characters on either side that are shown."""


class Spot(NamedTuple):
    """A place of a text, as it was seen."""

    page: int
    """row id."""
    block: int
    """number."""
    version: int
    """of the block."""
    start: int
    """offset in the block's text."""


@dataclass(frozen=True, slots=True)
class Occurrence:
    """A place with what is around it."""

    spot: Spot
    left: str
    right: str
    document: str
    label: str
    """page label as printed, else the page's name."""


@dataclass(frozen=True, slots=True)
class Found:
    """All places of a text."""

    occurrences: tuple[Occurrence, ...]
    more: bool
    """there are more than ``MOST``; these are the first."""

    @property
    def pages(self) -> int:
        """Number of pages that they are on."""
        return len({one.spot.page for one in self.occurrences})


@dataclass(frozen=True, slots=True)
class Replaced:
    """What a replacement did."""

    done: Done
    unplaced: int
    """places without a character of the scan that their text could belong to; they stay as they are."""


def find(connection: Connection, wanted: str, scope: Scope | None = None) -> Found:
    """All places where a text stands exactly, by document, page and reading order; none overlaps another."""
    found: list[Occurrence] = []
    if not wanted:
        return Found((), False)
    for row in connection.execute(blocks_with(connection, wanted, scope)):
        for start in _starts(row.text, wanted):
            if len(found) == MOST:
                return Found(tuple(found), True)
            end = start + len(wanted)
            left, right = row.text[max(0, start - AROUND) : start], row.text[end : end + AROUND]
            spot = Spot(row.page, row.number, row.version, start)
            found.append(Occurrence(spot, left, right, row.document, row.label or row.name))
    return Found(tuple(found), False)


def _starts(text: str, wanted: str) -> Iterator[int]:
    at = text.find(wanted)
    while at >= 0:
        yield at
        at = text.find(wanted, at + len(wanted))


class Replacing:
    """Replaces.  ``edit_spans``: of ``Editing``."""

    def __init__(self, database: Database, edit_spans: Callable[[str, Sequence[SpanEdit], str], Done]) -> None:
        self._database, self._edit_spans = database, edit_spans

    def replace(self, editor: str, wanted: str, after: str, spots: Iterable[Spot], why: str = "") -> Replaced:
        """Put another text in the place of ``wanted`` at these places, as one action.

        Places in blocks that others have changed since are told.  Raises ``Conflict`` when all of them are,
        ``NotPossible``, ``PageError``.
        """
        with self._database.read() as connection:
            edits, clashes, unplaced = _edits(connection, wanted, after, spots)
        if not edits:
            if clashes:
                raise Conflict(clashes)
            return Replaced(Done("", 0), unplaced)
        done = self._edit_spans(editor, edits, why)
        return Replaced(Done(done.batch, done.changed, (*clashes, *done.clashes), done.versions), unplaced)


def _edits(
    connection: Connection, wanted: str, after: str, spots: Iterable[Spot]
) -> tuple[list[SpanEdit], list[Clash], int]:
    """What is to be changed; what others have changed; how many places no text can be put to."""
    edits: list[SpanEdit] = []
    clashes: list[Clash] = []
    unplaced = 0
    for (page, block), group in groupby(sorted(set(spots)), key=lambda spot: spot[:2]):
        mine = list(group)
        row = rows.block_row(connection, page, block)
        if row is None or row.position is None or any(spot.version != row.version for spot in mine):
            now, who = ("", None) if row is None else (row.text, row)
            by, at = (who.changed_by or "", who.changed or "") if who is not None else ("", "")
            clashes += [Clash(page, block, None, wanted, after, now, by, at)] * len(mine)
            continue
        text = rows.block_state(row).text
        parts = [(one.start, one.start + len(wanted), after) for one in mine if text.text.startswith(wanted, one.start)]
        placed = [part for part in parts if _has_place(block, text, part)]
        unplaced += len(mine) - len(placed)
        for change in spans(block, text, placed):
            edits.append(SpanEdit(page, block, change.ids, change.before, change.after))
    return edits, clashes, unplaced


def _has_place(block: int, text: LayeredText, part: Edit) -> bool:
    try:
        spans(block, text, [part])
    except NotPossible:
        return False
    return True
