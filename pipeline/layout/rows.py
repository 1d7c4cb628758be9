"""Rows: pieces of one printed row joined up again, measured against the body text of the page."""

from __future__ import annotations

import statistics
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from pipeline.layout.broken import is_broken_row
from pipeline.layout.pieces import is_one_row, may_be_one_row
from pipeline.layout.row_settings import RowSettings
from pipeline.layout.settings import LayoutSettings
from pipeline.layout.sizes import type_size, within
from pipeline.model.block import Rule
from pipeline.model.geometry import LEVEL, Box, overlap, union
from pipeline.model.text import Line


@dataclass(frozen=True, eq=False)
class Row:
    """One printed row within one column: one line, or several that detection cut apart."""

    lines: tuple[Line, ...]
    em: float
    """px of one body character."""
    weight: float
    """stroke weight, times that of the body."""
    contrast: float = 1.0
    """darkness of the ink, times the median of the page."""

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
        return type_size(max(self.lines, key=lambda line: len(line.text))) / self.em

    @cached_property
    def pitch(self) -> float:
        """From character to character, times the body's em: steadier than the height, which a rule above adds to."""
        longest = max(self.lines, key=lambda line: len(line.text))
        return longest.length / max(1, len(longest.text)) / self.em

    @cached_property
    def reversed(self) -> bool:
        """Light on dark."""
        return any(line.reversed for line in self.lines)

    @property
    def width(self) -> float:
        """px."""
        return self.box[2] - self.box[0]

    @property
    def height(self) -> float:
        """px."""
        return self.box[3] - self.box[1]

    @property
    def centre(self) -> float:
        """Horizontal middle, px, page frame."""
        return (self.box[0] + self.box[2]) / 2


def body_weight(lines: Sequence[Line], weights: dict[int, float], em: float, settings: RowSettings) -> float:
    """Stroke weight of the body: the median over the characters of lines of about body size."""
    values = [
        weights[line.id]
        for line in lines
        if weights[line.id] > 0 and within((line.ink_height or em) / em, settings.body_sizes)
        for _ in line.text
    ]
    return statistics.median(values) if values else 0.0


def hull(rows: Sequence[Row]) -> Box:
    """Box around rows, px, page frame."""
    return union([row.box for row in rows])


def rows_below(row: Row, rows: Sequence[Row]) -> list[Row]:
    """Rows that begin lower than this one and stand under some part of it."""
    return [
        other
        for other in rows
        if other is not row
        and other.box[1] > row.box[1] + 0.5 * row.height
        and overlap(other.box[0], other.box[2], row.box[0], row.box[2]) > 0
    ]


def white_below(row: Row, rows: Sequence[Row]) -> float | None:
    """White between a row and the first row under it, px; ``None`` when nothing stands under it."""
    return min((other.box[1] - row.box[3] for other in rows_below(row, rows)), default=None)


def make_rows(
    lines: Sequence[Line],
    weights: dict[int, float],
    contrasts: dict[int, float],
    rules: Sequence[Rule],
    em: float,
    settings: LayoutSettings,
) -> list[Row]:
    """Horizontal lines as rows, top to bottom.

    Pieces are one row when they stand level, nearly touch or lie under (over) a row that runs across the gap, and no
    vertical rule parts them.
    """
    body = body_weight(lines, weights, em, settings.rows) or 1.0
    ordered = sorted((line for line in lines if not line.vertical), key=lambda line: line.box[0])
    vertical = [rule.box for rule in rules if rule.direction == "vertical"]
    boxes = np.array([line.box for line in ordered], np.float64).reshape(-1, 4)
    parent = {line.id: line.id for line in ordered}

    def root(i: int) -> int:
        while parent[i] != i:
            i = parent[i]
        return i

    for n, left in enumerate(ordered):
        right_at = _next_on_row(n, boxes)
        if right_at is None:
            continue
        right = ordered[right_at]
        if _pale_beside_dark(left, right, contrasts, em, settings):
            continue
        if may_be_one_row(left, right, vertical, em, settings.rows) and (
            is_one_row(left, right, ordered, em, settings.rows)
            or is_broken_row(n, right_at, boxes, em, settings.rows.broken)
        ):
            parent[root(right.id)] = root(left.id)
    groups: dict[int, list[Line]] = {}
    for line in ordered:
        groups.setdefault(root(line.id), []).append(line)
    rows = []
    for group in groups.values():
        measured = [(weights[line.id] / body, len(line.text)) for line in group if weights[line.id] > 0]
        total = sum(count for _, count in measured)
        weight = sum(value * count for value, count in measured) / total if total else 1.0
        row = Row(tuple(group), em, weight, max(contrasts[line.id] for line in group))
        # Ink spreads by the same amount in small type, which makes it look bold.
        rows.append(replace(row, weight=weight * min(1.0, row.size)))
    return sorted(rows, key=lambda row: (row.box[1], row.box[0]))


def _next_on_row(n: int, boxes: NDArray[np.float64]) -> int | None:
    """Place of the first line that stands level with line ``n`` and right of it.  ``boxes``: by their left edge."""
    _, top, right, bottom = boxes[n]
    others = boxes[n + 1 :]
    shared = np.minimum(others[:, 3], bottom) - np.maximum(others[:, 1], top)
    stands_level = shared > LEVEL * np.minimum(others[:, 3] - others[:, 1], bottom - top)
    found = np.flatnonzero(stands_level & (others[:, 0] >= right - 0.5 * (bottom - top)))
    return n + 1 + int(found[0]) if found.size else None


def _pale_beside_dark(
    left: Line, right: Line, contrasts: dict[int, float], em: float, settings: LayoutSettings
) -> bool:
    """Does a headline stand beside print of the other side that shines through?"""
    large = min(left.ink_height, right.ink_height) >= settings.strays.show_through_size * em
    pale, dark = sorted((contrasts[left.id], contrasts[right.id]))
    return large and pale < settings.strays.show_through_contrast * dark
