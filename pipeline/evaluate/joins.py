"""Paragraph joins: printed lines that belong together, and are together.

A join of the truth is a pair of neighbouring printed lines of one block.  It is found when the end of the first and the
beginning of the second stand together in one output block.  A join of the output is false when it puts together what
does not follow one another in one block of the truth.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate, pairwise

from pipeline.evaluate.assignment import Assignment, Placed
from pipeline.evaluate.measures import TELLING, Hits
from pipeline.evaluate.names import projection
from pipeline.evaluate.truth import TruthBlock


@dataclass(frozen=True, slots=True)
class JoinCounts:
    """Joins of one file."""

    found: int
    truth: int
    false: int

    @property
    def hits(self) -> Hits:
        """Precision is found / (found + false); without any join in truth and output all is right."""
        if not self.truth:
            return Hits(*([1.0] * 2)) if not self.false else Hits(0.0, 1.0)
        return Hits(self.found / max(1, self.found + self.false), self.found / self.truth)


def count_joins(blocks: Sequence[TruthBlock], assignment: Assignment) -> JoinCounts:
    """Count them.  Cells of a table are left out (they come one by one or by rows), and so is what may be missing."""
    found = total = 0
    for block in blocks:
        if block.optional or block.kind == "cell" or len(block.line_lengths) < 2:
            continue
        total += len(block.line_lengths) - 1
        found += _found(block, assignment.placed.get(block.id, []))
    return JoinCounts(found, total, _false(blocks, assignment))


def _found(block: TruthBlock, pieces: Sequence[Placed]) -> int:
    read = "".join(placed.piece.text for placed in pieces)
    owner = [n for n, placed in enumerate(pieces) for _ in placed.piece.text]
    starts, ends = projection(block.text, read)
    bounds = [0, *accumulate(block.line_lengths)]
    count = 0
    for before, here, after in zip(bounds, bounds[1:], bounds[2:], strict=False):
        first_end, second_start = ends[here], starts[here]
        both = starts[before] < first_end and second_start < ends[after]
        if both and owner[first_end - 1] == owner[second_start]:
            count += 1
    return count


def _false(blocks: Sequence[TruthBlock], assignment: Assignment) -> int:
    by_id = {block.id: block for block in blocks}
    per_line: dict[int, list[tuple[int, TruthBlock | None, int]]] = defaultdict(list)
    for number, items in assignment.placed.items():
        for placed in items:
            if len(placed.piece.text) >= min(TELLING, len(by_id[number].text)):
                per_line[placed.piece.line].append((placed.piece.start, by_id[number], placed.position))
    for piece in assignment.loose:
        if len(piece.text) >= TELLING:
            per_line[piece.line].append((piece.start, None, 0))
    return sum(
        not _may_follow(left, right)
        for items in per_line.values()
        for left, right in pairwise(sorted(items, key=lambda item: item[0]))
    )


def _may_follow(left: tuple[int, TruthBlock | None, int], right: tuple[int, TruthBlock | None, int]) -> bool:
    (_, one, position), (_, other, later) = left, right
    if one is None or other is None:
        return False
    if one.id == other.id:
        return position < later
    cells = one.kind == other.kind == "cell" and (one.page, one.article) == (other.page, other.article)
    return cells or (one.optional and other.optional)
