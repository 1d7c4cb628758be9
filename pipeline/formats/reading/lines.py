"""Lines of the model from lines of a file: a straight box in the order of the text, and a place for each character."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from itertools import accumulate
from statistics import median

from pipeline.formats.reading.found import FoundGlyph, FoundLine, Points
from pipeline.formats.reading.widths import width
from pipeline.model.geometry import Matrix, Point, Quad, transform_point
from pipeline.model.text import Alternative, Line

UNSAID = 90
"""Per cent: confidence of characters of which a file says nothing.  Neither certain nor in doubt: names are then
corrected on other evidence than the engine's."""
VERTICAL = 1.8
"""Height by width of a line without a baseline from which it runs downwards; two characters one below the other have
2, and what is read as one line with a single character in it may be a little higher than wide."""

Span = tuple[str, float | None, float | None]
"""Characters, and where they begin and end along the line, px; ``None``: between their neighbours."""


def straight(found: FoundLine, matrix: Matrix) -> Line | None:
    """The line with id 0, px of the frame that ``matrix`` leads to; ``None`` without text or place."""
    text = found.text
    outline = moved(found.points, matrix)
    if not text.strip() or len(outline) < 2:
        return None
    along = direction(found, matrix)
    upright = is_box(found.points) and len(found.baseline) < 2
    quad, ink = inside(outline, along) if upright else around(outline, along)
    length = math.dist(quad[0], quad[1])
    if length < 1 or math.dist(quad[0], quad[3]) < 1:
        return None
    spans = list(_spans(found, text, quad[0], along, matrix))
    return Line(
        id=0,
        text=text,
        quad=quad,
        cuts=cuts(spans, length),
        confidences=confidences(found, text),
        alternatives=alternatives(found, text),
        vertical=abs(along[1]) > abs(along[0]),
        ink_height=round(ink, 2),
    )


def moved(points: Points, matrix: Matrix) -> Points:
    """Points in the frame that ``matrix`` leads to."""
    return tuple(transform_point(matrix, point) for point in points)


def direction(found: FoundLine, matrix: Matrix) -> Point:
    """Unit vector along the text, in the frame that ``matrix`` leads to."""
    baseline = moved(found.baseline, matrix)
    if len(baseline) > 1:
        (ax, ay), (bx, by) = baseline[0], baseline[-1]
        length = math.hypot(bx - ax, by - ay)
        if length >= 1 and found.vertical is not True:
            return (bx - ax) / length, (by - ay) / length
        if length >= 1 and abs(by - ay) > abs(bx - ax):
            return (bx - ax) / length, (by - ay) / length
    if found.vertical is not None:
        return (0.0, 1.0) if found.vertical else (1.0, 0.0)
    xs, ys = zip(*moved(found.points, matrix), strict=True)
    tall = max(ys) - min(ys) > VERTICAL * (max(xs) - min(xs))
    return (0.0, 1.0) if tall and len(found.text.strip()) > 1 else (1.0, 0.0)


def around(outline: Points, along: Point) -> tuple[Quad, float]:
    """The box around an outline along the text, and the height of its characters.

    Outlines of many points follow the ink, up and down, and four corners may stand a little askew: their area over
    their length is the height of the line.
    """
    (ux, uy) = along
    ways = [x * ux + y * uy for x, y in outline]
    sides = [y * ux - x * uy for x, y in outline]
    start, end, top, bottom = min(ways), max(ways), min(sides), max(sides)
    quad = _quad(along, start, end, top, bottom)
    if len(outline) < 4 or end - start < 1:
        return quad, bottom - top
    following = (*outline[1:], outline[0])
    area = abs(sum(x * v - u * y for (x, y), (u, v) in zip(outline, following, strict=True))) / 2
    return quad, min(area / (end - start), bottom - top)


def is_box(points: Points) -> bool:
    """Whether these are the corners of an upright box on the scan: of a line that rises it has corners to spare."""
    return len(points) == 4 and len({x for x, _ in points}) == 2 and len({y for _, y in points}) == 2


def inside(corners: Points, along: Point) -> tuple[Quad, float]:
    """The line that an upright box on the scan was drawn around, and its height.

    ``corners``: of the box, in the frame of the page, in which the line is level: there the box is turned.
    """
    (ux, uy) = along
    (ax, ay), (bx, by), (cx, cy), (dx, dy) = corners
    wide, high = math.hypot(bx - ax, by - ay), math.hypot(dx - ax, dy - ay)
    cos, sin = (
        abs((bx - ax) * ux + (by - ay) * uy) / (wide or 1.0),
        abs((by - ay) * ux - (bx - ax) * uy) / (wide or 1.0),
    )
    if cos < sin:  # vertical text
        cos, sin, wide, high = sin, cos, high, wide
    double = cos * cos - sin * sin
    length, height = ((wide * cos - high * sin) / double, (high * cos - wide * sin) / double) if double > 0 else (0, 0)
    if min(length, height) < 1:  # boxes are rounded, and some are drawn tighter than their line
        return around(corners, along)
    mx, my = (ax + bx + cx + dx) / 4, (ay + by + cy + dy) / 4
    way, side = mx * ux + my * uy, my * ux - mx * uy
    quad = _quad(along, way - length / 2, way + length / 2, side - height / 2, side + height / 2)
    return quad, height


def _quad(along: Point, start: float, end: float, top: float, bottom: float) -> Quad:
    """Corners from distances along the text and across it."""
    (ux, uy) = along

    def at(way: float, side: float) -> Point:
        return way * ux - side * uy, way * uy + side * ux

    return at(start, top), at(end, top), at(end, bottom), at(start, bottom)


def _spans(found: FoundLine, text: str, origin: Point, along: Point, matrix: Matrix) -> Iterator[Span]:
    """The text in pieces whose place the file tells; all of it in one where words and text do not agree."""
    placed = _aligned(found, text)
    if placed is None:
        yield text, None, None
        return
    (ox, oy), (ux, uy) = origin, along
    position = 0
    for start, piece, points in placed:
        if start > position:
            yield text[position:start], None, None
        ways = [(x - ox) * ux + (y - oy) * uy for x, y in moved(points, matrix)]
        yield piece, min(ways, default=None), max(ways, default=None)
        position = start + len(piece)
    if position < len(text):
        yield text[position:], None, None


def _aligned(found: FoundLine, text: str) -> list[tuple[int, str, Points]] | None:
    """(offset, characters, place) of the glyphs, or of words without glyphs; ``None``: they are not this text."""
    placed: list[tuple[int, str, Points]] = []
    position = 0
    for word in found.words:
        if not word.text:
            continue
        while not text.startswith(word.text, position) and text[position : position + 1].isspace():
            position += 1
        if not text.startswith(word.text, position):
            return None
        if word.glyphs and "".join(glyph.text for glyph in word.glyphs) == word.text:
            for glyph in word.glyphs:
                placed.append((position, glyph.text, glyph.points))
                position += len(glyph.text)
        else:
            placed.append((position, word.text, word.points))
            position += len(word.text)
    return None if text[position:].strip() else placed


def cuts(spans: Sequence[Span], length: float) -> tuple[float, ...]:
    """Where one character ends and the next begins, px from the start; the file's places, and shares by width."""
    starts = [start for _, start, _ in spans]
    edges: list[float] = []
    before = 0.0
    for number, (text, start, end) in enumerate(spans):
        known = next((one for one in starts[number + 1 :] if one is not None), length)
        begin = before if start is None else start
        last = known if end is None else end
        total = sum(map(width, text)) or 1.0
        edges.append(begin if number == 0 else (before + begin) / 2)
        edges += [begin + (last - begin) * done / total for done in accumulate(map(width, text[:-1]))]
        before = last
    settled = list(accumulate((min(max(edge, 0.0), length) for edge in edges), max))
    return (0.0, *settled[1:], length)


def confidences(found: FoundLine, text: str, unsaid: int = UNSAID) -> tuple[int, ...]:
    """Per cent, of each character: that of its glyph, its word, its line, whatever the file has."""
    line = unsaid if found.confidence is None else _percent(found.confidence)
    values = [line] * len(text)
    position = 0
    for word in found.words:
        position = text.find(word.text, position) if word.text else -1
        if position < 0:
            return tuple([line] * len(text))
        own = line if word.confidence is None else _percent(word.confidence)
        values[position : position + len(word.text)] = [own] * len(word.text)
        if "".join(glyph.text for glyph in word.glyphs) == word.text:
            place = position
            for glyph in word.glyphs:
                if glyph.confidence is not None:
                    values[place : place + len(glyph.text)] = [_percent(glyph.confidence)] * len(glyph.text)
                place += len(glyph.text)
        position += len(word.text)
    return tuple(values)


def alternatives(found: FoundLine, text: str) -> dict[int, tuple[Alternative, ...]]:
    """Offset -> readings of the engine, the one read among them."""
    others: dict[int, tuple[Alternative, ...]] = {}
    position = 0
    for word in found.words:
        position = text.find(word.text, position) if word.text else -1
        if position < 0:
            return {}
        if "".join(glyph.text for glyph in word.glyphs) == word.text and len(word.glyphs) == len(word.text):
            for offset, glyph in enumerate(word.glyphs, start=position):
                if glyph.others:
                    others[offset] = readings(glyph)
        position += len(word.text)
    return others


def readings(glyph: FoundGlyph) -> tuple[Alternative, ...]:
    """What the engine may have read there, best first, the character itself included."""
    read = Alternative(glyph.text, 0.0 if glyph.confidence is None else glyph.confidence)
    ranked = sorted((read, *glyph.others), key=lambda one: -one.probability)
    return tuple(one for one in ranked if len(one.text) <= 1)


def _percent(share: float) -> int:
    return min(max(round(100 * share), 0), 100)


def skew(lines: Sequence[FoundLine]) -> float:
    """Counter-clockwise angle of the horizontal lines, degrees, by their baselines; 0 where there are none."""
    angles: list[float] = []
    for line in lines:
        if len(line.baseline) > 1 and line.vertical is not True:
            (ax, ay), (bx, by) = line.baseline[0], line.baseline[-1]
            if abs(bx - ax) > abs(by - ay) and bx > ax:
                angles += [math.degrees(math.atan2(ay - by, bx - ax))] * max(1, len(line.text))
    return median(angles) if angles else 0.0
