"""White between paragraphs: the mark of a new one on pages that set no indents."""

from __future__ import annotations

import statistics
from collections.abc import Sequence
from itertools import pairwise

from pipeline.reflow.edges import ColumnEdges, PrintRow
from pipeline.reflow.settings import ReflowSettings


class Pitches:
    """Knows from row to row how far apart the running text of the page is set, and whether it has indents."""

    def __init__(self, rows: Sequence[PrintRow], edges: ColumnEdges, em: float, settings: ReflowSettings) -> None:
        flat = [row for row in rows if not row.lines[0].vertical]
        self._em, self._settings = em, settings
        steps = [_step(a, b) for a, b in pairwise(flat) if a.column == b.column and _step(a, b) > 0]
        self._usual = statistics.median(steps) if steps else 0.0
        indents = ((row.box[0] - edges.at(row).left) / em for row in flat)
        indented = sum(settings.indent_from <= indent <= settings.indent_to for indent in indents)
        self.has_indents = indented > settings.white.indents * len(flat)

    def stands_off(self, before: PrintRow, row: PrintRow) -> bool:
        """Is there more white between two rows of one column than between the rows of a paragraph?"""
        if self.has_indents or row.lines[0].vertical or not self._same_column(before, row):
            return False
        return _step(before, row) > self._usual + self._settings.white.more * self._em

    def _same_column(self, before: PrintRow, row: PrintRow) -> bool:
        """One run, or right under each other: in widely set text the white between paragraphs parts the runs."""
        if before.column == row.column:
            return True
        flush = abs(before.box[0] - row.box[0]) < self._settings.edges.flush * self._em
        return flush and 0 < _step(before, row) < self._usual + self._settings.white.most * self._em


def _step(upper: PrintRow, lower: PrintRow) -> float:
    """From the middle of a row to that of the next, px."""
    return (lower.box[1] + lower.box[3] - upper.box[1] - upper.box[3]) / 2
