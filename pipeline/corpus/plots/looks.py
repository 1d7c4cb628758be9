"""Colours, patterns and letters of figures that stand by themselves.

Pages give the same classes colours of their own, for the dark too (``pipeline/review/static/plots.css``).
"""

from __future__ import annotations

from dataclasses import dataclass
from xml.etree.ElementTree import Element

from pipeline.corpus.plots.svg import put
from pipeline.corpus.plots.wording import Language

PAPER, INK, SOFT, GRID, AXIS = "#ffffff", "#1f1f1f", "#555555", "#e4e4e4", "#7a7a7a"
PAGES, GAP, REST = "#a9a397", "#c9c9c9", "#8c8c8c"
FONTS: dict[Language, str] = {
    "zh": "'Noto Sans SC', 'Noto Sans CJK SC', 'Source Han Sans SC', 'PingFang SC', 'Microsoft YaHei', sans-serif",
    "en": "'Helvetica Neue', Arial, 'Liberation Sans', 'Noto Sans', 'Noto Sans CJK SC', 'PingFang SC', "
    "'Microsoft YaHei', sans-serif",
}


@dataclass(frozen=True, slots=True)
class Look:
    """How a series is told from the others, without its colour too."""

    colour: str
    """hex; at least 3:1 on white, and told apart with any kind of colour blindness."""
    pattern: str
    """path over a square of ``PATTERN`` px; empty: plain."""
    dash: str
    """of its line."""
    marker: str
    """path around 0,0."""


PATTERN = 6
LOOKS = (
    Look("#0072b2", "", "none", "M-3.6,0a3.6,3.6 0 1,0 7.2,0a3.6,3.6 0 1,0 -7.2,0z"),
    Look("#c85200", "M-1,7L7,-1M-1,1L1,-1M5,7L7,5", "7 3", "M-3.3,-3.3H3.3V3.3H-3.3z"),
    Look("#00805f", "M0,3H6", "2 2.5", "M0,-4.3L4.2,3.2H-4.2z"),
    Look("#a34f8d", "M-1,-1L7,7M5,-1L7,1M-1,5L1,7", "9 3 2 3", "M0,-4.7L4.7,0L0,4.7L-4.7,0z"),
    Look("#4a4a4a", "M0,3H6M3,0V6", "1 3", "M-4,-3L4,-3L0,4.2z"),
)
"""The series in their order."""
GREY = Look(REST, "", "none", "M-3,-3H3V3H-3z")
"""What is left over."""


def look_of(number: int, *, rest: bool) -> tuple[str, Look]:
    """Name by which classes and patterns know a series, and its look."""
    return ("rest", GREY) if rest else (str(number + 1), LOOKS[number % len(LOOKS)])


def filling(ident: str, number: int, *, rest: bool) -> dict[str, str]:
    """Attributes of an area of a series."""
    name, look = look_of(number, rest=rest)
    if look.pattern:
        return {"fill": f"url(#{ident}-fill-{name})", "cls": "plot-patterned"}
    return {"fill": look.colour, "cls": f"plot-fill-{name}"}


def patterns(parent: Element, ident: str, series: int) -> None:
    """What ``filling`` refers to, and that of periods without pages."""
    box = {"width": PATTERN, "height": PATTERN, "patternUnits": "userSpaceOnUse"}
    for number in range(series):
        name, look = look_of(number, rest=False)
        if look.pattern:
            made = put(parent, "pattern", id=f"{ident}-fill-{name}", **box)
            put(made, "rect", width=PATTERN, height=PATTERN, fill=look.colour, cls=f"plot-fill-{name}")
            put(made, "path", d=look.pattern, fill="none", stroke=PAPER, stroke_width=1.3, cls="plot-cut")
    gap = put(parent, "pattern", id=f"{ident}-gap", **box)
    put(gap, "path", d="M-1,7L7,-1M-1,1L1,-1M5,7L7,5", fill="none", stroke=GAP, stroke_width=0.8, cls="plot-gap")
