"""PAGE 2019-07-15, the page layout of OCR research: OCR-D, eScriptorium, Transkribus read it.

A block is a region for each column that it stands in; relations of type ``join`` tell which belong together.  The
first ``TextEquiv`` is the text of the layer that was asked for; where a line reads otherwise in another layer, that
layer follows, named in ``dataTypeDetails``.  On glyphs further ones are the other readings of the engine, with their
probabilities.  What PAGE has no words for stands in ``custom``, in the form ``name {key:value;}``.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping

from pipeline.formats.custom import custom
from pipeline.formats.markup import Canvas, attribute, character, confidence, text
from pipeline.formats.material import Files, Material
from pipeline.formats.origin import data_text, made_by, place, sentences, time_of
from pipeline.formats.pieces import Piece, Pieces, by_article, outline, pieces_of
from pipeline.formats.printed import PrintedLine, Word, printed_lines
from pipeline.formats.provenance import Provenance
from pipeline.model.block import BlockKind, Join
from pipeline.model.geometry import Quad
from pipeline.model.page import Layer, Page

NAMESPACE = "http://schema.primaresearch.org/PAGE/gts/pagecontent/2019-07-15"
TYPES: Mapping[BlockKind, str] = {
    "masthead": "header",
    "title": "heading",
    "subtitle": "heading",
    "heading": "heading",
    "byline": "credit",
    "paragraph": "paragraph",
    "item": "paragraph",
    "table": "paragraph",
    "caption": "caption",
    "photo": "floating",
    "folio": "page-number",
}
"""Kind -> ``type`` of its text regions."""
PLACE = "baokan:place"
"""Begins the names of the metadata items that tell where the page lies on the scan."""
LAYERS: tuple[Layer, ...] = ("reviewed", "corrected", "ocr")


def page_page(page: Page, material: Material) -> Files:
    """``page-0001.page.xml``."""
    return {f"{page.name}.page.xml": page_xml(page, material)}


def page_xml(page: Page, material: Material) -> str:
    """One page as PAGE XML."""
    return _Writer(page, material.layer).written(pieces_of(page, material.layer), material)


class _Writer:
    def __init__(self, page: Page, layer: Layer) -> None:
        self.page, self.layer = page, layer
        self.canvas = Canvas(page.scan_size)
        self.glues = {
            number: join.glue
            for block in page.blocks
            if not block.cells
            for number, join in zip(block.lines, block.joins, strict=False)
        }
        """line id -> what stands between it and the next line, as read."""
        self.texts = {name: self._texts(name) for name in LAYERS if name != layer}

    def _texts(self, layer: Layer) -> dict[int, str]:
        """Line id -> its text in another layer, where there may be another."""
        if layer == "ocr":
            return {}
        changed = {record.block for record in self.page.corrections if layer == "corrected" or record.stage == "review"}
        lines = (line for one in self.page.blocks if one.id in changed for line in printed_lines(self.page, one, layer))
        return {line.line.id: line.text for line in lines}

    def written(self, blocks: list[Pieces], material: Material) -> str:
        page, (width, height) = self.page, self.page.scan_size
        made = made_by(page, material)
        order = "".join(self._order(blocks))
        joins = "".join(_relations(blocks))
        return (
            '<?xml version="1.0" encoding="UTF-8"?>\n'
            f'<PcGts xmlns="{NAMESPACE}" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" '
            f'xsi:schemaLocation="{NAMESPACE} {NAMESPACE}/pagecontent.xsd" pcGtsId="{page.name}">\n'
            f"{self._metadata(made, material)}"
            f'<Page imageFilename="{attribute(made.file)}" imageWidth="{width}" imageHeight="{height}" '
            f'imageXResolution="{page.dpi:g}" imageYResolution="{page.dpi:g}" imageResolutionUnit="PPI">\n'
            f"<Border>{self._coords(outline(page))}</Border>\n"
            + (f'<ReadingOrder><OrderedGroup id="ro">\n{order}</OrderedGroup></ReadingOrder>\n' if order else "")
            + (f"<Relations>\n{joins}</Relations>\n" if joins else "")
            + "".join(self._regions(blocks))
            + "</Page>\n</PcGts>\n"
        )

    def _metadata(self, made: Provenance, material: Material) -> str:
        name, _, version = made.creator.partition(" ")
        time = time_of(self.page, material)
        steps = "".join(
            f'<MetadataItem type="processingStep" name="{attribute(step.stage)}" '
            f'value="{attribute(name)}, {step.stage}, version {step.version}">'
            f'<Labels externalModel="{attribute(name)} {attribute(version)}" externalId="settings">'
            f'<Label type="settings" value="{attribute(step.settings_text)}"/>'
            f'<Label type="data" value="{attribute(data_text(step))}"/></Labels></MetadataItem>\n'
            for step in made.steps
        )
        places = "".join(
            f'<MetadataItem type="imageProperties" name="{PLACE}:{key}" value="{attribute(_json(value))}"/>\n'
            for key, value in place(self.page, material.document).items()
        )
        counts = "".join(
            f'<MetadataItem type="other" name="corrections:{attribute(status)}" value="{number}"/>\n'
            for status, number in made.corrections.items()
        )
        return (
            f"<Metadata>\n<Creator>{text(made.creator)}</Creator>\n<Created>{time}</Created>\n"
            f"<LastChange>{time}</LastChange>\n<Comments>{text(' '.join(sentences(self.page, made)))}</Comments>\n"
            f'{steps}{places}<MetadataItem type="other" name="layer" value="{made.layer}"/>\n'
            f'<MetadataItem type="other" name="sha256" value="{made.sha256}"/>\n{counts}</Metadata>\n'
        )

    def _order(self, blocks: list[Pieces]) -> Iterable[str]:
        """The reading order: a group for each article."""
        titles = {article.id: article.title for article in self.page.articles}
        index = 0
        for number, (article, own) in enumerate(by_article(blocks)):
            if article is None:
                loose = _refs(own, index)
                yield from loose
                index += len(loose)
                continue
            caption = f' caption="{attribute(titles[article])}"' if titles.get(article) else ""
            yield (
                f'<OrderedGroupIndexed id="ro_{number}" index="{index}" type="article"{caption} '
                f'custom="article {{id:{article};}}">\n{"".join(_refs(own, 0))}</OrderedGroupIndexed>\n'
            )
            index += 1

    def _regions(self, blocks: list[Pieces]) -> Iterable[str]:
        for one in blocks:
            block = one.block
            said = custom(
                structure={"type": block.kind},
                block={
                    "id": block.id,
                    "article": "" if block.article is None else block.article,
                    "evidence": ",".join(block.evidence),
                    "uncertain": "true" if block.uncertain else "",
                },
            )
            if block.kind == "table":
                cells = "".join(self._text_region(piece, "") for piece in one.parts)
                yield f'<TableRegion id="{one.name}" custom="{said}">{self._coords(one.quad)}{cells}</TableRegion>\n'
            elif block.kind == "photo":
                inner = "".join(self._text_region(piece, "") for piece in one.parts)
                lettered = ' embText="true"' if inner else ""
                yield (
                    f'<ImageRegion id="{one.name}" custom="{said}"{lettered}>{self._coords(one.quad)}{inner}'
                    "</ImageRegion>\n"
                )
            else:
                yield from (self._text_region(piece, said) for piece in one.parts)

    def _text_region(self, piece: Piece, said: str) -> str:
        lines = "".join(self._line(line, join, piece) for line, join in zip(piece.lines, piece.joins, strict=True))
        role = ""
        if piece.cell:
            role = f'<Roles><TableCellRole rowIndex="{piece.cell.row}" columnIndex="{piece.cell.column}"/></Roles>\n'
        written = piece.text
        return (
            f'<TextRegion id="{region_id(piece)}" type="{TYPES[piece.block.kind]}"'
            + (f' custom="{said}"' if said else "")
            + (' readingDirection="top-to-bottom" textLineOrder="right-to-left"' if piece.vertical else "")
            + f">{self._coords(piece.quad)}{role}\n{lines}"
            + (f"{_equivalent(written, 0, None)}\n" if written else "")
            + "</TextRegion>\n"
        )

    def _line(self, line: PrintedLine, join: Join | None, piece: Piece) -> str:
        name = f"l{line.line.id}"
        words = line.words
        written = " ".join([word.text for word in words])
        said = {}
        if join:
            said["join"] = {"kind": join.kind, "glue": join.glue, "evidence": ",".join(join.evidence)}
        if not as_read(line, written):
            said["read"] = as_it_was_read(line)
        if line.glue != self.glues.get(line.line.id, line.glue):
            said["glue"] = {"text": line.glue, "changed": "true"}
        direction = ' readingDirection="top-to-bottom"' if line.line.vertical and not piece.vertical else ""
        equivalents = [_equivalent(written, 0, line.confidence if words else None)]
        for layer, other in self._others(line, written):
            equivalents.append(_equivalent(other, len(equivalents), None, layer))
        return (
            f'<TextLine id="{name}"'
            + (f' custom="{custom(**said)}"' if said else "")
            + f'{direction}>{self._coords(line.quad)}<Baseline points="{self.canvas.points(line.baseline)}"/>\n'
            + "".join([self._word(f"{name}_w{number}", word) for number, word in enumerate(words)])
            + f"{''.join(equivalents)}</TextLine>\n"
        )

    def _others(self, line: PrintedLine, written: str) -> Iterable[tuple[str, str]]:
        """(layer, text) of the other layers, where they read otherwise."""
        seen = {written, line.text}
        for layer, texts in self.texts.items():
            other = line.line.text if layer == "ocr" else texts.get(line.line.id, line.text)
            if other not in seen:
                seen.add(other)
                yield layer, other

    def _word(self, name: str, word: Word) -> str:
        points, glyphs = self.canvas.points, []
        for number, glyph in enumerate(word.glyphs):
            glyphs.append(
                f'<Glyph id="{name}_g{number}"><Coords points="{points(glyph.quad)}"/><TextEquiv index="0" '
                f'conf="{confidence(glyph.confidence)}"><Unicode>{character(glyph.text)}</Unicode></TextEquiv>'
            )
            if glyph.alternatives:
                others = [one for one in glyph.alternatives if one.text != glyph.text]
                glyphs += [_equivalent(one.text, n, one.probability) for n, one in enumerate(others, start=1)]
            glyphs.append("</Glyph>")
        return (
            f'<Word id="{name}">{self._coords(word.quad)}{"".join(glyphs)}'
            f"{_equivalent(word.text, 0, word.confidence)}</Word>\n"
        )

    def _coords(self, quad: Quad) -> str:
        return f'<Coords points="{self.canvas.points(quad)}"/>'


def region_id(piece: Piece) -> str:
    """A table cell and the text in a picture stand inside the region of their block."""
    return f"{piece.name}_t" if piece.block.kind == "photo" and "_" not in piece.name else piece.name


def as_read(line: PrintedLine, written: str) -> bool:
    """Whether a line stands in the layer as it was read, character by character, its words one space apart."""
    glyphs, read = line.glyphs, line.line.text
    if len(glyphs) != len(read) or written != read or any([len(glyph.ids) != 1 for glyph in glyphs]):
        return False
    if any([glyph.confidence < 1 and glyph.text.isspace() for glyph in glyphs]):
        return False  # PAGE has no place for what is known of a space
    # characters stand in their order: as many as were read, each for another one, are those that were read
    return len({glyph.ids for glyph in glyphs}) == len(read)


def as_it_was_read(line: PrintedLine) -> dict[str, str]:
    """The line of the ``ocr`` layer, and which of its characters each character of this layer stands for."""
    read = line.line
    return {
        "text": read.text,
        "cuts": " ".join(f"{cut:g}" for cut in read.cuts),
        "confidences": " ".join(map(str, read.confidences)),
        "characters": line.text,
        "ids": " ".join("+".join(glyph.ids) for glyph in line.glyphs),
    }


def _refs(blocks: list[Pieces], index: int) -> list[str]:
    """References to the regions of blocks; ``index``: of the first.

    What stands inside a table or picture is a group behind it.  By the schema the group could bear the reference to
    its parent itself; OCR-D's validator does not get over that.
    """
    found: list[str] = []
    for one in blocks:
        inside = one.block.kind in ("table", "photo")
        names = [region_id(piece) for piece in one.parts]
        for name in [one.name] if inside or not names else names:
            found.append(f'<RegionRefIndexed index="{index + len(found)}" regionRef="{name}"/>\n')
        if inside and names:
            inner = "".join(f'<RegionRefIndexed index="{n}" regionRef="{name}"/>' for n, name in enumerate(names))
            found.append(
                f'<OrderedGroupIndexed id="ro_{one.name}" index="{index + len(found)}">{inner}</OrderedGroupIndexed>\n'
            )
    return found


def _relations(blocks: list[Pieces]) -> Iterable[str]:
    """Which pieces are one block."""
    for one in blocks:
        if one.block.kind in ("table", "photo"):
            continue
        for before, after in zip(one.parts, one.parts[1:], strict=False):
            yield (
                f'<Relation id="join_{after.name}" type="join"><SourceRegionRef regionRef="{before.name}"/>'
                f'<TargetRegionRef regionRef="{after.name}"/></Relation>\n'
            )


def _equivalent(written: str, index: int, sure: float | None, layer: str = "") -> str:
    conf = "" if sure is None else f' conf="{sure:.4g}"'
    details = f' dataTypeDetails="{layer}"' if layer else ""
    return f'<TextEquiv index="{index}"{conf}{details}><Unicode>{text(written)}</Unicode></TextEquiv>'


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))
