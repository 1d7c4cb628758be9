"""Pages of the model from pages of a file."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import zip_longest
from pathlib import Path
from statistics import median
from typing import Any

from pydantic import ValidationError

from pipeline.formats.reading.found import FoundBlock, FoundLine, FoundPage, FoundRegion, Points
from pipeline.formats.reading.layers import Stand, records, stands
from pipeline.formats.reading.lines import alternatives, confidences, cuts, moved, readings, skew, straight
from pipeline.formats.reading.xml import number, problem
from pipeline.model.block import Article, Block, Cellspan, Join
from pipeline.model.compact import CERTAIN
from pipeline.model.correction import Correction
from pipeline.model.geometry import IDENTITY, Box, Matrix, bounding_box, union
from pipeline.model.page import Page, Source
from pipeline.model.text import Alternative, Line

ASSUMED_DPI = 300.0
"""What archives scan with, where neither file nor scan says."""
LEAST_SKEW = 0.05
"""Degrees: below, the page is taken as it lies; over a whole page it is less than a quarter of a line."""


def foreign_page(found: FoundPage, source: Source) -> Page:
    """A page whose scan is not at hand, level by its baselines; what follows recognition is still to be done."""
    scale = (found.dpi or ASSUMED_DPI) / found.units_per_inch if found.units_per_inch else 1.0
    size = _size(found, scale)
    angle = skew(list(found.lines()))
    turn = _turned(angle, size) if abs(angle) >= LEAST_SKEW else IDENTITY
    page = Page(
        source=source,
        frame=found.number,
        scan_size=size,
        size=size,
        dpi=found.dpi or ASSUMED_DPI,
        dpi_origin="file" if found.dpi else "assumed",
        transform=turn,
        skew_degrees=angle if turn != IDENTITY else 0.0,
        text_origin="imported",
    )
    return _with_lines(page, [straight(line, _after_scaling(turn, scale)) for line in found.lines()])


def foreign_pages(found: FoundPage, pages: Sequence[Page]) -> list[Page]:
    """The straightened pages of a scan with the lines that stand on them: one, or the two of a spread."""
    width = pages[0].scan_size[0]
    scale = width / found.size[0] if found.size else 1.0
    lines = list(found.lines())
    placed = [[straight(line, _after_scaling(page.transform, scale)) for line in lines] for page in pages]
    owner = [min(range(len(pages)), key=lambda n: _outside(placed[n][k], pages[n])) for k in range(len(lines))]
    return [
        _with_lines(
            page.changed(text_origin="imported"), [line for line, own in zip(placed[n], owner, strict=True) if own == n]
        )
        for n, page in enumerate(pages)
    ]


def _outside(line: Line | None, page: Page) -> float:
    """How far the middle of a line lies outside of a page, px."""
    if line is None:
        return 0.0
    x, y = (line.box[0] + line.box[2]) / 2, (line.box[1] + line.box[3]) / 2
    return max(0.0, -x, x - page.size[0]) + max(0.0, -y, y - page.size[1])


def _with_lines(page: Page, placed: Iterable[Line | None]) -> Page:
    """The page with its lines, numbered from the top, as recognition does."""
    made = sorted(
        (line for line in placed if line is not None), key=lambda line: (line.box[1] + line.box[3], line.box[0])
    )
    lines = tuple(line.model_copy(update={"id": n}) for n, line in enumerate(made))
    page = page.changed(lines=lines, em=_em(lines))
    return page if lines else page.warned("blank-page", "import", "The file has no text on this page.")


def own_page(found: FoundPage, path: Path, *, corrected: bool) -> Page:
    """A page of Baokan's with its blocks.  ``corrected``: with what was changed in it.  Raises ``PageError``."""
    if found.place is None or found.size is None:
        raise problem(path, "damaged-place", "It does not say how large its scan is.")
    try:
        page = _own_frame(found.place, found.size)
    except (ValidationError, ValueError, TypeError, KeyError, ZeroDivisionError) as error:
        raise problem(path, "damaged-place", "What it says of the page's place on the scan cannot be used.") from error
    return _Own(found, page).built(corrected)


def _own_frame(place: Mapping[str, Any], size: tuple[float, float]) -> Page:
    page = Page(
        source=Source.model_validate(place["source"]),
        frame=place["frame"],
        half=place["half"],
        scan_size=(int(size[0]), int(size[1])),
        size=place["size"],
        dpi=place["dpi"],
        dpi_origin=place["dpi_origin"],
        transform=place["transform"],
        orientation=place["orientation"],
        skew_degrees=place["skew_degrees"],
        em=place["em"],
        text_origin="imported",
    )
    page.page_to_scan  # noqa: B018  (a matrix that has no inverse is told here)
    return page


class _Own:
    """Puts a page of Baokan's together again."""

    def __init__(self, found: FoundPage, page: Page) -> None:
        self.found, self.page = found, page
        self.lines: dict[int, Line] = {}
        self.standing: dict[int, list[Stand]] = {}
        """line id -> its characters in the layer."""
        self.glues: dict[int, str | None] = {}
        names = [line.name for line in found.lines()]
        kept = {name: int(name[1:]) for name in names if name[:1] == "l" and name[1:].isdecimal()}
        free = max(kept.values(), default=-1) + 1
        self.ids = {name: kept.get(name, free + n) for n, name in enumerate(names)}

    def built(self, corrected: bool) -> Page:
        blocks = tuple(self._block(block) for block in self.found.blocks or ())
        lines = tuple(self.lines[number] for number in sorted(self.lines))
        page = self.page.changed(lines=lines, blocks=blocks)
        if corrected:
            changes: list[Correction] = []
            for block in blocks:
                changes += records(page, block, self._standing(block), len(changes))
            page = page.changed(corrections=tuple(changes))
        return page.changed(articles=articles(blocks, self.lines))

    def _standing(self, block: Block) -> Iterator[Stand]:
        """What stands in the layer, with what corrections put between two lines."""
        numbers = _lines_of(block)
        for own, following in zip_longest(numbers, numbers[1:]):
            yield from self.standing[own]
            glue = self.glues[own]
            if glue is not None and following is not None:
                line, after = self.lines[own], self.lines[following]
                yield Stand(glue, (line.character_id(len(line.text) - 1), after.character_id(0)))

    def _block(self, found: FoundBlock) -> Block:
        kept = [(region, [(line, n) for line in region.lines if (n := self._line(line))]) for region in found.regions]
        numbers = [line.id for _, lines in kept for _, line in lines]
        joins = [one.join or Join(kind="line") for _, lines in kept for one, _ in lines]
        cells = tuple(
            Cellspan(
                row=region.cell[0], column=region.cell[1], lines=tuple(n.id for _, n in lines), box=self._box(region)
            )
            for region, lines in kept
            if region.cell
        )
        whole = bounding_box(moved(found.points, self.page.transform)) if found.points else None
        if found.kind == "table":
            joins = [Join(kind="line", evidence=("table",))] * len(joins)
        boxes: tuple[Box, ...] = (whole,) if whole else ()
        if found.kind not in ("photo", "table"):
            boxes = tuple(self._box(region) for region in found.regions if region.points)
        return Block(
            id=found.id,
            kind=found.kind,
            article=found.article,
            lines=tuple(numbers),
            joins=tuple(joins[1:]),
            boxes=boxes,
            cells=cells,
            evidence=found.evidence,
            uncertain=found.uncertain,
        )

    def _box(self, region: FoundRegion) -> Box:
        return bounding_box(moved(region.points, self.page.transform)) if region.points else (0.0, 0.0, 0.0, 0.0)

    def _line(self, found: FoundLine) -> Line | None:
        number = self.ids[found.name]
        line = as_read(found, self.page.transform)
        if line is None:
            return None
        self.lines[number] = line = line.model_copy(update={"id": number})
        self.standing[number], self.glues[number] = stands(found, number, line.text), found.glue
        return line


def as_read(found: FoundLine, matrix: Matrix) -> Line | None:
    """The line of the ``ocr`` layer; ``None`` where the file has no place for it."""
    spoken = " ".join(word.text for word in found.words)
    text = found.read.get("text") or found.ocr or (spoken if found.words else found.text)
    outline: Points = moved(found.points, matrix)
    if len(outline) != 4 or not text:
        return None
    a, b, c, d = outline
    length = math.dist(a, b)
    said = [number(one) for one in found.read.get("cuts", "").split()]
    told = [number(one) for one in found.read.get("confidences", "").split()]
    plain = FoundLine(found.name, text, found.points, words=found.words, vertical=found.vertical)
    placed = straight(plain, matrix)
    return Line(
        id=0,
        text=text,
        quad=(a, b, c, d),
        cuts=tuple(min(max(one or 0.0, 0.0), length) for one in said)
        if len(said) == len(text) + 1
        else placed.cuts
        if placed
        else cuts([(text, None, None)], length),
        confidences=tuple(int(one or 0) for one in told)
        if len(told) == len(text)
        else confidences(plain, text, CERTAIN),
        alternatives=_readings(found, text),
        vertical=bool(found.vertical),
    )


def _readings(found: FoundLine, text: str) -> dict[int, tuple[Alternative, ...]]:
    """Offset -> other readings; of a line that was changed by the characters that its glyphs stand for."""
    if not found.read:
        return alternatives(found, text)
    ids = found.read.get("ids", "").split()
    printed = [one for one, character in zip(ids, found.read.get("characters", ""), strict=False) if character.strip()]
    glyphs = [glyph for word in found.words for glyph in word.glyphs]
    kept: dict[int, tuple[Alternative, ...]] = {}
    for place, glyph in zip(printed, glyphs, strict=False):
        offset = place.rpartition(".")[2]
        if glyph.others and "+" not in place and offset.isdecimal() and int(offset) < len(text):
            same = glyph.text == text[int(offset)]
            kept[int(offset)] = readings(glyph) if same else tuple(one for one in glyph.others if len(one.text) <= 1)
    return kept


def articles(blocks: Sequence[Block], lines: Mapping[int, Line]) -> tuple[Article, ...]:
    """The articles of blocks that know theirs."""
    members: dict[int, list[Block]] = {}
    for block in blocks:
        if block.article is not None:
            members.setdefault(block.article, []).append(block)
    return tuple(
        Article(
            id=number,
            blocks=tuple(block.id for block in own),
            title=next(("".join(lines[n].text for n in block.lines) for block in own if block.kind == "title"), ""),
            box=union([box for block in own for box in block.boxes] or [(0.0, 0.0, 0.0, 0.0)]),
        )
        for number, own in sorted(members.items())
    )


def _lines_of(block: Block) -> list[int]:
    if block.cells:
        return [number for cell in sorted(block.cells, key=lambda c: (c.row, c.column)) for number in cell.lines]
    return list(block.lines)


def _size(found: FoundPage, scale: float) -> tuple[int, int]:
    if found.size:
        return max(1, round(found.size[0] * scale)), max(1, round(found.size[1] * scale))
    corners = [point for line in found.lines() for point in line.points] or [(1.0, 1.0)]
    return max(1, math.ceil(scale * max(x for x, _ in corners))), max(1, math.ceil(scale * max(y for _, y in corners)))


def _after_scaling(matrix: Matrix, scale: float) -> Matrix:
    a, b, c = ((row[0] * scale, row[1] * scale, row[2]) for row in matrix)
    return a, b, c


def _turned(degrees: float, size: tuple[int, int]) -> Matrix:
    """Scan -> page, turned around its middle so that lines that rise by so many degrees are level."""
    x, y = size[0] / 2, size[1] / 2
    cos, sin = math.cos(math.radians(degrees)), math.sin(math.radians(degrees))
    return (cos, -sin, x - cos * x + sin * y), (sin, cos, y - sin * x - cos * y), (0.0, 0.0, 1.0)


def _em(lines: Sequence[Line]) -> float:
    sizes = [line.ink_height or math.dist(line.quad[0], line.quad[3]) for line in lines for _ in line.text]
    return round(median(sizes), 2) if sizes else 0.0
