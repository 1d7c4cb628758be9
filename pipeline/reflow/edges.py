"""Where the flush edges of a column are, row by row: also on a curled page and in columns of a single row."""

from __future__ import annotations

import statistics
from collections.abc import Sequence
from dataclasses import dataclass

from pipeline.model.block import Region
from pipeline.model.geometry import Box, overlap, union
from pipeline.model.text import Line


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

    def at(self, row: PrintRow) -> Edges:
        """Edges of the row's column.

        Uses the rows of its own run, and of other runs in the same column where its own are few.
        """
        em, box = self._em, row.box
        middle = (box[1] + box[3]) / 2
        near = [
            (other, column)
            for other, column in self._rows
            if abs((other[1] + other[3]) / 2 - middle) <= self._window
            and overlap(other[0], other[2], box[0], box[2]) > 0.5 * min(other[2] - other[0], box[2] - box[0])
        ]
        own = [other for other, column in near if column == row.column]
        if len(own) < 5:
            own = self._same_column(box, own, [other for other, _ in near])
        return Edges(self._flush([o[0] for o in own], [abs((o[1] + o[3]) / 2 - middle) for o in own], 1),
                     self._flush([o[2] for o in own], [abs((o[1] + o[3]) / 2 - middle) for o in own], -1)) if own else Edges(box[0], box[2] + 0 * em)

    def _same_column(self, box: Box, own: Sequence[Box], near: Sequence[Box]) -> list[Box]:
        """Rows of the narrowest column that holds the run."""
        em = self._em
        hull = union([box, *own])
        widths = [
            other[2] - other[0]
            for other in near
            if other[0] <= hull[0] + 0.7 * em and other[2] >= hull[2] - 0.7 * em
        ]
        if not widths:
            return [*own]
        limit = statistics.median(widths) + 1.5 * em
        return [*own, *(o for o in near if o not in own and o[2] - o[0] <= limit and o[0] >= hull[0] - 3 * em - max(0.0, limit - (hull[2] - hull[0])))]

    def _flush(self, values: Sequence[float], distances: Sequence[float], side: int) -> float:
        """The outermost value that several rows share; nearer rows count more."""
        em = self._em
        weights = [1 / (1 + d / (8 * em)) for d in distances]
        total = sum(weights)
        best, chosen = -1.0, values[0]
        for value in sorted(values, reverse=side < 0):
            share = sum(w for v, w in zip(values, weights, strict=True) if abs(v - value) <= 0.35 * em)
            if share > best * 1.5:
                # A later (inner) cluster must be clearly larger: paragraphs of one row are all indented.
                if best < 0.22 * total:
                    best, chosen = share, value
            if best >= 0.22 * total:
                break
        members = [v for v in values if abs(v - chosen) <= 0.45 * em]
        return statistics.median(members)
