"""Rows: pieces of one printed row joined up again, measured against the body text of the page."""

from __future__ import annotations

import statistics
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from pipeline.layout.settings import LayoutSettings
from pipeline.model.block import Rule
from pipeline.model.geometry import Box, overlap, union
from pipeline.model.text import Line


@dataclass(frozen=True)
class Row:
    """One printed row within one column: one line, or several that detection cut apart."""

    lines: tuple[Line, ...]
    em: float
    """px of one body character."""
    weight: float
    """stroke weight, times that of the body."""

    @cached_property
    def box(self) -> Box:
        """px, page frame."""
        return union([line.box for line in self.lines])

    @cached_property
    def text(self) -> str:
        """As read, pieces run together."""
        return "".join(line.text for line in self.lines)

    @cached_property
    def size(self) -> float:
        """Character size, times that of the body."""
        longest = max(self.lines, key=lambda line: len(line.text))
        return (longest.ink_height or longest.box[3] - longest.box[1]) / self.em

    @cached_property
    def reversed(self) -> bool:
        """Light on dark."""
        return any(line.reversed for line in self.lines)

    @property
    def width(self) -> float:
        """px."""
        return self.box[2] - self.box[0]

    @property
    def centre(self) -> float:
        """Horizontal middle, px, page frame."""
        return (self.box[0] + self.box[2]) / 2


def body_weight(lines: Sequence[Line], weights: dict[int, float], em: float) -> float:
    """Stroke weight of the body: the median over the characters of lines of about body size."""
    values = [
        weights[line.id]
        for line in lines
        if weights[line.id] > 0 and 0.75 <= (line.ink_height or em) / em <= 1.3
        for _ in line.text
    ]
    return statistics.median(values) if values else 0.0


def make_rows(
    lines: Sequence[Line], weights: dict[int, float], rules: Sequence[Rule], em: float, settings: LayoutSettings
) -> list[Row]:
    """Horizontal lines as rows, top to bottom.

    Pieces are one row when they stand level, nearly touch or lie under (over) a row that runs across the gap, and no
    vertical rule parts them.
    """
    body = body_weight(lines, weights, em) or 1.0
    ordered = sorted((line for line in lines if not line.vertical), key=lambda line: line.box[0])
    vertical = [rule.box for rule in rules if rule.direction == "vertical"]
    parent = {line.id: line.id for line in ordered}

    def root(i: int) -> int:
        while parent[i] != i:
            i = parent[i]
        return i

    for n, left in enumerate(ordered):
        right = _next_on_row(left, ordered[n + 1 :])
        if right is not None and _one_row(left, right, ordered, vertical, em, settings):
            parent[root(right.id)] = root(left.id)
    groups: dict[int, list[Line]] = {}
    for line in ordered:
        groups.setdefault(root(line.id), []).append(line)
    rows = []
    for group in groups.values():
        measured = [(weights[line.id] / body, len(line.text)) for line in group if weights[line.id] > 0]
        total = sum(count for _, count in measured)
        weight = sum(value * count for value, count in measured) / total if total else 1.0
        rows.append(Row(tuple(group), em, weight))
    return sorted(rows, key=lambda row: (row.box[1], row.box[0]))


def level(a: Box, b: Box) -> bool:
    """Do two boxes stand on one row?"""
    return overlap(a[1], a[3], b[1], b[3]) > 0.55 * min(a[3] - a[1], b[3] - b[1])


def _next_on_row(left: Line, others: Sequence[Line]) -> Line | None:
    reach = left.box[2] - 0.5 * (left.box[3] - left.box[1])
    candidates = [line for line in others if line.box[0] >= reach and level(left.box, line.box)]
    return min(candidates, key=lambda line: line.box[0], default=None)


def _one_row(
    left: Line, right: Line, lines: Sequence[Line], vertical: Sequence[Box], em: float, settings: LayoutSettings
) -> bool:
    a, b = left.box, right.box
    sizes = left.ink_height or em, right.ink_height or em
    if max(sizes) > 1.4 * min(sizes) or left.reversed != right.reversed:
        return False
    gap = b[0] - a[2]
    top, bottom = min(a[1], b[1]), max(a[3], b[3])
    middle = (top + bottom) / 2
    if any(a[2] - 0.3 * em <= (v[0] + v[2]) / 2 <= b[0] + 0.3 * em and v[1] <= middle <= v[3] for v in vertical):
        return False
    size = max(em, min(sizes))
    if gap <= settings.row_gap * size:
        return True
    if gap > settings.row_gap_bridged * size:
        return False
    for line in lines:
        c = line.box
        across = c[0] <= a[2] - 0.5 * em and c[2] >= b[0] + 0.5 * em
        white = max(c[1] - bottom, top - c[3])
        alike = 0.8 <= (line.ink_height or em) / sizes[0] <= 1.25
        if across and alike and line.id not in (left.id, right.id) and -0.5 * em < white < 0.9 * em:
            return True
    return False
