"""Where the flush edges of a column are, row by row: also on a curled page and in columns of a single row."""

from __future__ import annotations

import statistics
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from pipeline.model.block import Region
from pipeline.model.geometry import Box, level, union, upright_level
from pipeline.model.text import Line
from pipeline.reflow.settings import EdgeSettings

NO_COLUMN = -1
"""stands for rows that belong to no run."""

Floats = NDArray[np.float64]


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
            before = rows[-1][-1].box
            if level(before, line.box) and line.box[0] > before[0]:
                rows[-1].append(line)
                continue
        elif rows and line.vertical and upright_level(rows[-1][-1].box, line.box) and line.box[1] > rows[-1][-1].box[1]:
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

    def __init__(self, rows: Sequence[PrintRow], em: float, settings: EdgeSettings) -> None:
        flat = [row for row in rows if not row.lines[0].vertical]
        self._boxes = np.array([row.box for row in flat], np.float64).reshape(-1, 4)
        self._columns = np.array([NO_COLUMN if row.column is None else row.column for row in flat], np.int64)
        self._em = em
        self._settings = settings
        self._known: dict[int, Edges] = {}

    def at(self, row: PrintRow) -> Edges:
        """Edges of the row's column: from the rows of its own run, and of its column elsewhere where these are few."""
        first = row.lines[0].id
        if first not in self._known:
            self._known[first] = self._measure(row.box, row.column)
        return self._known[first]

    def _measure(self, box: Box, own_column: int | None) -> Edges:
        x0, y0, x1, y1 = box
        boxes = self._boxes
        away = (boxes[:, 1] + boxes[:, 3]) / 2 - (y0 + y1) / 2
        across = np.minimum(boxes[:, 2], x1) - np.maximum(boxes[:, 0], x0)
        over = across > 0.5 * np.minimum(boxes[:, 2] - boxes[:, 0], x1 - x0)
        near = over & (abs(away) <= self._settings.window * self._em)
        own = near & (self._columns == (NO_COLUMN if own_column is None else own_column))
        few = np.count_nonzero(own) < self._settings.rows
        wider = own | self._same_column(np.vstack([boxes[own], box]), near) if few else own
        left = self._side(0, own if self._agree(boxes[own, 0], 1) else wider, away)
        if not few and boxes[own, 0].min() < left - self._settings.sticks_out * self._em:
            # No row begins left of its column: the rows that seem to begin alike are indented ones.
            left = self._side(0, own | self._same_column(np.vstack([boxes[own], box]), near), away)
        right = self._side(2, own if self._agree(boxes[own, 2], -1) else wider, away)
        return Edges(left, right)

    def _side(self, side: int, rows: NDArray[np.bool_], away: Floats) -> float:
        """The flush edge on one side (0 left, 2 right) of the chosen rows."""
        away = away[rows]
        weights = 1 / (1 + abs(away) / (self._settings.near * self._em))
        values = _upright(self._boxes[rows, side], away, self._settings.slant_step)
        return self._flush(values, weights, inwards=1 if side == 0 else -1)

    def _agree(self, values: Floats, inwards: int) -> bool:
        """Do several of a run's own rows end at the same place, none farther out?"""
        if values.size < self._settings.agreed:
            return False
        ordered = np.sort(values)[::inwards]
        return bool(abs(ordered[self._settings.agreed - 1] - ordered[0]) <= self._settings.flush * self._em)

    def _same_column(self, own: Floats, near: NDArray[np.bool_]) -> NDArray[np.bool_]:
        """Rows near by of the column that holds the run, rows that span more than that column left out."""
        em, boxes, limits = self._em, self._boxes, self._settings
        left, right = own[:, 0].min(), own[:, 2].max()
        widths = boxes[:, 2] - boxes[:, 0]
        as_wide = near & (boxes[:, 0] <= left + limits.column * em) & (boxes[:, 2] >= right - limits.column * em)
        if not as_wide.any():
            return np.zeros_like(near)
        limit = statistics.median(widths[as_wide].tolist()) + limits.wider * em
        farthest = left - limits.left_of * em - max(0.0, limit - (right - left))
        return np.asarray(near & (widths <= limit) & (boxes[:, 0] >= farthest))

    def _flush(self, values: Floats, weights: Floats, inwards: int) -> float:
        """The outermost place at which a fair share of the rows ends; nearer rows count more."""
        reach = self._settings.flush * self._em
        ordered = np.sort(values)[::inwards]
        shares = (abs(values[None, :] - ordered[:, None]) <= reach) @ weights
        fair = np.flatnonzero(shares >= self._settings.share * weights.sum())
        chosen = ordered[fair[0] if fair.size else int(shares.argmax())]
        return float(statistics.median(values[abs(values - chosen) <= 1.3 * reach].tolist()))


def _upright(values: Floats, away: Floats, step: int) -> Floats:
    """Edges as they would stand level with the row, the column's own slant taken out.

    The slant is the median slope between rows a few apart (Theil and Sen): indents do not move it.
    """
    order = np.argsort(away, kind="stable")
    first, second = order[:-step], order[step:]
    apart = away[second] > away[first]
    if np.count_nonzero(apart) < step:
        return values
    first, second = first[apart], second[apart]
    slope = statistics.median(((values[second] - values[first]) / (away[second] - away[first])).tolist())
    return np.asarray(values - slope * away)
