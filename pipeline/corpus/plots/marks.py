"""The values themselves: bars beside each other, bars upon each other, or lines with markers."""

from __future__ import annotations

from collections.abc import Iterator
from xml.etree.ElementTree import Element

from pipeline.corpus.plots.figure import Figure, Series
from pipeline.corpus.plots.looks import PAPER, filling, look_of
from pipeline.corpus.plots.panels import Panel
from pipeline.corpus.plots.svg import put

NARROWEST = 6.5
"""px of one of several bars beside each other, so that its pattern is seen; where they have less, lines are drawn."""
CROWDED = 9.0
"""px of a period below which lines have no markers, except where a value stands alone."""

EDGE = 0.75
"""px of the paper's colour around what touches other things."""


def has_lines(figure: Figure, panel: Panel) -> bool:
    """Whether the values are drawn as lines."""
    number = len(figure.series)
    return not figure.stacked and number > 1 and panel.bar / number < NARROWEST


def draw_values(parent: Element, figure: Figure, panel: Panel, ident: str) -> None:
    """Draw them."""
    if has_lines(figure, panel):
        for number, series in enumerate(figure.series):
            _line(parent, series, number, panel)
        return
    heights = [0.0] * len(figure.periods)
    width = panel.bar if figure.stacked else panel.bar / len(figure.series)
    for number, series in enumerate(figure.series):
        shape = filling(ident, number, rest=series.rest)
        if len(figure.series) > 1:
            shape = _edged(shape)
        for n, value in enumerate(series.values):
            if not value:
                continue
            left = panel.middle(n) - panel.bar / 2 + (0 if figure.stacked else number * width)
            low = heights[n] if figure.stacked else 0.0
            here = {"x": left, "y": panel.at(low + value), "width": width, "height": panel.high(value)}
            heights[n] += value
            _pointed(parent, series, n, put(parent, "rect", **here, **panel.edges, **shape))


def _line(parent: Element, series: Series, number: int, panel: Panel) -> None:
    name, look = look_of(number, rest=series.rest)
    stretches = list(_runs(series))
    path = " ".join(
        "M" + " L".join(f"{panel.middle(n):.2f},{panel.at(value):.2f}" for n, value in one) for one in stretches
    )
    dash = {} if look.dash == "none" else {"stroke_dasharray": look.dash}
    line = {"stroke": look.colour, "stroke_width": 1.8, "stroke_linejoin": "round", "cls": f"plot-line-{name}"}
    put(parent, "path", d=path, fill="none", **line, **dash)
    for one in stretches:
        for n, value in one:
            if panel.slot < CROWDED and len(one) > 1:
                continue
            here = f"translate({panel.middle(n):.2f} {panel.at(value):.2f})"
            style = _edged({"fill": look.colour, "cls": f"plot-fill-{name}"})
            shape = put(parent, "path", d=look.marker, transform=here, **style)
            _pointed(parent, series, n, shape)


def _runs(series: Series) -> Iterator[list[tuple[int, float]]]:
    """Values without a gap between them."""
    run: list[tuple[int, float]] = []
    for n, value in enumerate((*series.values, None)):
        if value is not None:
            run.append((n, value))
        elif run:
            yield run
            run = []


def _pointed(parent: Element, series: Series, n: int, shape: Element) -> None:
    """What is said of a value, and where it leads."""
    put(shape, "title", series.said[n])
    if series.to and series.to[n]:
        shape.set("data-to", series.to[n])


def _edged(shape: dict[str, str]) -> dict[str, str]:
    """The same, kept apart from what it touches."""
    return shape | {"stroke": PAPER, "stroke_width": str(EDGE), "cls": f"{shape['cls']} plot-edge"}
