"""A figure the size of a word: bars without axes, for a cell of a table whose numbers stand beside it."""

from __future__ import annotations

from collections.abc import Sequence
from xml.etree.ElementTree import Element, tostring

from pipeline.corpus.plots.looks import AXIS, LOOKS
from pipeline.corpus.plots.svg import put

WIDTH, HEIGHT = 144, 24
"""px."""
BROADEST = 10.0
"""px of a bar."""
LOWEST = 1.5
"""px of the smallest value that is not zero."""


def spark(values: Sequence[int]) -> str:
    """The SVG; who does not see it loses nothing.  ``values``: one a period."""
    box = f"0 0 {WIDTH} {HEIGHT}"
    root = Element("svg", {"xmlns": "http://www.w3.org/2000/svg", "class": "spark", "aria-hidden": "true"})
    root.set("viewBox", box)
    slot, top = WIDTH / max(1, len(values)), max(values, default=0)
    width = min(BROADEST, 0.8 * slot)
    put(root, "path", d=f"M0,{HEIGHT - 0.5}H{WIDTH}", stroke=AXIS, stroke_width=0.5, cls="plot-axis")
    for n, value in enumerate(values):
        if value:
            height = max(LOWEST, (HEIGHT - 2) * value / top)
            here = {"x": (n + 0.5) * slot - width / 2, "y": HEIGHT - 0.5 - height, "width": width, "height": height}
            put(root, "rect", **here, fill=LOOKS[0].colour, cls="plot-fill-1")
    return tostring(root, encoding="unicode")
