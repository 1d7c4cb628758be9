"""Changes that are asked for on a sheet or on a line, as edits of spans."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

from sqlalchemy import Connection

from pipeline.editing.conflict import Clash, Conflict
from pipeline.editing.hunks import hunks
from pipeline.editing.requests import SpanEdit
from pipeline.editing.rows import page_state
from pipeline.editing.state import BlockState
from pipeline.model.text import Cell, LayeredText, parse_character_id
from pipeline.sheets.reading import line_texts
from pipeline.sheets.work import Spot


def glyph_edits(connection: Connection, character: str, spots: Iterable[Spot], after: str) -> list[SpanEdit]:
    """Another text for places of a character.

    Places that are gone are left to ``Editing`` to tell of: their edits name the first block.
    """
    by_page: defaultdict[int, list[str]] = defaultdict(list)
    for page, line, offset in spots:
        by_page[page].append(f"{line}.{offset}")
    edits, after = [], printable(after)
    for page, ids in sorted(by_page.items()):
        state = page_state(connection, page)
        homes = {one: number for number, block in state.blocks.items() for cell in block.text for one in cell.ids}
        first = state.order[0] if state.order else 0
        edits += [SpanEdit(page, homes.get(one, first), (one,), character, after) for one in dict.fromkeys(ids)]
    return edits


def line_edits(connection: Connection, page: int, line: int, before: str, after: str) -> list[SpanEdit]:
    """Another text for a line, as edits of what differs.  ``before``: what it read, as it was seen.

    Raises ``Conflict`` when it reads otherwise by now, ``NotPossible`` when the new text has nothing to belong to.
    """
    after = printable(after)
    for number, block in page_state(connection, page).blocks.items():
        texts = line_texts(block)
        if line in texts:
            if texts[line] == before:
                changes = hunks(number, _cells_of(block, line), after)
                return [SpanEdit(page, number, one.ids, one.before, one.after) for one in changes]
            raise Conflict([Clash(page, number, None, before, after, texts[line], "")])
    raise Conflict([Clash(page, None, None, before, after, "", "")])


def printable(text: str) -> str:
    """Text without line ends and other controls, which no print has."""
    return "".join(character for character in text if character.isprintable())


def _cells_of(block: BlockState, line: int) -> LayeredText:
    """The cells that a line's text is made of."""

    def mine(cell: Cell) -> bool:
        return bool(cell.ids) and parse_character_id(cell.ids[0])[0] == line

    return LayeredText(cell for cell in block.text.cells if mine(cell))
