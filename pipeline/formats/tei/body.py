"""The text: articles, sections, paragraphs; beginnings of pages, columns and lines; corrections; names of places."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import groupby

from pipeline.export.figures import Figure, figures
from pipeline.formats.material import Material
from pipeline.formats.spans import PLACE_KINDS, Lines, Piece, Span, known_names, spans, trimmed
from pipeline.formats.tei.facsimile import block_id, line_id
from pipeline.formats.tei.standoff import StandOff, responsible
from pipeline.formats.tei.xml import element, empty, said, text
from pipeline.model.block import Block
from pipeline.model.geometry import union
from pipeline.model.page import Page
from pipeline.model.text import Cell

HEADS = {"title": "main", "subtitle": "sub"}
FORME_WORK = frozenset({"masthead", "folio"})


class Body:
    """One page of the text."""

    def __init__(self, page: Page, material: Material, beside: StandOff) -> None:
        self._page, self._material, self._beside = page, material, beside
        self._names = known_names([page])
        self._captions = {caption: figure for figure in figures(page) for caption in figure.captions}

    def xml(self) -> str:
        """From its page beginning on."""
        page = self._page
        label = page.metadata.page_label or str(page.frame)
        parts = [empty("pb", n=label, facs=f"#{page.name}") + "\n"]
        for number, blocks in groupby(self._blocks(), key=lambda block: (block.kind in FORME_WORK, block.article)):
            if number[0]:
                parts += [self._forme_work(block) for block in blocks]
            else:
                parts.append(self._article(number[1], list(blocks)))
        return "".join(parts)

    def _blocks(self) -> Iterator[Block]:
        """With text, and pictures that no caption speaks of."""
        return (block for block in self._page.blocks if block.kind != "photo" or not self._spoken_of(block))

    def _spoken_of(self, photo: Block) -> bool:
        left, top, right, bottom = union(photo.boxes) if photo.boxes else (0.0, 0.0, 0.0, 0.0)
        middles = (((f.box[0] + f.box[2]) / 2, (f.box[1] + f.box[3]) / 2) for f in self._captions.values())
        return any(left <= x <= right and top <= y <= bottom for x, y in middles)

    def _article(self, number: int | None, blocks: Sequence[Block]) -> str:
        """``div`` with its heads first; every later head opens a section inside it."""
        first = next((k for k, block in enumerate(blocks) if block.kind not in (*HEADS, "byline", "heading")), None)
        top = blocks[:first]
        if "heading" in (kinds := [block.kind for block in top]) and any(kind in HEADS for kind in kinds):
            top = top[: kinds.index("heading")]  # the head of the first section
        sections: list[tuple[Sequence[Block], list[Block]]] = [(top, [])]
        for block in blocks[len(top) :]:
            if block.kind in (*HEADS, "heading"):
                if sections[-1][1] or not sections[-1][0] or len(sections) == 1:
                    sections.append(([], []))
                sections[-1] = ([*sections[-1][0], block], sections[-1][1])
            else:
                sections[-1][1].append(block)
        inner = "".join(
            self._content(heads, rest)
            if not k
            else element("div", "\n" + self._content(heads, rest), type_="section") + "\n"
            for k, (heads, rest) in enumerate(sections)
        )
        if not inner:
            return ""
        name = f"{self._page.name}.a{number}" if number is not None else None
        return element("div", "\n" + inner, type_="article" if number is not None else "loose", xml_id=name) + "\n"

    def _content(self, heads: Sequence[Block], rest: Sequence[Block]) -> str:
        parts = [self._head(block) for block in heads]
        for items, blocks in groupby(rest, key=lambda block: block.kind == "item" and not block.cells):
            made = [self._block(block) for block in blocks]
            if items and any(made):
                parts.append(element("list", "\n" + "".join(made)) + "\n")
            else:
                parts += made
        return "".join(parts)

    def _head(self, block: Block) -> str:
        content = self._text(block)
        if not content:
            return ""
        if block.kind == "byline":
            return element("byline", content, facs=self._zone(block)) + "\n"
        return element("head", content, type_=HEADS.get(block.kind), facs=self._zone(block)) + "\n"

    def _block(self, block: Block) -> str:
        if block.kind == "photo":
            return empty("figure", facs=self._zone(block)) + "\n"
        if block.cells:
            return self._table(block)
        content = self._text(block)
        if not content:
            return ""
        if block.kind == "caption":
            return self._figure(block, content)
        name = {"item": "item", "byline": "ab"}.get(block.kind, "p")
        return element(name, content, type_="byline" if name == "ab" else None, facs=self._zone(block)) + "\n"

    def _figure(self, block: Block, content: str) -> str:
        """A printed caption with the picture that it speaks of; what is printed is a ``head``, as TEI has it."""
        figure = self._captions.get(block.id)
        picture = empty("graphic", url=figure.file_name(self._page)) + "\n" if figure and self._shown(figure) else ""
        inner = picture + element("head", content, type_="caption", facs=self._zone(block)) + "\n"
        described = said("figDesc", self._page.text(block, self._material.layer).text.strip()) + "\n"
        return element("figure", "\n" + inner + described) + "\n"

    def _shown(self, figure: Figure) -> bool:
        return (self._material.folder / figure.file_name(self._page)).is_file()

    def _table(self, block: Block) -> str:
        lines, rows = Lines(block), list[str]()
        found = spans(self._page, block, self._material.layer, self._names)
        width = 0
        for row in _split(found, "\n"):
            cells = [element("cell", self._spans(cell, lines)) for cell in _split(row, "\t")]
            width = max(width, len(cells))
            rows.append(element("row", "".join(cells)) + "\n")
        return element("table", "\n" + "".join(rows), rows=len(rows), cols=width, facs=self._zone(block)) + "\n"

    def _forme_work(self, block: Block) -> str:
        content = self._text(block)
        return element("fw", content, type_=block.kind, facs=self._zone(block)) + "\n" if content else ""

    def _zone(self, block: Block) -> str | None:
        return f"#{block_id(self._page, block.id)}" if block.boxes else None

    def _text(self, block: Block) -> str:
        found = trimmed(spans(self._page, block, self._material.layer, self._names))
        return self._spans(found, Lines(block)) if any(span.text for span in found) else ""

    def _spans(self, found: Iterable[Span], lines: Lines) -> str:
        return "".join(self._span(span, lines) for span in found)

    def _span(self, span: Span, lines: Lines) -> str:
        content = self._changed(span, lines) if span.changes else self._pieces(lines.pieces(span.cells))
        if span.doubts:
            name = self._name(span.doubts[0].id)
            for record in span.doubts:
                self._beside.proposal(name, record)
            content = element("unclear", content, xml_id=name, resp=responsible(span.doubts[0]))
        if not span.entry:
            return content
        if span.kind not in ("", *PLACE_KINDS):
            return element("term", content)
        return element("placeName", content, ref=self._beside.place(span.entry))

    def _changed(self, span: Span, lines: Lines) -> str:
        """What was read, with its line beginnings, and what stands for it."""
        last = span.changes[-1]
        read = self._pieces(lines.pieces_read(self._page, span.cells))
        if all(record.stage == "normalise" for record in span.changes):
            made = element("reg", text(span.text), resp=responsible(last))
            return element("choice", element("orig", read) + made)
        name = self._name(last.id)
        self._beside.reason(name, last)
        probability = next((one.probability for one in last.candidates if one.text == span.text), None)
        cert = "high" if probability is None else f"{probability:.4g}"
        made = element("corr", text(span.text), resp=responsible(last), cert=cert)
        return element("choice", element("sic", read) + made, xml_id=name)

    def _name(self, record: int) -> str:
        return f"{self._page.name}.c{record}"

    def _pieces(self, pieces: Iterable[Piece]) -> str:
        parts: list[str] = []
        for piece in pieces:
            if piece.line is not None:
                inside = piece.join is not None and not piece.join.glue
                unbroken = "no" if inside else None
                if piece.join is not None and piece.join.kind == "column":
                    parts.append(empty("cb", break_=unbroken))
                parts.append(empty("lb", facs=f"#{line_id(self._page, piece.line)}", break_=unbroken))
            parts.append(text(piece.text))
        return "".join(parts)


def _split(found: Iterable[Span], mark: str) -> list[list[Span]]:
    """Spans cut at cells that are a mark between lines."""
    parts: list[list[Span]] = [[]]
    for span in found:
        waiting: list[Cell] = []
        for cell in span.cells:
            if cell.text == mark and not cell.ids:
                if waiting:
                    parts[-1].append(replace(span, cells=tuple(waiting)))
                waiting = []
                parts.append([])
            else:
                waiting.append(cell)
        if waiting:
            parts[-1].append(replace(span, cells=tuple(waiting)))
    return parts
