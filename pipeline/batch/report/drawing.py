"""Charts as inline SVG.  Colours come from the style sheet by class, so that screen, dark mode and print differ.

All lengths are units of the drawing, which is ``WIDTH`` wide and stretches with the page.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from pipeline.batch.report.markup import Html, element, join
from pipeline.batch.report.words import Words

WIDTH = 720.0
_LEFT, _RIGHT = 36.0, 8.0
"""for the numbers of the axis"""
WIDEST_SLOT = 30.0
"""so that a run of a few minutes is not drawn as a few blocks"""
LABEL_WIDTH = 80.0
"""of a date and time below the axis"""


@dataclass(frozen=True, slots=True)
class Bin:
    """One bar of a histogram."""

    low: float
    high: float
    count: int
    open_low: bool = False
    """It holds everything below ``high``."""
    open_high: bool = False
    """It holds everything from ``low`` on."""


def bins(values: Sequence[float], steps: Sequence[float], lowest: float, highest: float, most: int) -> list[Bin]:
    """Bins of one width (the first of ``steps`` that gives at most ``most``) between the 1st and 99th percentile.

    The first and the last bin take what lies beyond; ``lowest`` and ``highest`` bound the range.
    """
    if not values:
        return []
    ordered = sorted(values)
    low = max(lowest, ordered[len(ordered) // 100])
    high = min(highest, ordered[-1 - len(ordered) // 100])
    step = next((one for one in steps if (high - low) / one <= most - 2), steps[-1])
    first = max(math.floor(low / step + 1e-9), math.ceil((high / step) - most))
    last = min(max(first + 1, math.ceil(high / step - 1e-9)), math.floor(highest / step + 1e-9))
    first = min(first, last - 1)
    counts = [0] * (last - first)
    for value in values:
        counts[min(max(math.floor(value / step + 1e-9) - first, 0), len(counts) - 1)] += 1
    return [
        Bin(
            (first + n) * step,
            (first + n + 1) * step,
            count,
            open_low=n == 0 and ordered[0] < first * step,
            open_high=n == len(counts) - 1 and ordered[-1] > last * step,
        )
        for n, count in enumerate(counts)
    ]


def figure(title: Words, height: float, *parts: str, class_: str = "") -> Html:
    """A drawing with a title for those who cannot see it."""
    return element(
        "svg",
        element("title", " · ".join(title)),
        *parts,
        viewBox=f"0 0 {WIDTH:g} {height:g}",
        role="img",
        class_=f"chart {class_}".strip(),
    )


def label(x: float, y: float, text: str | Words, anchor: str = "middle", class_: str = "tick") -> Html:
    """A text at a point, in one language or in both."""
    if isinstance(text, str):
        return element("text", text, x=x, y=y, text_anchor=anchor, class_=class_)
    return join(
        element("text", text[0], x=x, y=y, text_anchor=anchor, class_=f"{class_} zh"),
        element("text", text[1], x=x, y=y, text_anchor=anchor, class_=f"{class_} en"),
    )


def wall(title: Words, counts: Sequence[tuple[str, int]], columns: int = 60, most: int = 480) -> tuple[Html, int]:
    """A wall of small pages, each in the colour of its state; returns it with the number of pages that one stands for.

    ``counts``: class and number, in the order in which they are drawn.  Whatever is there has one at least.
    """
    total = sum(number for _, number in counts)
    share = max(1, math.ceil(total / most))
    cells = [name for name, number in counts for _ in range(max(number > 0, round(number / share)))]
    columns = min(columns, max(24, len(cells)))
    pitch = WIDTH / columns
    tall = pitch * 1.3
    shapes = [
        element(
            "rect",
            x=column * pitch + 1,
            y=row * tall + 1,
            width=pitch - 2.5,
            height=tall - 3,
            rx=1,
            class_=f"fill-{name}",
        )
        for row, column, name in ((n // columns, n % columns, name) for n, name in enumerate(cells))
    ]
    return figure(title, max(1, math.ceil(len(cells) / columns)) * tall, *shapes, class_="wall"), share


def histogram(title: Words, found: Sequence[Bin], names: Sequence[str], below: Sequence[str] = ()) -> Html:
    """Bars over bins; ``names``: of the edges (one more than bins); ``below``: what is drawn under each bar."""
    height, top = 150.0, 16.0
    highest = max((one.count for one in found), default=0) or 1
    pitch = (WIDTH - _LEFT - _RIGHT) / max(1, len(found))
    parts = [_axis(height)]
    for n, one in enumerate(found):
        x, tall = _LEFT + n * pitch, one.count / highest * (height - top)
        if one.count:
            tall = max(tall, 1.5)
            parts.append(
                element("rect", x=x + 1.5, y=height - tall, width=pitch - 3, height=tall, rx=1.5, class_="fill-done")
            )
            parts.append(label(x + pitch / 2, height - tall - 4, f"{one.count:,}", class_="value"))
    every = max(1, math.ceil(len(names) / 13))
    for n, name in enumerate(names):
        if n % every == 0:
            parts.append(label(_LEFT + n * pitch, height + 15, name))
    foot = 24.0
    if below:
        parts += [
            element("g", Html(drawn), transform=f"translate({_LEFT + (n + 0.5) * pitch:.2f} {height + 36:.2f})")
            for n, drawn in enumerate(below)
        ]
        foot = 60.0
    return figure(title, height + foot, *parts)


def tilted_page(degrees: float) -> Html:
    """A small page, turned counter-clockwise by the angle, three times as far so that it is seen."""
    lines = [element("line", x1=-5, x2=5, y1=y, y2=y, class_="stroke-soft") for y in (-6, -2, 2, 6)]
    sheet = element("rect", x=-8, y=-11, width=16, height=22, rx=1, class_="sheet")
    turned = max(-45.0, min(45.0, -3 * degrees))
    return element("g", sheet, *lines, transform=f"rotate({turned:.1f})")


@dataclass(frozen=True, slots=True)
class Slot:
    """A span of time in which pages were tried."""

    done: int
    failed: int
    minutes: int
    """that it lasted."""
    name: str
    """what is written below it; may be empty."""
    gap: bool = False
    """Nothing was done for a while before it."""


def timeline(title: Words, slots: Sequence[Slot]) -> Html:
    """Pages a minute over time; failed ones on top of the done ones."""
    height, top = 150.0, 14.0
    highest = max(((slot.done + slot.failed) / slot.minutes for slot in slots), default=0.0)
    ceiling = nice(highest)
    pitch = min(WIDEST_SLOT, (WIDTH - _LEFT - _RIGHT) / max(1, len(slots)))
    parts, named = [_axis(height)], -LABEL_WIDTH
    for level in (0.5, 1.0):
        y = height - level * (height - top)
        parts.append(element("line", x1=_LEFT, x2=WIDTH - _RIGHT, y1=y, y2=y, class_="grid"))
        parts.append(label(_LEFT - 5, y + 3.5, f"{ceiling * level:g}", "end"))
    for n, slot in enumerate(slots):
        x, y, scale = _LEFT + n * pitch, height, (height - top) / ceiling / slot.minutes
        width = max(pitch - min(2.0, pitch * 0.2), 0.5)
        for count, name in ((slot.done, "done"), (slot.failed, "failed")):
            if count:
                y -= count * scale
                parts.append(element("rect", x=x, y=y, width=width, height=count * scale, class_=f"fill-{name}"))
        if slot.gap:
            parts.append(element("line", x1=x - 1, x2=x - 1, y1=top, y2=height + 4, class_="break"))
        if slot.name and x - named >= LABEL_WIDTH:
            named = x
            parts.append(element("line", x1=x, x2=x, y1=height, y2=height + 4, class_="axis"))
            anchor = "start" if n == 0 else "end" if x > WIDTH - 40 else "middle"
            parts.append(label(x, height + 16, slot.name, anchor))
    return figure(title, height + 24, *parts)


def nice(value: float) -> float:
    """The next of 1, 2, 4, 5, 10, 20 … that is not below a value."""
    if value <= 0:
        return 1.0
    power = 10.0 ** math.floor(math.log10(value))
    return next(step * power for step in (1, 2, 4, 5, 10) if step * power >= value - 1e-9)


def bar(*parts: tuple[str, float]) -> Html:
    """A horizontal bar as wide as its place: classes with shares of the whole width, 0..1."""
    x, shapes = 0.0, []
    for name, share in parts:
        if share > 0:
            width = max(0.4, 100 * share)
            shapes.append(element("rect", x=x, y=0, width=width, height=10, class_=f"fill-{name}"))
            x += width
    return element(
        "svg", *shapes, viewBox="0 0 100 10", preserveAspectRatio="none", class_="bar-chart", aria_hidden="true"
    )


def squares(places: Sequence[tuple[int, bool, str]], columns: int = 24) -> Html:
    """Numbers in a row of squares, missing ones as a dashed outline: number, whether it is there, its title."""
    pitch = 30.0
    shapes = []
    for n, (number, there, title) in enumerate(places):
        x, y = n % columns * pitch, n // columns * pitch
        name = "there" if there else "absent"
        square = element("rect", x=x + 1.5, y=y + 1.5, width=pitch - 4, height=pitch - 4, rx=3, class_=name)
        hint = element("title", title) if title else None
        shapes.append(element("g", hint, square, label(x + pitch / 2 - 0.5, y + 19, str(number), class_=f"n-{name}")))
    rows = max(1, math.ceil(len(places) / columns))
    width = min(len(places), columns) * pitch
    return element(
        "svg",
        *shapes,
        viewBox=f"0 0 {width:g} {rows * pitch:g}",
        style=f"width:{width / pitch * 1.7:.2f}em",
        class_="squares",
        role="img",
    )


def _axis(height: float) -> Html:
    return element("line", x1=_LEFT, x2=WIDTH - _RIGHT, y1=height, y2=height, class_="axis")
