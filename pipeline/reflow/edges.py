"""Where the flush edges of a column are, row by row: also on a curled page and in columns of a single row."""

from __future__ import annotations

import statistics
from collections.abc import Sequence
from dataclasses import dataclass

from pipeline.model.block import Region
from pipeline.model.geometry import Box, overlap, union
from pipeline.model.text import Line

ROWS_THAT_TELL = 5
"""rows; with fewer of its own, a run borrows the edges of its column elsewhere on the page."""
SLANT_STEP = 6
"""rows; slopes are taken between rows this far apart, where a pixel of jitter no longer matters."""
FLUSH_SHARE = 0.22
"""share of the rows that ends flush; first rows of paragraphs (left) and last ones (right) do not."""


@dataclass(frozen=True)
class PrintRow:
    """A row of a region with the pieces it was read in."""

    lines: tuple[Line, ...]
    region: int
    column: int | None

    @property
    def box(self) -> Box:
        """px, page frame."""
        return union([line.box for line in self.lines])

    @property
    def text(self) -> str:
        """As read."""
        return "".join(line.text for line in self.lines)


def rows_of(region: Region, lines: dict[int, Line]) -> list[PrintRow]:
    """Rows of a region; neighbouring lines that stand level are one row."""
    rows: list[list[Line]] = []
    for line_id in region.lines:
        line = lines[line_id]
        if rows and not line.vertical:
            a, b = rows[-1][-1].box, line.box
            if overlap(a[1], a[3], b[1], b[3]) > 0.55 * min(a[3] - a[1], b[3] - b[1]) and b[0] > a[0]:
                rows[-1].append(line)
                continue
        rows.append([line])
    return [PrintRow(tuple(row), region.id, region.column) for row in rows]


@dataclass(frozen=True)
class Edges:
    """Flush edges at one row, px, page frame."""

    left: float
    right: float


class ColumnEdges:
    """Estimates the edges of the column around any row from the rows above and below it on the page."""

    def __init__(self, rows: Sequence[PrintRow], em: float, window: float) -> None:
        self._rows = [(row.box, row.column) for row in rows if not row.lines[0].vertical]
        self._em = em
        self._window = window * em
        self._known: dict[int, Edges] = {}

    def at(self, row: PrintRow) -> Edges:
        """Edges of the row's column: from the rows of its own run, and of its column elsewhere where these are few."""
        first = row.lines[0].id
        if first not in self._known:
            self._known[first] = self._measure(row.box, row.column)
        return self._known[first]

    def _measure(self, box: Box, own_column: int | None) -> Edges:
        near = [
            (other, column)
            for other, column in self._rows
            if abs(_middle(other) - _middle(box)) <= self._window
            and overlap(other[0], other[2], box[0], box[2]) > 0.5 * min(other[2] - other[0], box[2] - box[0])
        ]
        own = [other for other, column in near if column == own_column]
        if len(own) < ROWS_THAT_TELL:
            own += [other for other in self._same_column([box, *own], [other for other, _ in near]) if other not in own]
        away = [_middle(other) - _middle(box) for other in own]
        weights = [1 / (1 + abs(distance) / (8 * self._em)) for distance in away]
        left, right = (_upright([other[side] for other in own], away) for side in (0, 2))
        return Edges(self._flush(left, weights, inwards=1), self._flush(right, weights, inwards=-1))

    def _same_column(self, own: Sequence[Box], near: Sequence[Box]) -> list[Box]:
        """Rows of the column that holds the run, rows that span more than that column left out."""
        em = self._em
        left, _, right, _ = union(own)
        widths = [o[2] - o[0] for o in near if o[0] <= left + 0.7 * em and o[2] >= right - 0.7 * em]
        if not widths:
            return []
        limit = statistics.median(widths) + 1.5 * em
        farthest = left - 3 * em - max(0.0, limit - (right - left))
        return [other for other in near if other[2] - other[0] <= limit and other[0] >= farthest]

    def _flush(self, values: Sequence[float], weights: Sequence[float], inwards: int) -> float:
        """The outermost place at which a fair share of the rows ends; nearer rows count more."""
        reach = 0.35 * self._em
        ordered = sorted(values, reverse=inwards < 0)
        shares = [sum(w for v, w in zip(values, weights, strict=True) if abs(v - place) <= reach) for place in ordered]
        fair = [place for place, share in zip(ordered, shares, strict=True) if share >= FLUSH_SHARE * sum(weights)]
        chosen = fair[0] if fair else ordered[shares.index(max(shares))]
        return statistics.median(v for v in values if abs(v - chosen) <= 1.3 * reach)


def _upright(values: Sequence[float], away: Sequence[float]) -> list[float]:
    """Edges as they would stand level with the row, the column's own slant taken out.

    The slant is the median slope between rows a few apart (Theil and Sen): indents do not move it.
    """
    order = sorted(range(len(values)), key=lambda k: away[k])
    slopes = [
        (values[b] - values[a]) / (away[b] - away[a])
        for a, b in zip(order, order[SLANT_STEP:], strict=False)
        if away[b] > away[a]
    ]
    slope = statistics.median(slopes) if len(slopes) >= SLANT_STEP else 0.0
    return [value - slope * distance for value, distance in zip(values, away, strict=True)]


def _middle(box: Box) -> float:
    return (box[1] + box[3]) / 2
