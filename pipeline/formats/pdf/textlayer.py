"""The invisible text of a page as PDF operators: every character stands in the box that it is printed in.

A line is set in one size along one direction; the width of each character is that between its cuts.  Characters of
a line follow each other without gaps, because readers of PDFs take a gap for a space.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import zip_longest
from math import hypot

from pipeline.formats.pdf.glyphless import DESCENT, EM, GlyphlessFont
from pipeline.formats.pdf.objects import number
from pipeline.formats.printed import PrintedLine
from pipeline.model.geometry import Point, Quad

FONT = "F1"
"""name of the font in the resources of a page (one that OCRmyPDF takes along)."""
POINTS = 72.0
"""an inch."""
_DRIFT_EM = 0.03
"""em: how far the pen may stand from the cut before the width of the characters is set anew.  A box that is off by
this much still covers the character; setting it for every character would double the size of the layer."""
_SPACE_EM = 0.25
"""em: width of a space that the text has between two lines and the print has not."""
_HIGHEST_SEAM_EM = 0.5
"""em: lines whose base lines are nearer to each other stand on one row (poppler's own limit)."""
_ROW_EM = 0.75
"""em: beginnings of runs that are further apart are never taken for one row (pdfium: half the width of a character)."""
_AWAY_EM = 2.0
"""em: how far from both runs the space stands that keeps them apart."""
_INVISIBLE = 3
"""text rendering mode."""


@dataclass(frozen=True, slots=True)
class _Run:
    """A line as it is set: characters, and where each begins and the last ends, pt along the line."""

    origin: Point
    """pt, where the line begins on its base line."""
    along: Point
    """unit vector in the direction of the text."""
    up: Point
    """unit vector from the lower edge to the upper one."""
    size: float
    """pt, of one em."""
    text: str
    cuts: tuple[float, ...]


def text_layer(
    blocks: Iterable[Sequence[PrintedLine]], font: GlyphlessFont, size: tuple[float, float], dpi: float
) -> bytes:
    """The operators for the blocks, in their order.

    ``blocks``: lines placed on the picture, px.  ``size``: (width, height) of the picture, px.  ``dpi``: px an inch.
    """
    out: list[str] = []
    before: _Run | None = None
    for lines in blocks:
        runs = _seamless([run for line in lines if (run := _run(line, size[1], POINTS / dpi)) is not None])
        if not runs:
            continue
        out += ["BT", f"{_INVISIBLE} Tr"]
        for run in runs:
            if before is not None and _swapped(before, run):
                out.append(_apart(before, font))
            out += _set(run, font)
            before = run
        out.append("ET")
    return "\n".join(out).encode("ascii")


def _run(line: PrintedLine, height: float, scale: float) -> _Run | None:
    """A line in PDF's frame: pt, from the lower left corner.  ``None`` without characters."""
    if not line.glyphs:
        return None

    def corner(point: Point) -> Point:
        return point[0] * scale, (height - point[1]) * scale

    a, _, c, d = (corner(point) for point in line.quad)
    length, size = hypot(c[0] - d[0], c[1] - d[1]), hypot(a[0] - d[0], a[1] - d[1])
    if length <= 0 or size <= 0:
        return None
    along = ((c[0] - d[0]) / length, (c[1] - d[1]) / length)
    up = ((a[0] - d[0]) / size, (a[1] - d[1]) / size)

    def place(quad: Quad, first: int, second: int) -> float:
        """pt along the line of the middle of an edge of a character."""
        p, q = corner(quad[first]), corner(quad[second])
        return ((p[0] + q[0]) / 2 - d[0]) * along[0] + ((p[1] + q[1]) / 2 - d[1]) * along[1]

    # the middle of an edge lies half a line above its foot, which leans where the line does
    lean = (up[0] * along[0] + up[1] * along[1]) * size / 2
    starts = [place(glyph.quad, 0, 3) - lean for glyph in line.glyphs]
    cuts = [starts[0]]
    for start in (*starts[1:], place(line.glyphs[-1].quad, 1, 2) - lean):
        cuts.append(max(cuts[-1], start))
    text = line.text
    if line.glue.strip("\n"):
        text, cuts = text + " ", [*cuts, cuts[-1] + _SPACE_EM * size]
    foot = -DESCENT / EM * size
    return _Run((d[0] + up[0] * foot, d[1] + up[1] * foot), along, up, size, text, tuple(cuts))


def _seamless(runs: list[_Run]) -> list[_Run]:
    """Pieces of one row that belong together without a space reach to each other."""
    return [_reaching(run, follower) for run, follower in zip_longest(runs, runs[1:])]


def _reaching(run: _Run, follower: _Run | None) -> _Run:
    if follower is None or run.text.endswith(" "):
        return run
    across = follower.origin[0] - run.origin[0], follower.origin[1] - run.origin[1]
    gap = across[0] * run.along[0] + across[1] * run.along[1] + follower.cuts[0] - run.cuts[-1]
    apart = abs(across[0] * run.up[0] + across[1] * run.up[1])
    turned = run.along[0] * follower.along[0] + run.along[1] * follower.along[1]
    if gap <= 0 or apart > _HIGHEST_SEAM_EM * run.size or turned < 0.9:
        return run
    return _Run(run.origin, run.along, run.up, run.size, run.text, (*run.cuts[:-1], run.cuts[-1] + gap))


def _swapped(before: _Run, run: _Run) -> bool:
    """Would a reader that goes by rows (pdfium) put the second of two runs first?  As with columns of vertical print,
    which begin level with each other and go on to the left.
    """
    level = abs(run.origin[1] - before.origin[1]) < _ROW_EM * max(before.size, run.size)
    return level and run.origin[0] < before.origin[0]


def _apart(before: _Run, font: GlyphlessFont) -> str:
    """A space on another row, which ends the row for such readers."""
    x, y = before.origin
    down = _AWAY_EM * before.size
    row = y - down if y > 2 * down else y + down
    return f"/{FONT} {number(before.size)} Tf 1 0 0 1 {number(x)} {number(row)} Tm 100 Tz <{font.encoded(' ')}> Tj"


def _set(run: _Run, font: GlyphlessFont) -> Iterator[str]:
    start = run.cuts[0]
    x, y = run.origin[0] + run.along[0] * start, run.origin[1] + run.along[1] * start
    directions = " ".join(number(value, 5) for value in (*run.along, *run.up))
    yield f"/{FONT} {number(run.size)} Tf"
    yield f"{directions} {number(x)} {number(y)} Tm"
    size = float(number(run.size))
    for text, share in _widths(run, size):
        yield f"{number(share)} Tz <{font.encoded(text)}> Tj"


def _widths(run: _Run, size: float) -> Iterator[tuple[str, float]]:
    """Characters that are set equally wide, and their width in per cent of an em.

    The mean width of a stretch is taken as long as no character of it gets further from its place than allowed.
    """
    allowed, first = _DRIFT_EM * size, 0
    pen = run.cuts[0]
    while first < len(run.text):
        last = first + 1
        width = run.cuts[last] - pen
        while last < len(run.text):
            mean = (run.cuts[last + 1] - pen) / (last + 1 - first)
            if any(abs(pen + mean * k - run.cuts[first + k]) > allowed for k in range(1, last + 1 - first)):
                break
            last, width = last + 1, mean
        share = max(round(100 * width / size, 2), 0.01)
        yield run.text[first:last], share
        pen += share / 100 * size * (last - first)
        first = last
