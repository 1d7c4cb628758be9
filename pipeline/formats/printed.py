"""A block as it is printed, in any text layer: lines, words, characters, each with its place on the scan.

Formats that say where something stands (ALTO, PAGE, hOCR, PDF, OFD) are written from this, so that they agree.  The
characters of a layer are those of the text (``Page.text``), in its order; what a correction put in stands in the
place of the characters it replaced, and what it took out stands nowhere.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from pipeline.model.block import Block
from pipeline.model.geometry import Matrix, Point, Quad, transform_quad
from pipeline.model.page import Layer, Page
from pipeline.model.text import Alternative, Cell, CharacterId, Line, parse_character_id


@dataclass(frozen=True, slots=True)
class Glyph:
    """One character of the layer."""

    text: str
    """one code point."""
    quad: Quad
    """px, scan frame, in the order of the text."""
    confidence: float
    """0..1, of the characters as read that it stands for; the least of them."""
    ids: tuple[CharacterId, ...]
    """of the ``ocr`` characters that it stands for."""
    read: str
    """what was read there."""
    alternatives: tuple[Alternative, ...] = ()
    """other readings of the engine, best first, the one read included; none where it was sure."""


@dataclass(frozen=True, slots=True)
class Word:
    """Characters without white space between them: in Chinese print mostly a whole line."""

    glyphs: tuple[Glyph, ...]

    @property
    def text(self) -> str:
        """Its characters."""
        return "".join(glyph.text for glyph in self.glyphs)

    @property
    def quad(self) -> Quad:
        """Corners, px, scan frame, in the order of the text."""
        return along(self.glyphs[0].quad, self.glyphs[-1].quad)

    @property
    def confidence(self) -> float:
        """Mean of its characters, 0..1."""
        return sum(glyph.confidence for glyph in self.glyphs) / len(self.glyphs)


@dataclass(frozen=True, slots=True)
class PrintedLine:
    """One line of print."""

    line: Line
    """as read."""
    quad: Quad
    """corners, px, scan frame, in the order of the text."""
    glyphs: tuple[Glyph, ...]
    """white space included; empty when corrections took all of its characters out."""
    glue: str = ""
    """what the text has between this line and the next of the block: a space between Latin words, a tab between the
    cells of a table, a line feed between its rows; mostly nothing."""

    @property
    def text(self) -> str:
        """Its characters, without the glue."""
        return "".join(glyph.text for glyph in self.glyphs)

    @property
    def words(self) -> tuple[Word, ...]:
        """Its words, in order."""
        if not any([glyph.text.isspace() for glyph in self.glyphs]):
            return (Word(self.glyphs),) if self.glyphs else ()
        found: list[list[Glyph]] = [[]]
        for glyph in self.glyphs:
            if glyph.text.isspace():
                found.append([])
            else:
                found[-1].append(glyph)
        return tuple(Word(tuple(one)) for one in found if one)

    @property
    def baseline(self) -> tuple[Point, Point]:
        """px, scan frame: lower edge of horizontal print, middle of vertical print."""
        a, b, c, d = self.quad
        return (_middle(a, d), _middle(b, c)) if self.line.vertical else (d, c)

    @property
    def confidence(self) -> float:
        """Mean of its characters, 0..1; 0 without any."""
        printed = [glyph.confidence for glyph in self.glyphs if not glyph.text.isspace()]
        return sum(printed) / len(printed) if printed else 0.0


def printed_lines(page: Page, block: Block, layer: Layer = "corrected") -> list[PrintedLine]:
    """The lines of a block in the order of its text; joined with their glue they are the text of the layer.

    ``page.text(block, layer).text == "".join(line.text + line.glue for line in printed_lines(page, block, layer))``
    """
    if not block.cells and (layer == "ocr" or all([record.block != block.id for record in page.corrections])):
        return _as_read(page, block)
    glyphs: dict[int, list[Glyph]] = {}
    glue: dict[int, str] = {}
    edges: dict[int, list[tuple[Point, Point]]] = {}
    current: int | None = None
    leading = ""
    for cell in page.text(block, layer):
        if len(cell.ids) == 1 and len(cell.text) == 1:  # as nearly all are: kept fast
            current, offset = parse_character_id(cell.ids[0])
            line = page.line_by_id[current]
            if current not in edges:
                edges[current] = _edges(line, page.page_to_scan)
                glyphs.setdefault(current, [])
            (a, d), (b, c) = edges[current][offset : offset + 2]
            sure, others = line.confidences[offset] / 100, line.alternatives.get(offset, ())
            glyphs[current].append(Glyph(cell.text, (a, b, c, d), sure, cell.ids, line.text[offset], others))
            continue
        if not cell.ids:
            if current is None:
                leading += cell.text  # empty cells at the head of a table
            else:
                glue[current] = glue.get(current, "") + cell.text
            continue
        for number, found in _glyphs(page, cell):
            current = number
            glyphs.setdefault(number, []).extend(found)
    lines = [
        PrintedLine(
            page.line_by_id[number],
            transform_quad(page.page_to_scan, page.line_by_id[number].quad),
            tuple(found),
            glue.get(number, ""),
        )
        for number, found in glyphs.items()
    ]
    return lines if not leading or not lines else _led(lines, leading)


def _as_read(page: Page, block: Block) -> list[PrintedLine]:
    """The lines of a block without corrections, which most are: no cell by cell."""
    found: list[PrintedLine] = []
    glues = [join.glue for join in block.joins]
    for place, number in enumerate(block.lines):
        line = page.line_by_id[number]
        edges, others = _edges(line, page.page_to_scan), line.alternatives
        glyphs = [
            Glyph(text, (a, b, c, d), sure / 100, (f"{number}.{offset}",), text, others.get(offset, ()))
            for offset, (text, sure, (a, d), (b, c)) in enumerate(
                zip(line.text, line.confidences, edges, edges[1:], strict=False)
            )
        ]
        glue = glues[place] if place < len(glues) else ""
        if glyphs:
            found.append(PrintedLine(line, transform_quad(page.page_to_scan, line.quad), tuple(glyphs), glue))
        elif found:
            found[-1] = replace(found[-1], glue=found[-1].glue + glue)
    return found


def _edges(line: Line, matrix: Matrix) -> list[tuple[Point, Point]]:
    """At each cut the upper and the lower end of the edge between two characters, px of the frame that ``matrix``
    (page frame -> that frame) leads to."""
    (ax, ay), (bx, by), (cx, cy), (dx, dy) = line.quad
    (m, n, o), (p, q, r), (s, t, u) = matrix
    total, found = line.length or 1.0, []
    for cut in line.cuts:
        share = cut / total
        x, y = ax + (bx - ax) * share, ay + (by - ay) * share
        low_x, low_y = dx + (cx - dx) * share, dy + (cy - dy) * share
        w, low_w = s * x + t * y + u, s * low_x + t * low_y + u
        upper = ((m * x + n * y + o) / w, (p * x + q * y + r) / w)
        found.append((upper, ((m * low_x + n * low_y + o) / low_w, (p * low_x + q * low_y + r) / low_w)))
    return found


def _led(lines: list[PrintedLine], leading: str) -> list[PrintedLine]:
    """Separators in front of the first line: given to a line without characters in its place."""
    nothing = replace(lines[0], glyphs=(), glue=leading)
    return [nothing, *lines]


def _glyphs(page: Page, cell: Cell) -> Iterator[tuple[int, list[Glyph]]]:
    """Line id -> characters of a cell there.  A cell with nothing left still tells its line."""
    count, places = len(cell.text), [parse_character_id(i) for i in cell.ids]
    if not count:
        yield places[0][0], []
    for k, character in enumerate(cell.text):
        if count <= len(places):  # each stands for one or several characters as read
            own = range(k * len(places) // count, (k + 1) * len(places) // count)
            part = (0.0, 1.0)
        else:  # several share one, side by side
            shared = k * len(places) // count
            own = range(shared, shared + 1)
            first, last = -(-shared * count // len(places)), -(-(shared + 1) * count // len(places))
            part = ((k - first) / (last - first), (k + 1 - first) / (last - first))
        yield places[own[0]][0], [_glyph(page, character, [places[n] for n in own], part)]


def _glyph(page: Page, text: str, places: Sequence[tuple[int, int]], part: tuple[float, float]) -> Glyph:
    line = page.line_by_id[places[0][0]]
    offsets = [offset for number, offset in places if number == line.id]
    quad = line.span_quad(min(offsets), max(offsets))
    if part != (0.0, 1.0):
        quad = _piece(quad, *part)
    return Glyph(
        text=text,
        quad=transform_quad(page.page_to_scan, quad),
        confidence=min(line.confidences[offset] for offset in offsets) / 100,
        ids=tuple(f"{number}.{offset}" for number, offset in places),
        read="".join(page.line_by_id[number].text[offset] for number, offset in places),
        alternatives=line.alternatives.get(offsets[0], ()) if len(places) == 1 and part == (0.0, 1.0) else (),
    )


def along(first: Quad, last: Quad) -> Quad:
    """From the start of one quadrilateral to the end of another in the same line."""
    return first[0], last[1], last[2], first[3]


def _piece(quad: Quad, start: float, end: float) -> Quad:
    """A part of a quadrilateral along the text, as shares of its length."""
    a, b, c, d = quad
    return _between(a, b, start), _between(a, b, end), _between(d, c, end), _between(d, c, start)


def _between(p: Point, q: Point, share: float) -> Point:
    return p[0] + (q[0] - p[0]) * share, p[1] + (q[1] - p[1]) * share


def _middle(p: Point, q: Point) -> Point:
    return _between(p, q, 0.5)
