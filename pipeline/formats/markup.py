"""Pieces of markup that the formats have in common.  They are put together as text: fast, and small enough to check."""

from __future__ import annotations

import re
from collections.abc import Sequence

from pipeline.model.geometry import Point, Quad

_FORBIDDEN = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_SPECIAL = re.compile('[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]|[&<>"\t\n\r]')
REPLACEMENT = "\ufffd"
"""What stands for a character that XML cannot hold."""

PERCENT = tuple(f"{number / 100:g}" for number in range(101))
"""Confidences as they are written, by per cent."""


def character(value: str) -> str:
    """One character, escaped for an element or an attribute: called for every character of a page."""
    return value if "?" <= value < "\ud800" else attribute(value)


def text(value: str) -> str:
    """Escaped for the content of an element."""
    if not _SPECIAL.search(value):
        return value
    return _FORBIDDEN.sub(REPLACEMENT, value).replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def attribute(value: str) -> str:
    """Escaped for an attribute in double quotes; white space stays as it is."""
    if not _SPECIAL.search(value):
        return value
    value = text(value).replace('"', "&quot;")
    return value.replace("\t", "&#9;").replace("\n", "&#10;").replace("\r", "&#13;")


def confidence(value: float) -> str:
    """0..1, to the hundredth."""
    return PERCENT[int(value * 100 + 0.5)]


class Canvas:
    """A scan: places on it as whole px that do not leave it."""

    def __init__(self, size: tuple[int, int]) -> None:
        """``size``: (width, height) of the scan, px."""
        self.width, self.height = size
        self._written: dict[Point, str] = {}

    def points(self, corners: Sequence[Point]) -> str:
        """``x,y x,y …``, as PAGE wants it."""
        written, found = self._written, []
        for corner in corners:  # neighbours share their corners
            one = written.get(corner)
            if one is None:
                x, y = corner
                if not (0 <= x <= self.width and 0 <= y <= self.height):
                    x, y = min(max(x, 0), self.width), min(max(y, 0), self.height)
                one = written[corner] = f"{int(x + 0.5)},{int(y + 0.5)}"
            found.append(one)
        return " ".join(found)

    def box(self, quad: Quad) -> tuple[int, int, int, int]:
        """Left, top, right, bottom; at least one px wide and high."""
        # called for every character: comparisons take half the time of min() and max()
        (left, top), *others = quad
        right, bottom = left, top
        for x, y in others:
            if x < left:
                left = x
            elif x > right:
                right = x
            if y < top:
                top = y
            elif y > bottom:
                bottom = y
        x0, y0, x1, y1 = int(left + 0.5), int(top + 0.5), int(right + 0.5), int(bottom + 0.5)
        if left >= 0 and top >= 0 and x0 < x1 <= self.width and y0 < y1 <= self.height:
            return x0, y0, x1, y1
        x0, y0 = min(max(x0, 0), self.width - 1), min(max(y0, 0), self.height - 1)
        return x0, y0, min(max(x1, x0 + 1), self.width), min(max(y1, y0 + 1), self.height)
