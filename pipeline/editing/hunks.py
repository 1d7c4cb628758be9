"""What differs between two texts of a block, as changes of the characters of the scan."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

from rapidfuzz.distance import Levenshtein

from pipeline.editing.changes import Change, Kind
from pipeline.editing.conflict import NotPossible
from pipeline.model.text import LayeredText

Edit = tuple[int, int, str]
"""Start and end in a text, and what is to stand there."""


def hunks(block: int, old: LayeredText, new: str) -> list[Change]:
    """What differs between a text and the one that is wanted, as changes to be applied in order.

    Each names whole cells; a text put between two cells belongs to one of them.  Raises ``NotPossible`` when there is
    no character of the scan that the text could belong to.
    """
    return spans(
        block,
        old,
        [
            (op.src_start, op.src_end, new[op.dest_start : op.dest_end])
            for op in Levenshtein.opcodes(old.text, new)
            if op.tag != "equal"
        ],
    )


def spans(block: int, old: LayeredText, edits: Iterable[Edit]) -> list[Change]:
    """Parts of a text that are to read otherwise, as changes of whole cells.  Raises ``NotPossible`` likewise."""
    changes: dict[tuple[int, int], list[Edit]] = defaultdict(list)
    bounds = _bounds(old)
    for edit in edits:
        changes[_cells_of(old, bounds, edit[0], edit[1])].append(edit)
    return [_hunk(block, old, bounds, cells, parts) for cells, parts in _merged(changes)]


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
    changes: dict[tuple[int, int], list[Edit]],
) -> list[tuple[tuple[int, int], list[Edit]]]:
    """Spans that share cells as one."""
    found: list[tuple[tuple[int, int], list[Edit]]] = []
    for (first, last), edits in sorted(changes.items()):
        if found and first <= found[-1][0][1]:
            (begin, end), held = found[-1]
            found[-1] = ((begin, max(end, last)), held + edits)
        else:
            found.append(((first, last), edits))
    return found


def _hunk(block: int, old: LayeredText, bounds: list[int], cells: tuple[int, int], edits: list[Edit]) -> Change:
    first, last = cells
    start, end = bounds[first], bounds[last + 1]
    text, at = "", start
    for begin, stop, new in sorted(edits, key=lambda edit: edit[:2]):
        text += old.text[at:begin] + new
        at = stop
    text += old.text[at:end]
    ids = tuple(one for cell in old.cells[first : last + 1] for one in cell.ids)
    return Change(Kind.EDIT, block, ids, old.text[start:end], text)
