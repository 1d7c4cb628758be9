"""Rows: pieces of one printed row joined up again, measured against the body text of the page."""

from __future__ import annotations

import statistics
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from pipeline.layout import words
from pipeline.layout.broken import is_broken_row
from pipeline.layout.row_settings import RowSettings
from pipeline.layout.settings import LayoutSettings
from pipeline.model.block import Rule
from pipeline.model.geometry import LEVEL, Box, level, overlap, union
from pipeline.model.text import Line

TALLEST = 1.3
"""times the pitch of its characters; a row cannot be set higher (worn print and narrow faces included)."""


STEADY = 1.1
"""times the pitch of its characters; what a row of several is higher than that is ink of the rows beside it."""


STEADY_LENGTH = 6.0
"""ems; in a shorter line the pitch is not known well enough for that."""


FLAT = 0.35
"""times the pitch of its characters; so low are rows of 一 and of dashes, and rules that were read as characters."""


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


def type_size(line: Line) -> float:
    """Size of a line's characters, px.

    Characters are as wide as high: specks above a line make it higher, but its characters no wider.
    """
    across = line.box[2] - line.box[0] if line.vertical else line.box[3] - line.box[1]
    height = line.ink_height or across
    ems = sum(1.0 if words.HAN.match(ch) else 0.5 for ch in line.text)
    # Vertical print is never condensed along its lines, but marks and neighbours widen them.
    tallest = 1.0 if line.vertical else TALLEST
    return min(height, tallest * line.length / ems) if ems >= 3 else height


def is_flat(line: Line) -> bool:
    """Is a line so much lower than its characters are wide that its height says nothing: 一, dashes, or a rule?"""
    return line.box[3] - line.box[1] < FLAT * line.length / max(1, len(line.text))


def within(value: float, limits: tuple[float, float]) -> bool:
    """Is the value neither below the first nor above the second limit?"""
    return limits[0] <= value <= limits[1]


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
        if _may_be_one_row(left, right, vertical, em, settings.rows) and (
            _one_row(left, right, ordered, em, settings.rows)
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


def _may_be_one_row(left: Line, right: Line, vertical: Sequence[Box], em: float, settings: RowSettings) -> bool:
    """Are two pieces set alike, with no vertical rule between them?"""
    a, b = left.box, right.box
    sizes = left.ink_height or em, right.ink_height or em
    if (_known(left, right) and max(sizes) > settings.alike * min(sizes)) or left.reversed != right.reversed:
        return False
    middle = (min(a[1], b[1]) + max(a[3], b[3])) / 2
    reach = settings.worn_rule * em  # rules wear off at their ends
    beside = settings.rule_beside * em
    return not any(
        a[2] - beside <= (x0 + x1) / 2 <= b[0] + beside and y0 - reach <= middle <= y1 + reach
        for x0, y0, x1, y1 in vertical
    )


def _known(left: Line, right: Line) -> bool:
    """Does the height of both pieces tell their size?"""
    return not is_flat(left) and not is_flat(right)


def _set_size(line: Line, em: float) -> float:
    """Size of a line's characters, px, by their height and, where there are enough, by how far apart they are set.

    In closely set print the ink of the rows above and below adds to the height.
    """
    height, ems = line.ink_height or em, sum(1.0 if words.HAN.match(ch) else 0.5 for ch in line.text)
    return min(height, STEADY * line.length / ems) if ems >= STEADY_LENGTH else height


def _one_row(left: Line, right: Line, lines: Sequence[Line], em: float, settings: RowSettings) -> bool:
    sizes = _set_size(left, em), _set_size(right, em)
    gap, size = right.box[0] - left.box[2], max(em, min(sizes) if _known(left, right) else em)
    if gap > settings.gap_bridged * size:
        return False
    across, gutter = _around_gap(left, right, lines, em, settings)
    if gap <= settings.gap * size:
        return gutter < settings.gutter_rows or across >= gutter
    return across > gutter


def _around_gap(left: Line, right: Line, lines: Sequence[Line], em: float, settings: RowSettings) -> tuple[int, int]:
    """How many rows near by run across the gap, and how many leave white at the same place (a column gutter)."""
    a, b = left.box, right.box
    top, bottom = min(a[1], b[1]), max(a[3], b[3])
    across, more, size = 0, settings.across_more * em, _set_size(left, em)
    ends: list[Box] = []
    starts: list[Box] = []
    for line in lines:
        c = line.box
        white = max(c[1] - bottom, top - c[3])
        if not -0.5 * em < white < settings.gutter_reach * em or line.id in (left.id, right.id):
            continue
        if not within(_set_size(line, em) / size, settings.neighbour_sizes):
            continue
        if white < settings.across_white * em and c[0] <= a[2] - more and c[2] >= b[0] + more:
            across += 1
        if abs(c[2] - a[2]) < settings.gutter_edge * em:
            ends.append(c)
        if abs(c[0] - b[0]) < settings.gutter_edge * em:
            starts.append(c)
    return across, sum(any(level(end, start) for start in starts) for end in ends)
