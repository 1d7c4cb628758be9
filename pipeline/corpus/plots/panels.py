"""The two fields of a figure: the values above, the pages below; both with the same time."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from xml.etree.ElementTree import Element

from pipeline.corpus.plots.looks import AXIS, GRID, SOFT
from pipeline.corpus.plots.svg import put
from pipeline.corpus.plots.ticks import value_labels

LABEL = 11.5
"""px of the letters at an axis."""
TICK = 4
"""px of the marks of time."""
NARROWEST = 2
"""px of a period; where it has less, its bars touch."""
WIDEST = 0.72
"""of a period that bars fill."""
BROADEST = 56
"""px of the bars of one period, at most: with few periods they would be slabs."""


@dataclass(frozen=True, slots=True)
class Panel:
    """One field.  All lengths in px, y downwards."""

    x: float
    y: float
    width: float
    height: float
    ticks: Sequence[float]
    """values with a line; the last is the upper end."""
    periods: int

    @property
    def slot(self) -> float:
        """Width of a period."""
        return self.width / max(1, self.periods)

    @property
    def bar(self) -> float:
        """Width of the bars of a period."""
        return min(BROADEST, WIDEST * self.slot) if self.slot > NARROWEST else self.slot

    @property
    def edges(self) -> dict[str, str]:
        """Attributes of bars: those that touch have sharp edges, else light shines through between them."""
        return {"shape_rendering": "crispEdges"} if self.bar == self.slot else {}

    @property
    def bottom(self) -> float:
        """y of zero."""
        return self.y + self.height

    def middle(self, period: int) -> float:
        """x of a period."""
        return self.x + (period + 0.5) * self.slot

    def high(self, value: float) -> float:
        """Height of a value."""
        return self.height * value / self.ticks[-1]

    def at(self, value: float) -> float:
        """y of a value."""
        return self.bottom - self.high(value)

    def axis(self, parent: Element) -> None:
        """Lines and labels of the values; zero is drawn stronger."""
        for tick, label in zip(self.ticks, value_labels(self.ticks), strict=True):
            y = self.at(tick)
            line = {"stroke": AXIS, "cls": "plot-axis"} if tick == 0 else {"stroke": GRID, "cls": "plot-grid"}
            put(parent, "path", d=f"M{self.x:.2f},{y:.2f}h{self.width:.2f}", stroke_width=1, **line)
            here = {"x": self.x - 7, "y": y + 0.35 * LABEL, "text_anchor": "end"}
            put(parent, "text", label, **here, font_size=LABEL, fill=SOFT, cls="plot-soft")

    def times(self, parent: Element, labels: Sequence[tuple[int, str]]) -> None:
        """Marks and labels of the periods, below."""
        for period, label in labels:
            x = self.middle(period)
            put(parent, "path", d=f"M{x:.2f},{self.bottom:.2f}v{TICK}", stroke=AXIS, stroke_width=1, cls="plot-axis")
            here = {"x": x, "y": self.bottom + TICK + 1.15 * LABEL, "text_anchor": "middle"}
            put(parent, "text", label, **here, font_size=LABEL, fill=SOFT, cls="plot-soft")

    def gaps(self, parent: Element, pages: Sequence[int], filling: str) -> None:
        """Hatch what has no pages."""
        for first, number in _stretches(pages):
            here = {"x": self.x + first * self.slot, "y": self.y, "width": number * self.slot, "height": self.height}
            put(parent, "rect", **here, fill=filling, cls="plot-hatched")


def _stretches(pages: Sequence[int]) -> Iterator[tuple[int, int]]:
    """First period and number of periods of every stretch without pages."""
    at = 0
    for empty, some in groupby(pages, key=lambda number: number == 0):
        number = len(list(some))
        if empty:
            yield at, number
        at += number
