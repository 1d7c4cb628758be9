"""Whether a query holds of some blocks, and where its texts stand in them."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import NamedTuple

from pipeline.corpus.patterns import Pattern, Span
from pipeline.corpus.syntax import Alias, And, Condition, Literal, Near, Node, Not, Or, Spellings


class Block(NamedTuple):
    """A block that may hold what is looked for, with what is sorted and counted by."""

    id: int
    page: int
    """row id."""
    number: int
    kind: str
    article: int | None
    position: int
    text: str
    source: int
    date: str | None
    issue: str | None
    state: str
    confidence: float | None
    holds: tuple[int, ...] | None
    """0 or 1 for each condition that is not asked of the database alone; ``None``: there is none."""


class Place(NamedTuple):
    """One occurrence."""

    block: int
    """position in the list of blocks."""
    start: int
    end: int


@dataclass(frozen=True)
class Matcher:
    """Evaluates a query on the blocks of one unit (a paragraph, an article, a page)."""

    conditions: Mapping[Condition, int] = field(default_factory=dict)
    """condition -> position in ``Block.holds``; others hold already."""
    guesses: Mapping[Pattern, Mapping[int, Collection[Span]]] = field(default_factory=dict)
    """text -> row id of a block -> occurrences that the text itself does not show (the engine's other readings)."""

    def places(self, node: Node, blocks: Sequence[tuple[int, Block]]) -> list[Place] | None:
        """Occurrences in the order of the text; ``None``: the query does not hold.  ``blocks``: with their numbers."""
        holds, found = self._evaluate(node, blocks)
        return sorted(set(found)) if holds else None

    def _evaluate(self, node: Node, blocks: Sequence[tuple[int, Block]]) -> tuple[bool, list[Place]]:
        match node:
            case Literal() | Spellings() | Near():
                found = [Place(n, *span) for n, block in blocks for span in self.spans(node, block)]
                return bool(found), found
            case Condition():
                at = self.conditions.get(node)
                return at is None or any(block.holds and block.holds[at] for _, block in blocks), []
            case Not():
                return not self._evaluate(node.part, blocks)[0], []
            case And():
                all_found = []
                for part in node.parts:
                    holds, found = self._evaluate(part, blocks)
                    if not holds:
                        return False, []
                    all_found += found
                return True, all_found
            case Or():
                answers = [self._evaluate(part, blocks) for part in node.parts]
                return any(holds for holds, _ in answers), [one for holds, found in answers if holds for one in found]
            case Alias():
                raise AssertionError("names are resolved before")

    def spans(self, node: Node, block: Block) -> list[Span]:
        """Where a text stands in a block, by start."""
        match node:
            case Literal():
                return sorted({*node.pattern.spans(block.text), *self._guessed(node.pattern, block)})
            case Spellings():
                found = longest([span for pattern in node.patterns for span in pattern.spans(block.text)])
                guessed = longest([span for pattern in node.patterns for span in self._guessed(pattern, block)])
                return sorted([*found, *(one for one in guessed if not any(map(partial(_overlap, one), found)))])
            case Or():
                return sorted({span for part in node.parts for span in self.spans(part, block)})
            case Near():
                left = self.spans(node.left, block)
                return near(left, self.spans(node.right, block), node.most) if left else []
        return []

    def _guessed(self, pattern: Pattern, block: Block) -> Collection[Span]:
        return self.guesses[pattern].get(block.id, ()) if self.guesses else ()


def _overlap(one: Span, other: Span) -> bool:
    return one[0] < other[1] and other[0] < one[1]


def longest(spans: Sequence[Span]) -> list[Span]:
    """Of spans that overlap the first, and of those with one start the longest."""
    found: list[Span] = []
    for span in sorted(set(spans), key=lambda one: (one[0], -one[1])):
        if not found or span[0] >= found[-1][1]:
            found.append(span)
    return found


def near(left: Sequence[Span], right: Sequence[Span], most: int) -> list[Span]:
    """For every span on the left the nearest on the right with at most ``most`` characters between: both together."""
    found = set()
    for start, end in left:
        gaps = [(max(one[0] - end, start - one[1]), one) for one in right if one[0] >= end or one[1] <= start]
        if gaps:
            gap, other = min(gaps)
            if gap <= most:
                found.add((min(start, other[0]), max(end, other[1])))
    return sorted(found)
