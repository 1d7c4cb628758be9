"""Which part of the output stands for which block of the truth, whatever the order.

Output lines and blocks that are equal are taken for each other first.  Then, again and again, the pair of an output
piece and a still uncovered part of a block that has the best partial alignment is taken (rapidfuzz
``partial_ratio_alignment``), so that split and merged blocks both find their place.
"""

from __future__ import annotations

import heapq
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import count

from rapidfuzz import fuzz

from pipeline.evaluate.folding import Folded
from pipeline.evaluate.truth import TruthBlock

CANDIDATES = 6
"""Uncovered parts, of those that share the most pairs of characters, that are aligned with a piece."""
LEAST_RATIO = 45.0
"""Per cent; an alignment at or below this says nothing: unrelated Chinese texts share that much."""
SLIP = 2
"""Characters; an overhang this long is an edit, not a text of its own."""
OVERHANG = 0.12
"""Share of the part; a longer overhang is a text of its own."""
CLAIM = 0.5
"""Share of an overhang that must align elsewhere to make it a text of its own."""


@dataclass(frozen=True, slots=True)
class Piece:
    """A part of an output line."""

    line: int
    start: int
    """offset into the folded line."""
    text: str

    @property
    def end(self) -> int:
        """Offset behind its last character."""
        return self.start + len(self.text)

    def part(self, start: int, end: int) -> Piece:
        """A part of it."""
        return Piece(self.line, self.start + start, self.text[start:end])


@dataclass(frozen=True, slots=True)
class Placed:
    """A piece that stands for a part of a block."""

    position: int
    """offset into the block's folded text."""
    piece: Piece


@dataclass(frozen=True, slots=True)
class Assignment:
    """Where the output went."""

    placed: dict[int, list[Placed]]
    """block id -> its pieces by position."""
    loose: list[Piece]
    """pieces that stand for nothing."""

    def text(self, block: TruthBlock) -> str:
        """All that was read for a block."""
        return "".join(placed.piece.text for placed in self.placed.get(block.id, ()))


@dataclass(slots=True)
class _Gap:
    """A part of a block that nothing covers yet."""

    block: int
    offset: int
    text: str
    open: bool = True


@dataclass(frozen=True, slots=True)
class _Match:
    value: float
    gap: int
    swallows: bool
    """True: the piece is longer than the gap; the span is the piece's."""
    start: int
    end: int
    difference: int


class _Matcher:
    def __init__(self) -> None:
        self.gaps: list[_Gap] = []
        self._index: dict[str, set[int]] = defaultdict(set)

    def add(self, gap: _Gap) -> None:
        if gap.text:
            self.gaps.append(gap)
            for pair in _pairs(gap.text):
                self._index[pair].add(len(self.gaps) - 1)

    def best(self, text: str) -> _Match | None:
        votes: dict[int, int] = defaultdict(int)
        for pair in _pairs(text):
            for gap in self._index.get(pair, ()):
                if self.gaps[gap].open:
                    votes[gap] += 1
        best: _Match | None = None
        for gap, _ in sorted(votes.items(), key=lambda vote: -vote[1])[:CANDIDATES]:
            found = self._align(text, gap)
            if found and (
                best is None
                or found.value > best.value
                or (found.value == best.value and found.difference < best.difference)
            ):
                best = found
        return best

    def _align(self, text: str, gap: int) -> _Match | None:
        part = self.gaps[gap].text
        swallows = len(text) > len(part)
        short, long = (part, text) if swallows else (text, part)
        alignment = fuzz.partial_ratio_alignment(short, long)
        if alignment is None:
            return None
        value = len(short) * max(0.0, (alignment.score - LEAST_RATIO) / (100 - LEAST_RATIO))
        if value <= 0:
            return None
        return _Match(value, gap, swallows, alignment.dest_start, alignment.dest_end, abs(len(part) - len(text)))


def _pairs(text: str) -> list[str]:
    """Its different pairs of neighbouring characters, in order; of one character itself."""
    return list(dict.fromkeys(text[n : n + 2] for n in range(len(text) - 1))) or [text]


def assign(blocks: Sequence[TruthBlock], lines: Sequence[Folded]) -> Assignment:
    """Assign the output lines to the blocks.  The same input gives the same result."""
    placed: dict[int, list[Placed]] = defaultdict(list)
    loose: list[Piece] = []
    rest = _whole_blocks(blocks, lines, placed)
    matcher = _Matcher()
    for block in blocks:
        if block.id not in placed:
            matcher.add(_Gap(block.id, 0, block.text))
    heap: list[tuple[float, int, Piece, _Match]] = []
    number = count()

    def push(piece: Piece) -> None:
        match = matcher.best(piece.text)
        if match is None:
            loose.append(piece)
        else:
            heapq.heappush(heap, (-match.value, next(number), piece, match))

    def keeps(overhang: str, gap: _Gap) -> bool:
        """Whether an overhang stays with its piece."""
        if len(overhang) <= SLIP:
            return True
        if len(overhang) > OVERHANG * len(gap.text):
            return False
        match = matcher.best(overhang)
        return match is None or match.value < CLAIM * len(overhang)

    for piece in rest:
        push(piece)
    while heap:
        _, _, piece, match = heapq.heappop(heap)
        gap = matcher.gaps[match.gap]
        if not gap.open:
            push(piece)
            continue
        gap.open = False
        start, end = match.start, match.end
        if not match.swallows:
            placed[gap.block].append(Placed(gap.offset + start, piece))
            matcher.add(_Gap(gap.block, gap.offset, gap.text[:start]))
            matcher.add(_Gap(gap.block, gap.offset + end, gap.text[end:]))
            continue
        start = 0 if keeps(piece.text[:start], gap) else start
        end = len(piece.text) if keeps(piece.text[end:], gap) else end
        placed[gap.block].append(Placed(gap.offset, piece.part(start, end)))
        for over in (piece.part(0, start), piece.part(end, len(piece.text))):
            if over.text:
                push(over)
    for pieces in placed.values():
        pieces.sort(key=lambda p: (p.position, p.piece.line, p.piece.text))
    return Assignment(dict(placed), loose)


def _whole_blocks(
    blocks: Sequence[TruthBlock], lines: Sequence[Folded], placed: dict[int, list[Placed]]
) -> list[Piece]:
    """Place lines that are a whole block, first come first served; the other lines are returned."""
    same: dict[str, list[int]] = defaultdict(list)
    for block in blocks:
        same[block.text].append(block.id)
    rest = []
    for number, line in enumerate(lines):
        piece = Piece(number, 0, line.text)
        if same.get(line.text):
            placed[same[line.text].pop(0)].append(Placed(0, piece))
        else:
            rest.append(piece)
    return rest
