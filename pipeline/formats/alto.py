"""ALTO 4.3, the page layout of libraries: one file a page, with reading order, confidences and the engine's readings.

A block is a ``TextBlock`` for each column that it stands in; an ``OrderedGroup`` of the reading order joins them.  The
kind of a block, its article, and how a line continues the one before are tags.  A table is a ``ComposedBlock`` of its
cells, and so is a picture with lettering.  Coordinates are px of the scan.
"""

from __future__ import annotations

from collections.abc import Iterable
from itertools import pairwise
from urllib.parse import quote

from pipeline.formats.markup import Canvas, attribute, character, confidence, text
from pipeline.formats.material import Files, Material
from pipeline.formats.origin import data_text, made_by, place_text, sentences
from pipeline.formats.pieces import Piece, Pieces, by_article, outline, pieces_of
from pipeline.formats.printed import Glyph, PrintedLine, Word
from pipeline.formats.provenance import Provenance
from pipeline.model.block import Join
from pipeline.model.geometry import Quad
from pipeline.model.page import Page

NAMESPACE = "http://www.loc.gov/standards/alto/ns-v4#"
SCHEMA = "http://www.loc.gov/alto/v4/alto-4-3.xsd"
CATEGORIES = {
    "ingest": "preOperation",
    "straighten": "preOperation",
    "normalise": "contentModification",
    "correct": "contentModification",
    "review": "contentModification",
    "export": "postOperation",
}
"""Stage -> what ALTO calls it; the others generate content."""
KIND, ARTICLE, JOIN = "baokan:kind", "baokan:article", "baokan:join"
"""``TYPE`` of the tags."""
PLACE = "place"
"""``ID`` of the ``Processing`` whose settings are the place of the page on the scan, as JSON."""
LONGEST_VARIANT = 3
"""Characters that the schema allows in a ``Variant``."""
STRAIGHT = 0.5
"""px: a quadrilateral whose edges lean less is written as a box alone."""


def alto_page(page: Page, material: Material) -> Files:
    """``page-0001.alto.xml``."""
    return {f"{page.name}.alto.xml": alto(page, material)}


def alto(page: Page, material: Material) -> str:
    """One page as ALTO."""
    return _Writer(page).written(pieces_of(page, material.layer), material)


class _Writer:
    def __init__(self, page: Page) -> None:
        self.page = page
        self.canvas = Canvas(page.scan_size)
        self.tags: dict[tuple[str, str, str], str] = {}
        """(element, TYPE, rest of its attributes) -> ID."""

    def written(self, blocks: list[Pieces], material: Material) -> str:
        made = made_by(self.page, material)
        order = "".join(self._order(blocks))
        layout = "".join(self._blocks(blocks))
        tags = "".join(f'<{name} ID="{key}" TYPE="{kind}" {rest}/>\n' for (name, kind, rest), key in self.tags.items())
        return (
            '<?xml version="1.0" encoding="UTF-8"?>\n'
            f'<alto xmlns="{NAMESPACE}" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" '
            f'xsi:schemaLocation="{NAMESPACE} {SCHEMA}" SCHEMAVERSION="4.3">\n'
            f"{_description(self.page, made, material)}"
            + (f"<Tags>\n{tags}</Tags>\n" if tags else "")
            + (f'<ReadingOrder>\n<OrderedGroup ID="ro">\n{order}</OrderedGroup>\n</ReadingOrder>\n' if order else "")
            + f"<Layout>\n{self._page(made)}{layout}</PrintSpace>\n</Page>\n</Layout>\n</alto>\n"
        )

    def _page(self, made: Provenance) -> str:
        page, (width, height) = self.page, self.page.scan_size
        label = page.metadata.page_label
        sure = [value for line in page.lines for value in line.confidences]
        return (
            f'<Page ID="page" PHYSICAL_IMG_NR="{page.frame}" WIDTH="{width}" HEIGHT="{height}"'
            + (f' PRINTED_IMG_NR="{attribute(label)}"' if label else "")
            + (f' POSITION="{"Left" if page.half == 1 else "Right"}"' if page.half else "")
            + (f' PC="{sum(sure) / len(sure) / 100:.4f}"' if sure else "")
            + f' PROCESSINGREFS="{" ".join(_step_id(n) for n in range(len(made.steps)))}">\n'
            f'<PrintSpace ID="space" {self._box(outline(page))}>\n{self._shape(outline(page))}'
        )

    def _tag(self, element: str, kind: str, rest: str) -> str:
        return self.tags.setdefault((element, kind, rest), f"tag{len(self.tags)}")

    def _order(self, blocks: list[Pieces]) -> Iterable[str]:
        """The reading order: a group for each article, in it one for each block of several pieces."""
        titles = {article.id: article.title for article in self.page.articles}
        for number, (article, own) in enumerate(by_article(blocks)):
            inner = "".join(self._refs(own))
            if article is None:
                yield inner
                continue
            label = attribute(titles.get(article) or f"article {article}")
            tag = self._tag("StructureTag", ARTICLE, f'LABEL="{label}" DESCRIPTION="{article}"')
            yield f'<OrderedGroup ID="ro_{number}" TAGREFS="{tag}">\n{inner}</OrderedGroup>\n'

    def _refs(self, blocks: list[Pieces]) -> Iterable[str]:
        for one in blocks:
            names = [piece.name for piece in one.parts] or [one.name]
            refs = "".join(f'<ElementRef ID="ro_{name}" REF="{name}"/>\n' for name in names)
            whole = one.name in names
            yield refs if whole else f'<OrderedGroup ID="ro_{one.name}">\n{refs}</OrderedGroup>\n'

    def _blocks(self, blocks: list[Pieces]) -> Iterable[str]:
        names = [piece.name for one in blocks for piece in one.parts]
        following = dict(pairwise(names))
        for one in blocks:
            block = one.block
            rest = "".join(
                (
                    f'LABEL="{block.kind}" DESCRIPTION="',
                    attribute(" ".join(block.evidence)),
                    " uncertain" if block.uncertain else "",
                    '"',
                )
            )
            tag = self._tag("LayoutTag", KIND, rest)
            parts = [self._piece(piece, tag, following.get(piece.name)) for piece in one.parts]
            if block.kind == "photo":
                picture = f'<Illustration ID="{one.name}{"_i" if parts else ""}" {self._box(one.quad)} TYPE="photo"'
                picture += f' TAGREFS="{tag}">{self._shape(one.quad)}</Illustration>\n'
                parts = [picture, *parts]
            if block.kind == "table" or (len(parts) > 1 and block.kind == "photo"):
                yield (
                    f'<ComposedBlock ID="{one.name}" TYPE="{block.kind}" TAGREFS="{tag}" {self._box(one.quad)}>\n'
                    f"{self._shape(one.quad)}{''.join(parts)}</ComposedBlock>\n"
                )
            else:
                yield from parts

    def _piece(self, piece: Piece, tag: str, following: str | None) -> str:
        lines = "".join(self._line(piece, line, join) for line, join in zip(piece.lines, piece.joins, strict=True))
        return (
            f'<TextBlock ID="{_text_id(piece)}" TAGREFS="{tag}" {self._box(piece.quad)}'
            + (f' IDNEXT="{following}"' if following else "")
            + (' BASEDIRECTION="ttb"' if piece.vertical else "")
            + f">\n{self._shape(piece.quad)}{lines}</TextBlock>\n"
        )

    def _line(self, piece: Piece, line: PrintedLine, join: Join | None) -> str:
        strings: list[str] = []
        before: Word | None = None
        words = line.words
        if not words:
            return ""
        for number, word in enumerate(words):
            if before is not None:
                strings.append(f"<SP {self._gap(before, word)}/>\n")
            strings.append(self._word(f"l{line.line.id}_w{number}", word))
            before = word
        tag = f' TAGREFS="{self._join(join)}"' if join else ""
        direction = ' BASEDIRECTION="ttb"' if line.line.vertical and not piece.vertical else ""
        return (
            f'<TextLine ID="l{line.line.id}" {self._box(line.quad)} BASELINE="{self.canvas.points(line.baseline)}"'
            f"{tag}{direction}>\n{self._shape(line.quad)}{''.join(strings)}</TextLine>\n"
        )

    def _join(self, join: Join) -> str:
        words = attribute(" ".join((*join.evidence, *([f"glue={quote(join.glue)}"] if join.glue else []))))
        return self._tag("OtherTag", JOIN, f'LABEL="{join.kind}" DESCRIPTION="{words}"')

    def _word(self, name: str, word: Word) -> str:
        glyphs = "".join([self._glyph(glyph) for glyph in word.glyphs])
        return (
            f'<String ID="{name}" CONTENT="{attribute(word.text)}" {self._box(word.quad)} '
            f'WC="{word.confidence:.4g}">\n{glyphs}</String>\n'
        )

    def _glyph(self, glyph: Glyph) -> str:
        head = f'<Glyph CONTENT="{character(glyph.text)}" GC="{confidence(glyph.confidence)}" {self._box(glyph.quad)}'
        if not glyph.alternatives:
            return f"{head}/>\n"
        variants = [
            f'<Variant CONTENT="{attribute(one.text)}" VC="{one.probability:.4g}"/>'
            for one in glyph.alternatives
            if one.text != glyph.text and 0 < len(one.text) <= LONGEST_VARIANT
        ]
        return f"{head}>{''.join(variants)}</Glyph>\n" if variants else f"{head}/>\n"

    def _box(self, quad: Quad) -> str:
        left, top, right, bottom = self.canvas.box(quad)
        return f'HPOS="{left}" VPOS="{top}" WIDTH="{right - left}" HEIGHT="{bottom - top}"'

    def _shape(self, quad: Quad) -> str:
        (ax, ay), (bx, by), _, (dx, dy) = quad
        if min(abs(ay - by), abs(ax - bx)) < STRAIGHT and min(abs(ax - dx), abs(ay - dy)) < STRAIGHT:
            return ""
        return f'<Shape><Polygon POINTS="{self.canvas.points(quad)}"/></Shape>\n'

    def _gap(self, before: Word, after: Word) -> str:
        a, d = before.quad[1], before.quad[2]
        b, c = after.quad[0], after.quad[3]
        return self._box((a, b, c, d))


def _text_id(piece: Piece) -> str:
    return f"{piece.name}_t" if piece.block.kind == "photo" and "_" not in piece.name else piece.name


def _step_id(number: int) -> str:
    return f"step{number}"


def _description(page: Page, made: Provenance, material: Material) -> str:
    name, _, version = made.creator.partition(" ")
    others = ", ".join(f"{package} {found}" for package, found in made.software.items() if package != "baokan")
    software = (
        f"<processingSoftware><softwareName>{text(name)}</softwareName><softwareVersion>{text(version)}"
        f"</softwareVersion><applicationDescription>{text(others)}</applicationDescription></processingSoftware>"
    )
    words = "".join(
        f"<processingStepDescription>{text(one)}</processingStepDescription>" for one in sentences(page, made)
    )
    steps = "".join(
        f'<Processing ID="{_step_id(number)}"><processingCategory>{CATEGORIES.get(step.stage, "contentGeneration")}'
        f"</processingCategory><processingStepDescription>{text(step.stage)}, version {step.version}"
        f"</processingStepDescription>"
        + (f"<processingStepDescription>{text(data_text(step))}</processingStepDescription>" if step.data else "")
        + f"<processingStepSettings>{text(step.settings_text)}</processingStepSettings>{software}</Processing>\n"
        for number, step in enumerate(made.steps)
    )
    return (
        "<Description>\n<MeasurementUnit>pixel</MeasurementUnit>\n<sourceImageInformation>"
        f"<fileName>{text(made.file)}</fileName>"
        f'<fileIdentifier fileIdentifierLocation="sha256">{made.sha256}</fileIdentifier>'
        f"<documentIdentifier>{text(material.document.id)}</documentIdentifier></sourceImageInformation>\n"
        f"{steps}"
        f'<Processing ID="{PLACE}"><processingCategory>other</processingCategory>{words}'
        f"<processingStepSettings>{text(place_text(page, material.document))}</processingStepSettings>{software}"
        "</Processing>\n</Description>\n"
    )
