"""The reviewed state of a page: its machine text with everything that people did, in order.

Events that were made on the same page file name its characters, and are applied as they are.  On a page that was
recognised anew (another gazetteer, engine, deskew) they are found again by their place on the scan (DESIGN 1.4): equal
to *before* -> applied; equal to *after* -> satisfied; anything else is an orphan, and goes back to the editor.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property

from pipeline.editing.changes import STRUCTURE, TEXT, Change, Kind, Mismatch, apply
from pipeline.editing.drawing import line_on
from pipeline.editing.events import Event, Polygon
from pipeline.editing.places import Places
from pipeline.editing.state import BlockState, PageState, machine_state
from pipeline.model.correction import Correction
from pipeline.model.page import Page
from pipeline.model.text import CharacterId, Line, parse_character_id

NEARBY = 2
"""characters: so far may the right place begin or end beside what the polygon says, when cuts have moved."""

SURE = 2
"""characters on one side that must be the same there: one alone is met by chance."""


@dataclass(frozen=True)
class Orphan:
    """An event that found no place."""

    event: Event
    now: str | None
    cause: str
    """``other text``, ``not found``, ``block gone``."""


@dataclass(frozen=True)
class Replayed:
    """A page with its history."""

    state: PageState
    page: Page
    """with the lines that people drew."""
    placed: tuple[Event, ...] = ()
    """events that hold on it, with the numbers of its own blocks and characters."""
    orphans: tuple[Orphan, ...] = field(default=())

    def with_records(self, records: Sequence[Correction]) -> Replayed:
        """The same with other records of the machine."""
        return replace(self, page=self.page.changed(corrections=tuple(records)))


def replay(page: Page, content: str, events: Iterable[Event], homes: frozenset[str] = frozenset()) -> Replayed:
    """Apply events (of the page's frame, live ones, oldest first) to the machine text of a page.

    ``content``: SHA-256 of the page file.  ``homes``: names of the frame's other pages; what was done on one of these
    and is not found here is no orphan of this page.
    """
    work = _Work(page, content, homes)
    for event in events:
        if event.change.kind in TEXT or event.change.kind in STRUCTURE:
            work.take(event)
    return Replayed(work.state, work.page, tuple(work.placed), tuple(work.orphans))


class _Work:
    """A replay under way."""

    def __init__(self, page: Page, content: str, homes: frozenset[str]) -> None:
        self.page, self.content, self.homes = page, content, homes
        self.state = machine_state(page)
        self.placed: list[Event] = []
        self.orphans: list[Orphan] = []

    def take(self, event: Event) -> None:
        assert event.where is not None
        mine = event.where.name == self.page.name
        same = event.where.content == self.content
        if same and not mine:
            return
        try:
            change = event.change if same else self._found_again(event)
            self.state = apply(self.state, change)
        except Mismatch as mismatch:
            if mine or event.where.name not in self.homes:
                self.orphans.append(Orphan(event, mismatch.now, mismatch.cause))
            return
        if change.kind is Kind.DRAW:
            self._draw(change)
        self.placed.append(replace(event, change=change))

    def _draw(self, change: Change) -> None:
        known = self.page.line_by_id
        drawn = [Line.model_validate(line) for line in change.data["lines"] if line["id"] not in known]
        self.page = self.page.changed(lines=(*self.page.lines, *drawn))
        self.__dict__.pop("places", None)

    @cached_property
    def places(self) -> Places:
        return Places(self.page)

    def _found_again(self, event: Event) -> Change:
        """The change with the numbers of this page.  Raises ``Mismatch``."""
        if event.change.kind in TEXT:
            return self._text(event)
        return _Structure(self).change(event)

    def _text(self, event: Event) -> Change:
        block, ids = self.block_at(event.polygons)
        span = block.text.span(ids)
        assert span is not None, "block_at gives characters of the block"
        text, change = block.text.text, event.change
        for wanted in (change.before, change.after):
            if text[span[0] : span[1]] == wanted:
                return replace(change, block=block.number, ids=block.text.ids(*span))
        for wanted in (change.before, change.after):
            for start, end in _windows(span, len(wanted), len(text)):
                if text[start:end] == wanted and _alike(text, start, end, event):
                    exact = block.text.ids(start, end)
                    if exact and block.text.span(exact) == (start, end):
                        return replace(change, block=block.number, ids=exact)
        raise Mismatch(text[span[0] : span[1]])

    def block_at(self, polygons: Sequence[Polygon]) -> tuple[BlockState, list[CharacterId]]:
        """Raises ``Mismatch`` when nothing is there."""
        return block_at(self.places, self.state, polygons)


def block_at(places: Places, state: PageState, polygons: Sequence[Polygon]) -> tuple[BlockState, list[CharacterId]]:
    """The block that most characters within polygons (px, scan frame) belong to, and those of its characters.

    Raises ``Mismatch`` when nothing is there.
    """
    inside = [one for polygon in polygons for one in places.within(polygon)]
    best: tuple[BlockState, list[CharacterId]] | None = None
    for block in state.blocks.values():
        lines = set(block.lines)
        mine = [one for one in inside if parse_character_id(one)[0] in lines and block.text.span([one])]
        if mine and (best is None or len(mine) > len(best[1])):
            best = block, mine
    if best is None:
        raise Mismatch(None, "not found")
    return best


def _windows(span: tuple[int, int], size: int, length: int) -> list[tuple[int, int]]:
    """Places of ``size`` characters about a span, the nearest first."""
    start, end = span
    middle = (start + end - size) / 2
    starts = range(max(0, start - NEARBY), min(length - size, end + NEARBY - size) + 1)
    return [(at, at + size) for at in sorted(starts, key=lambda at: (abs(at - middle), at))]


def _alike(text: str, start: int, end: int, event: Event) -> bool:
    """Whether the text goes on, before or behind a place, as it did where the event was made."""
    left, right = event.left[-SURE:], event.right[:SURE]
    return bool(left and text[:start].endswith(left)) or bool(right and text[end:].startswith(right))


class _Structure:
    """Structural events on a page with other blocks and lines."""

    def __init__(self, work: _Work) -> None:
        self._work = work

    def change(self, event: Event) -> Change:
        """The change with the numbers of this page.  Raises ``Mismatch``."""
        change, data = event.change, dict(event.change.data)
        match change.kind:
            case Kind.DRAW:
                return self._drawn(event)
            case Kind.ORDER:
                return self._order(event)
            case Kind.BLOCK_KIND:
                return replace(change, block=self._block(event.polygons).number)
            case Kind.JOIN:
                first, second = self._block(event.polygons), self._marked(event, str(data["other"]))
                if first.number == second.number:  # they are one already
                    return _nothing(first)
                data |= {"other": second.number, "line": second.lines[0], "kind": second.kind}
                return replace(change, block=first.number, data=data)
            case _:
                block, ids = self._work.block_at([event.marks["line"]])
                data |= {"line": parse_character_id(ids[0])[0], "new": self._free(data["new"])}
                return replace(change, block=block.number, data=data)

    def _block(self, polygons: Sequence[Polygon]) -> BlockState:
        return self._work.block_at(polygons)[0]

    def _marked(self, event: Event, mark: str) -> BlockState:
        if mark not in event.marks:
            raise Mismatch(None, "not found")
        return self._block([event.marks[mark]])

    def _free(self, number: int) -> int:
        """A number that no block has; the given one where it is free."""
        return number if number not in self._work.state.blocks else max(self._work.state.blocks) + 1

    def _order(self, event: Event) -> Change:
        """The wanted order of those blocks that are found again; every other block stays behind its neighbour."""
        found = [self._marked(event, str(number)).number for number in event.change.data["to"] if number >= 0]
        wanted = list(dict.fromkeys(found))
        now = self._work.state.order
        if len(wanted) < 2:
            raise Mismatch(None, "not found")
        moved, order = iter(wanted), []
        for number in now:
            order.append(next(moved) if number in wanted else number)
        return replace(event.change, data={"from": list(now), "to": order})

    def _drawn(self, event: Event) -> Change:
        """Lines of the engine that lie there now make it needless; else it is drawn again, where it was on the scan."""
        if any(self._work.places.within(polygon) for polygon in event.polygons):
            return _nothing(self._block(event.polygons))
        data = dict(event.change.data)
        data["new"] = self._free(data["new"])
        lines = zip(data["lines"], event.polygons, strict=True)
        data["lines"] = [line_on(self._work.page, line, polygon) for line, polygon in lines]
        after = event.marks.get("after")
        data["after"] = self._block([after]).number if after else None
        return replace(event.change, block=data["new"], data=data)


def _nothing(block: BlockState) -> Change:
    """A change that is satisfied."""
    return Change(Kind.BLOCK_KIND, block.number, data={"from": block.kind, "to": block.kind})
