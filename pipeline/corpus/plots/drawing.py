"""A figure as SVG."""

from __future__ import annotations

from collections.abc import Iterator
from xml.etree.ElementTree import Element, tostring

from pipeline.corpus.plots.figure import Figure
from pipeline.corpus.plots.looks import FONTS, INK, PAGES, PAPER, SOFT, filling, look_of, patterns
from pipeline.corpus.plots.marks import draw_values, has_lines
from pipeline.corpus.plots.panels import LABEL, Panel
from pipeline.corpus.plots.svg import fit, measure, put, wrapped
from pipeline.corpus.plots.ticks import period_ticks, value_labels, value_ticks
from pipeline.corpus.plots.wording import say

WIDTH = 840
"""px of a figure: the text column of a journal at the size that its letters have here."""
MARGIN = 18
TITLE, LEGEND, SOURCE = 16, 12, 10.5
"""px of letters."""
VALUES, COVERAGE = 250, 62
"""px of the two fields."""
AXIS_GAP = 13
"""px from the name of an axis to its upper end."""
SWATCH = 26
"""px of the sample of a series in the legend."""
LONGEST = 220
"""px of a name in the legend; what is longer is cut."""


def draw(figure: Figure, ident: str = "plot") -> str:
    """The SVG.  ``ident``: begins the names of its parts; two figures on one page have two."""
    root = Element("svg", {"xmlns": "http://www.w3.org/2000/svg", "role": "img", "class": "plot"})
    root.set("aria-labelledby", f"{ident}-title {ident}-about")
    root.set("font-family", FONTS[figure.language])
    root.set("lang", "zh-Hans" if figure.language == "zh" else "en")
    put(root, "title", figure.title, id=f"{ident}-title")
    put(root, "desc", figure.about, id=f"{ident}-about")
    patterns(put(root, "defs"), ident, len(figure.series))
    paper = put(root, "rect", width="100%", height="100%", fill=PAPER, cls="plot-paper")
    y = _text(root, figure.title, MARGIN, MARGIN + TITLE, TITLE, INK, weight="600")
    y = _legend(root, figure, ident, y + 14) if figure.periods else y
    y = _fields(root, figure, ident, y) if figure.periods else _nothing(root, figure, y)
    for line in (*figure.notes, figure.source):
        y = _text(root, line, MARGIN, y + 1.6 * SOURCE, SOURCE, SOFT)
    height = round(y + MARGIN)
    for element in (root, paper):
        element.set("height", str(height))
    root.set("width", str(WIDTH))
    root.set("viewBox", f"0 0 {WIDTH} {height}")
    return tostring(root, encoding="unicode")


def file_of(figure: Figure) -> bytes:
    """The same as a file."""
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{draw(figure)}\n'.encode()


def _text(parent: Element, text: str, x: float, y: float, size: float, colour: str, weight: str = "400") -> float:
    """Lines of text; returns the y of the last one."""
    for n, line in enumerate(wrapped(text, size, WIDTH - 2 * MARGIN)):
        y += 1.35 * size if n else 0
        style = {"font_size": size, "font_weight": weight, "fill": colour}
        put(parent, "text", line, x=x, y=y, **style, cls="plot-ink" if colour == INK else "plot-soft")
    return y


def _legend(parent: Element, figure: Figure, ident: str, y: float) -> float:
    """Which series is which, and what is hatched; returns where it ends."""
    lines, entries = has_lines(figure, _values(figure, y, [])), list(_entries(figure, ident))
    x, y = float(MARGIN), y + (LEGEND if entries else 0)
    for name, attributes, number in entries:
        label = fit(name, LEGEND, LONGEST)
        width = SWATCH + 6 + measure(label, LEGEND) + 20
        if x > MARGIN and x + width > WIDTH - MARGIN:
            x, y = float(MARGIN), y + 1.6 * LEGEND
        if lines and number is not None:
            _sample(parent, x, y - 0.36 * LEGEND, number, rest=figure.series[number].rest)
        else:
            put(parent, "rect", x=x, y=y - 0.85 * LEGEND, width=SWATCH, height=LEGEND, **attributes)
        text = put(parent, "text", label, x=x + SWATCH + 6, y=y, font_size=LEGEND, fill=INK, cls="plot-ink")
        if label != name:
            put(text, "title", name)
        x += width
    return y + 10


def _entries(figure: Figure, ident: str) -> Iterator[tuple[str, dict[str, str], int | None]]:
    if len(figure.series) > 1:
        for number, series in enumerate(figure.series):
            yield series.name, filling(ident, number, rest=series.rest), number
    if 0 in figure.pages:
        edge = {"stroke": PAGES, "stroke_width": "0.5", "cls": "plot-hatched"}
        yield say(figure.language, "no-pages"), {"fill": f"url(#{ident}-gap)", **edge}, None


def _sample(parent: Element, x: float, y: float, number: int, *, rest: bool) -> None:
    name, look = look_of(number, rest=rest)
    dash = {} if look.dash == "none" else {"stroke_dasharray": look.dash}
    line = {"stroke": look.colour, "stroke_width": 1.8, "cls": f"plot-line-{name}"}
    put(parent, "path", d=f"M{x:.2f},{y:.2f}h{SWATCH}", fill="none", **line, **dash)
    here = f"translate({x + SWATCH / 2:.2f} {y:.2f})"
    put(parent, "path", d=look.marker, transform=here, fill=look.colour, cls=f"plot-fill-{name}")


def _values(figure: Figure, y: float, pages: list[float]) -> Panel:
    ticks = value_ticks(figure.top, whole=figure.whole)
    labels = [*value_labels(ticks), *(value_labels(pages) if pages else [])]
    left = MARGIN + 10 + max(measure(one, LABEL) for one in labels)
    return Panel(left, y, WIDTH - MARGIN - left, VALUES, ticks, len(figure.periods))


def _fields(parent: Element, figure: Figure, ident: str, y: float) -> float:
    """Both fields with their axes; returns where they end."""
    pages = value_ticks(max(figure.pages), whole=True, wanted=2)
    y = _text(parent, figure.unit, MARGIN, y + 1.1 * LABEL, LABEL, SOFT) + AXIS_GAP
    values = _values(figure, y, pages)
    y = _text(parent, say(figure.language, "pages"), MARGIN, values.bottom + 2.4 * LABEL, LABEL, SOFT) + AXIS_GAP
    coverage = Panel(values.x, y, values.width, COVERAGE, pages, values.periods)
    for panel in (values, coverage):
        panel.gaps(parent, figure.pages, f"url(#{ident}-gap)")
        panel.axis(parent)
    for n, number in enumerate(figure.pages):
        if number:
            here = {"x": coverage.middle(n) - coverage.bar / 2, "y": coverage.at(number)}
            size = {"width": coverage.bar, "height": coverage.high(number)}
            put(parent, "rect", **here, **size, **coverage.edges, fill=PAGES, cls="plot-pages")
    _pointed(parent, figure, values, coverage)
    draw_values(parent, figure, values, ident)
    coverage.times(parent, period_ticks(figure.periods, figure.by, values.slot, LABEL))
    return coverage.bottom + 2.6 * LABEL


def _pointed(parent: Element, figure: Figure, values: Panel, coverage: Panel) -> None:
    """What is said wherever one points at a period."""
    for n, (period, pages) in enumerate(zip(figure.periods, figure.pages, strict=True)):
        words = [say(figure.language, "here" if pages else "none-here", period=period, pages=pages)]
        if pages:
            words += [one.said[n] for one in figure.series]
        here = {"x": values.x + n * values.slot, "y": values.y}
        size = {"width": values.slot, "height": coverage.bottom - values.y}
        shape = put(parent, "rect", **here, **size, fill="none", pointer_events="all", cls="plot-period")
        put(shape, "title", "\n".join(words))
        if len(figure.series) == 1 and figure.series[0].to and figure.series[0].to[n]:
            shape.set("data-to", figure.series[0].to[n])


def _nothing(parent: Element, figure: Figure, y: float) -> float:
    return _text(parent, say(figure.language, "nothing"), MARGIN, y + 3 * LEGEND, LEGEND, SOFT) + 2 * LEGEND
