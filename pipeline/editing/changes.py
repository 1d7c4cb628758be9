"""What an event does to a page; one function, used when an editor acts and when a page's history is replayed.

Every change knows what it starts from.  Where that stands no longer, nothing is changed: ``Mismatch`` tells what stands
there instead; where the result stands already, the change is satisfied.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import Any

from pipeline.editing.state import BlockState, PageState
from pipeline.model.text import Cell, CharacterId, LayeredText, parse_character_id


class Kind(StrEnum):
    """Kinds of events."""

    ACCEPT = "accept"
    REJECT = "reject"
    EDIT = "edit"
    BLOCK_KIND = "kind"
    JOIN = "join"
    SPLIT = "split"
    ORDER = "order"
    DRAW = "draw"
    STATE = "state"
    NAME = "name"
    UNDO = "undo"


TEXT = frozenset({Kind.ACCEPT, Kind.REJECT, Kind.EDIT})
"""Kinds that change a span of text, or confirm it."""
STRUCTURE = frozenset({Kind.BLOCK_KIND, Kind.JOIN, Kind.SPLIT, Kind.ORDER, Kind.DRAW})
"""Kinds that change the blocks of a page."""


@dataclass(frozen=True)
class Change:
    """What one event does.

    ``data`` by kind: *kind* ``from``, ``to``; *join* ``other`` (number of the block that is joined to ``block``),
    ``glue``, ``kind`` and ``line`` (what ``other`` was, and where it begins); *split* ``line`` (the first of the new
    block), ``new`` (its number), ``glue`` (between them); *order* ``from``, ``to`` (numbers in reading order); *draw*
    ``new``, ``kind``, ``after`` (number of the block before it, whose article it joins, or null), ``lines`` (as in page
    files); *state* ``from``, ``to``; *reject* ``proposed``.
    """

    kind: Kind
    block: int
    ids: tuple[CharacterId, ...] = ()
    before: str = ""
    after: str = ""
    data: Mapping[str, Any] = field(default_factory=dict)


class Mismatch(Exception):
    """The page is not as the change expects it."""

    def __init__(self, now: str | None, cause: str = "other text") -> None:
        super().__init__(now, cause)
        self.now = now
        """what stands there; ``None``: nothing was found."""
        self.cause = cause
        """``other text``, ``not found``, ``block gone``."""


def apply(state: PageState, change: Change) -> PageState:
    """The page after a change; the same object when the change is satisfied already.  Raises ``Mismatch``."""
    if change.kind in TEXT:
        return _text(state, change)
    if change.kind in STRUCTURE:
        return _STRUCTURAL[change.kind](state, change)
    return state


def inverse(change: Change) -> Change:
    """The change that takes another one back."""
    data = dict(change.data)
    match change.kind:
        case Kind.BLOCK_KIND | Kind.ORDER:
            return replace(change, data={"from": data["to"], "to": data["from"]})
        case Kind.JOIN:
            return Change(
                Kind.SPLIT,
                change.block,
                data={"line": data["line"], "new": data["other"], "glue": data["glue"], "kind": data["kind"]},
            )
        case Kind.SPLIT:
            return Change(Kind.JOIN, change.block, data={"other": data["new"], "glue": data["glue"]})
        case Kind.DRAW:
            return replace(change, data={**data, "away": not data.get("away")})
        case _:
            return replace(change, before=change.after, after=change.before)


def block_of(state: PageState, number: int) -> BlockState:
    """One block.  Raises ``Mismatch`` when it is gone."""
    if number not in state.blocks:
        raise Mismatch(None, "block gone")
    return state.blocks[number]


def text_of(block: BlockState, ids: Sequence[CharacterId]) -> str:
    """What the cells with these characters read.  Raises ``Mismatch`` when the block does not have them."""
    span = block.text.span(ids)
    if span is None:
        raise Mismatch(None, "not found")
    return block.text.text[span[0] : span[1]]


def _text(state: PageState, change: Change) -> PageState:
    block = block_of(state, change.block)
    now = text_of(block, change.ids)
    if now == change.after:
        return state
    if now != change.before:
        raise Mismatch(now)
    return state.with_block(replace(block, text=block.text.replace(change.ids, change.after)))


def _kind(state: PageState, change: Change) -> PageState:
    block = block_of(state, change.block)
    if block.kind == change.data["to"]:
        return state
    if block.kind != change.data["from"]:
        raise Mismatch(block.kind)
    return state.with_block(replace(block, kind=change.data["to"]))


def _join(state: PageState, change: Change) -> PageState:
    other = change.data["other"]
    first, second = block_of(state, change.block), block_of(state, other)
    glue = (Cell(change.data["glue"], ()),) if change.data["glue"] else ()
    whole = replace(
        first,
        text=LayeredText((*first.text.cells, *glue, *second.text.cells)),
        lines=(*first.lines, *second.lines),
    )
    order = tuple(number for number in state.order if number != other)
    return state.with_block(whole).placed(order)


def _split(state: PageState, change: Change) -> PageState:
    block, line = block_of(state, change.block), change.data["line"]
    if line not in block.lines:
        raise Mismatch(None, "not found")
    if block.lines[0] == line:
        return state
    at = next((n for n, cell in enumerate(block.text.cells) if cell.ids and _line(cell) == line), None)
    if at is None:
        raise Mismatch(None, "not found")
    glue = change.data.get("glue", "")
    head = block.text.cells[:at]
    if glue and head and not head[-1].ids and head[-1].text == glue:
        head = head[:-1]
    k = block.lines.index(line)
    first = replace(block, text=LayeredText(head), lines=block.lines[:k])
    second = BlockState(
        change.data["new"],
        change.data.get("kind") or block.kind,
        LayeredText(block.text.cells[at:]),
        block.lines[k:],
        block.article,
    )
    n = state.order.index(block.number) + 1
    return state.with_block(first).with_block(second).placed((*state.order[:n], second.number, *state.order[n:]))


def _order(state: PageState, change: Change) -> PageState:
    to = tuple(change.data["to"])
    if state.order == to:
        return state
    if state.order != tuple(change.data["from"]):
        raise Mismatch(" ".join(map(str, state.order)))
    return state.placed(to)


def _draw(state: PageState, change: Change) -> PageState:
    number = change.data["new"]
    if change.data.get("away"):
        return state.placed(tuple(other for other in state.order if other != number))
    if number in state.blocks:
        return state
    cells = [
        Cell(character, (f"{line['id']}.{k}",))
        for line in change.data["lines"]
        for k, character in enumerate(line["text"])
    ]
    lines = tuple(line["id"] for line in change.data["lines"])
    after = change.data.get("after")
    n = state.order.index(after) + 1 if after in state.order else 0
    article = state.blocks[after].article if after is not None and after in state.blocks else None
    block = BlockState(number, change.data["kind"], LayeredText(cells), lines, article)
    return state.with_block(block).placed((*state.order[:n], number, *state.order[n:]))


def _line(cell: Cell) -> int:
    return parse_character_id(cell.ids[0])[0]


_STRUCTURAL = {
    Kind.BLOCK_KIND: _kind,
    Kind.JOIN: _join,
    Kind.SPLIT: _split,
    Kind.ORDER: _order,
    Kind.DRAW: _draw,
}
