"""A page of a double-layer OFD as XML: first the text, transparent, then the picture over it.

The text is transparent and covered at once, because readers differ in what they make of transparency.  Lengths are
millimetres from the upper left corner; every character of a line has its own place (``DeltaX``, ``DeltaY``).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby, pairwise
from math import hypot
from xml.sax.saxutils import escape

from pipeline.formats.printed import PrintedLine
from pipeline.model.geometry import Matrix, Point, bounding_box

NAMESPACE = "http://www.ofdspec.org/2016"
MM = 25.4
"""an inch."""
_ASCENT = 0.88
"""em: how far a character reaches above its base line, as in Chinese fonts."""
_LEVEL = 0.26
"""slope up to which a line is set level, its characters stepping up or down (15 degrees: no scan leans further without
being turned); a steeper one is set along a turned axis."""
_FORBIDDEN = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""characters that XML cannot hold."""


@dataclass(frozen=True, slots=True)
class _Set:
    """A line as it is set: base points of its characters, mm, page."""

    text: str
    size: float
    """mm, of one em."""
    points: tuple[Point, ...]
    corners: tuple[Point, ...]
    """of the line."""
    vertical: bool
    axis: Point | None
    """unit vector of the text where it is set along a turned axis."""


def page_xml(
    blocks: Iterable[Sequence[PrintedLine]],
    size: tuple[float, float],
    dpi: float,
    picture: int,
    placed: Matrix,
    font: int,
    number: Callable[[], int],
) -> Iterator[str]:
    """The parts of ``Content.xml``.

    ``blocks``: lines on the picture, px.  ``size``: (width, height) of the page, mm.  ``picture``, ``font``: ids of the
    resources.  ``placed``: unit square of the picture -> mm.  ``number``: gives the next id.
    """
    scale = MM / dpi
    box = f"0 0 {mm(size[0])} {mm(size[1])}"
    yield f'<?xml version="1.0" encoding="UTF-8"?>\n<ofd:Page xmlns:ofd="{NAMESPACE}">'
    yield f"<ofd:Area><ofd:PhysicalBox>{box}</ofd:PhysicalBox></ofd:Area><ofd:Content>"
    yield f'<ofd:Layer ID="{number()}" Type="Background">'
    for lines in blocks:
        for line in lines:
            if line.glyphs:
                yield _text_object(_set(line, scale), font, number())
    yield "</ofd:Layer>"
    (a, c, e), (b, d, f), _ = placed
    matrix = " ".join(mm(value) for value in (a, b, c, d, e, f))
    yield f'<ofd:Layer ID="{number()}" Type="Body">'
    yield f'<ofd:ImageObject ID="{number()}" Boundary="{box}" CTM="{matrix}" ResourceID="{picture}"/>'
    yield "</ofd:Layer></ofd:Content></ofd:Page>"


def mm(value: float) -> str:
    """Millimetres to a hundredth."""
    text = f"{value:.2f}".rstrip("0").rstrip(".")
    return "0" if text == "-0" else text


def _set(line: PrintedLine, scale: float) -> _Set:
    quads = [tuple((x * scale, y * scale) for x, y in glyph.quad) for glyph in line.glyphs]
    a, b, c, d = ((x * scale, y * scale) for x, y in line.quad)
    along = (c[0] - d[0], c[1] - d[1])
    length = hypot(*along) or 1.0
    size = hypot(a[0] - d[0], a[1] - d[1])
    upright = line.line.vertical and along[1] > abs(along[0]) / _LEVEL
    level = along[0] > 0 and abs(along[1]) <= _LEVEL * along[0]
    if upright:  # characters stand upright below each other: the base point is that of each one's own square
        boxes = [bounding_box(quad) for quad in quads]
        points = [(left, bottom + (top - bottom) * (1 - _ASCENT)) for left, top, _, bottom in boxes]
    else:
        points = [_between(quad[3], quad[0], 1 - _ASCENT) for quad in quads]
    axis = None if upright or level else (along[0] / length, along[1] / length)
    text = _FORBIDDEN.sub("\ufffd", line.text)
    return _Set(text, size, tuple(points), (a, b, c, d), upright, axis)


def _between(p: Point, q: Point, share: float) -> Point:
    return p[0] + (q[0] - p[0]) * share, p[1] + (q[1] - p[1]) * share


def _text_object(line: _Set, font: int, number: int) -> str:
    left, top, right, bottom = bounding_box(line.corners)
    boundary = " ".join(mm(value) for value in (left, top, right - left, bottom - top))
    points = [(x - left, y - top) for x, y in line.points]
    turned = ""
    if line.axis is not None:
        (ux, uy), (ox, oy) = line.axis, points[0]
        turned = f' CTM="{ux:.5f} {uy:.5f} {-uy:.5f} {ux:.5f} {mm(ox)} {mm(oy)}"'
        points = [((x - ox) * ux + (y - oy) * uy, (y - oy) * ux - (x - ox) * uy) for x, y in points]
    direction = ' ReadDirection="90"' if line.vertical else ""
    # steps between places that are rounded already, so that no error adds up along the line
    places = [(round(x, 2), round(y, 2)) for x, y in points]
    across = _steps([x for x, _ in places])
    down = _steps([y for _, y in places])
    steps = (f' DeltaX="{across}"' if across else "") + (f' DeltaY="{down}"' if down else "")
    return (
        f'<ofd:TextObject ID="{number}" Boundary="{boundary}" Font="{font}" Size="{mm(line.size)}" Alpha="0"'
        f'{direction}{turned}><ofd:FillColor Value="0 0 0" Alpha="0"/>'
        f'<ofd:TextCode X="{mm(places[0][0])}" Y="{mm(places[0][1])}"{steps}>{escape(line.text)}</ofd:TextCode>'
        "</ofd:TextObject>"
    )


def _steps(values: Sequence[float]) -> str:
    """Distances between neighbours, equal ones in a row as ``g <count> <distance>``; empty where all are 0."""
    steps = [mm(after - before) for before, after in pairwise(values)]
    if all(step == "0" for step in steps):
        return ""
    parts: list[str] = []
    for step, same in groupby(steps):
        count = len(list(same))
        parts += ["g", str(count), step] if count > 2 else [step] * count
    return " ".join(parts)
