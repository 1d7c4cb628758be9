"""What the rows of a page are measured against: its own running text."""

from __future__ import annotations

import statistics
from collections.abc import Sequence
from dataclasses import dataclass

from pipeline.layout.row_settings import RowSettings
from pipeline.layout.rows import Row
from pipeline.layout.settings import LayoutSettings
from pipeline.layout.sizes import within
from pipeline.model.geometry import overlap


@dataclass(frozen=True)
class Measures:
    """What the rows of this page are measured against."""

    em: float
    """px of one body character."""
    gap: float
    """px of white between two rows of running text."""
    bold: float
    """Stroke weight from which a row is bold, times that of the body."""


def measure(rows: Sequence[Row], em: float, settings: LayoutSettings) -> Measures:
    """Measure the running text of the page."""
    return Measures(em, _usual_gap(rows, em, settings.rows), _bold_from(rows, settings))


def _bold_from(rows: Sequence[Row], settings: LayoutSettings) -> float:
    """Stroke weight from which a row is bold on this page, times that of the body.

    Blur brings bold and plain strokes nearer to each other but also makes the plain ones more alike.
    """
    bold = settings.bold
    weights = [
        row.weight
        for row in rows
        if len(row.text) >= bold.row_length and within(row.size, settings.rows.body_sizes) and row.weight > 0
    ]
    if len(weights) < bold.rows:
        return bold.weight
    middle = statistics.median(weights)
    spread = 1.48 * statistics.median(abs(w - middle) for w in weights)
    return min(bold.weight, max(bold.least, 1 + bold.deviations * spread))


def _usual_gap(rows: Sequence[Row], em: float, settings: RowSettings) -> float:
    gaps = []
    for row in rows:
        x0, _, x1, y1 = row.box
        below = [
            other.box[1] - y1
            for other in rows
            if other is not row
            and -0.3 * em < other.box[1] - y1 < settings.widest_gap * em
            and overlap(x0, x1, other.box[0], other.box[2]) > 0.7 * (x1 - x0)
        ]
        if below and len(row.text) >= 6 and within(row.size, settings.body_sizes):
            gaps.append(min(below))
    return statistics.median(gaps) if gaps else settings.usual_gap * em
