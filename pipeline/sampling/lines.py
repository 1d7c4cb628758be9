"""The printed lines of a page with the text that the best layer has for them."""

from __future__ import annotations

import bisect
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import groupby

from pipeline.evaluate.folding import fold
from pipeline.evaluate.names import projection
from pipeline.model.page import Page
from pipeline.model.text import Cell, LayeredText, Line, parse_character_id

Span = tuple[int, int]
"""Start and end of a name in a text."""

FindNames = Callable[[str], Iterable[Span]]
"""The names in a text, left to right, none over another."""


@dataclass(frozen=True, slots=True)
class BlockText:
    """One block in its best layer."""

    kind: str
    text: LayeredText


@dataclass(frozen=True, slots=True)
class PrintedLine:
    """One line that has text."""

    line: Line
    kind: str
    """of the block."""
    text: str
    names: tuple[Span, ...] = ()
    """a name that goes over the line's end counts where it begins, with the part that stands there."""


def size_of(text: str) -> int:
    """Characters that count: white space does not."""
    return len(fold(text).text)


def no_names(text: str) -> Iterable[Span]:
    """Finds none: for counting lines."""
    return ()


def printed_lines(page: Page, blocks: Iterable[BlockText], find_names: FindNames = no_names) -> Iterator[PrintedLine]:
    """The lines of the blocks, in their order; those without text are left out.

    Characters that a person put in belong to the line of the character beside them, and a line that a person divided
    between two blocks is one line.
    """
    spread = _Spread()
    for block in blocks:
        base = len(spread.places)
        _spread(page, block, spread)
        for start, end in find_names(block.text.text):
            spread.mark(base + start, base + end)
    for number, characters in spread.lines.items():
        text = "".join(characters)
        if number in page.line_by_id and size_of(text):
            names = longest_first(spread.names[number])
            yield PrintedLine(page.line_by_id[number], spread.kinds[number], text, names)


@dataclass(slots=True)
class _Spread:
    """The text of a page over its lines."""

    kinds: dict[int, str] = field(default_factory=dict)
    lines: dict[int, list[str]] = field(default_factory=lambda: defaultdict(list))
    places: list[tuple[int, int] | None] = field(default_factory=list)
    """for each character of the blocks (line, offset in its text); ``None``: it stands between two lines."""
    names: dict[int, list[Span]] = field(default_factory=lambda: defaultdict(list))

    def add(self, number: int, text: str) -> None:
        """Text that stands in a line."""
        for character in text:
            self.places.append((number, len(self.lines[number])))
            self.lines[number].append(character)

    def mark(self, start: int, end: int) -> None:
        """A name, by its offsets in the text of all blocks."""
        places = [place for place in self.places[start:end] if place is not None]
        if places:
            number, first = places[0]
            inside = [offset for line, offset in places if line == number]
            self.names[number].append((first, inside[-1] + 1))


def _spread(page: Page, block: BlockText, spread: _Spread) -> None:
    for cell in block.text:
        if not cell.ids:
            spread.places += [None] * len(cell.text)
            continue
        for number, part in _parts(page, cell):
            spread.kinds.setdefault(number, block.kind)
            spread.add(number, part)


def _parts(page: Page, cell: Cell) -> Iterator[tuple[int, str]]:
    """(line, text of it) of one cell; a change over a line's end is divided where the characters as read suggest it."""
    places = [parse_character_id(one) for one in cell.ids]
    runs = [(number, list(group)) for number, group in groupby(places, key=lambda place: place[0])]
    if len(runs) == 1:
        yield runs[0][0], cell.text
        return
    read = "".join(_character(page, *place) for place in places)
    _, ends = projection(read, cell.text)
    start = done = 0
    for number, group in runs:
        done += len(group)
        end = len(cell.text) if done == len(places) else ends[done]
        yield number, cell.text[start:end]
        start = end


def _character(page: Page, number: int, offset: int) -> str:
    return page.line_by_id[number].text[offset]


def longest_first(matches: Sequence[Span]) -> tuple[Span, ...]:
    """Of names that overlap the longest is kept, then the first."""
    kept: list[Span] = []
    for start, end in sorted(matches, key=lambda span: (span[0] - span[1], span[0])):
        place = bisect.bisect(kept, (start, end))
        before_ends = kept[place - 1][1] if place else 0
        after_starts = kept[place][0] if place < len(kept) else end
        if before_ends <= start and end <= after_starts:
            kept.insert(place, (start, end))
    return tuple(kept)
