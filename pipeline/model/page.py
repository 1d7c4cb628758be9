"""The page and the document: what every stage after ingest works on and what the JSON files hold."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cached_property
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from pipeline.model.block import Article, Block, Graphics, Region, is_none
from pipeline.model.correction import Correction, Status
from pipeline.model.geometry import IDENTITY, Matrix, Quad, invert, transform_quad
from pipeline.model.text import Cell, CharacterId, LayeredText, Line, parse_character_id

Layer = Literal["ocr", "corrected", "reviewed"]
PAGE_SCHEMA = "baokan/page/1"
DOCUMENT_SCHEMA = "baokan/document/1"
UNTEXTED_KINDS = frozenset({"masthead", "folio", "photo"})
"""Kinds that are kept in the JSON and left out of ``.txt`` and ``.md``."""


class Source(BaseModel):
    """The file a page comes from."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    file: str = Field(description="file name, without its folder")
    sha256: str = Field(description="of the whole file, lower-case hex")
    frames: int = Field(
        ge=0,
        description="number of images (pages of a PDF, images of a TIFF) in the file; 0: the file cannot be opened",
    )
    media_type: str = Field(description="for instance 'image/jpeg', 'application/pdf'")


class Warning(BaseModel):
    """Something about a page that deserves a look; the page is done all the same."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    code: str = Field(description="stable key, for instance 'blank-page'")
    stage: str
    message: str = Field(description="a sentence for people")


class Metadata(BaseModel):
    """Issue, date and page label: printed on the page, or given beside the scans in metadata.csv."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    publication: str | None = Field(default=None, description="name in the masthead")
    date: str | None = Field(default=None, description="ISO 8601 date of issue")
    issue: str | None = Field(default=None, description="number of the issue (期), digits as printed")
    issue_total: str | None = Field(default=None, description="running number (总第 … 期)")
    page_label: str | None = Field(default=None, description="page label (版) as printed")
    section: str | None = Field(default=None, description="name of the page's section, for instance 综合")
    title: str | None = Field(default=None, description="given title of the document (metadata.csv)")
    origin: dict[str, str] = Field(
        default_factory=dict, description="field -> 'masthead', 'folio', 'metadata.csv' or 'file'"
    )


class Step(BaseModel):
    """One processing step: what took part, so that the result can be explained and made again."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    stage: str
    version: int = Field(description="hand-bumped version of the stage")
    fingerprint: str = Field(description="hash over the step before, this stage's settings, data files and version")
    settings: dict[str, Any] | None = Field(
        default=None,
        exclude_if=is_none,
        description="not in a page file: document.json has them, once for all pages",
    )
    data: dict[str, str] = Field(default_factory=dict, description="models, gazetteers …: name -> version or SHA-256")


class Page(BaseModel):
    """One page: half of a spread, or a whole frame.  Immutable; stages return a changed copy."""

    model_config = ConfigDict(frozen=True, extra="forbid", ignored_types=(cached_property,))

    schema_id: str = Field(default=PAGE_SCHEMA, alias="schema", serialization_alias="schema")
    source: Source
    frame: int = Field(ge=1, description="1-based number of the image in the source file")
    half: int | None = Field(default=None, description="1 or 2 for the halves of a spread, left to right; else None")
    status: Literal["done", "done with warnings", "failed"] = "done"
    warnings: tuple[Warning, ...] = ()
    metadata: Metadata = Metadata()
    scan_size: tuple[int, int] = Field(description="(width, height) of the frame, px, scan frame")
    size: tuple[int, int] = Field(description="(width, height) of the straightened page image, px, page frame")
    dpi: float = Field(gt=0, description="resolution of the scan, dots per inch")
    dpi_origin: Literal["file", "estimated", "assumed"] = "file"
    transform: Matrix = Field(default=IDENTITY, description="homography, scan frame -> page frame")
    orientation: Literal[0, 90, 180, 270] = Field(
        default=0, description="counter-clockwise turn of the content on the scan, degrees"
    )
    skew_degrees: float = Field(
        default=0.0,
        description="counter-clockwise angle of the text lines at the page centre, orientation put right, degrees",
    )
    em: float = Field(default=0.0, ge=0, description="median character size of body text, px, page frame; 0: no text")
    text_origin: Literal["recognised", "text-layer", "imported"] = Field(
        default="recognised", description="where the ocr layer comes from"
    )
    lines: tuple[Line, ...] = ()
    graphics: Graphics = Graphics()
    regions: tuple[Region, ...] = ()
    blocks: tuple[Block, ...] = ()
    articles: tuple[Article, ...] = ()
    corrections: tuple[Correction, ...] = ()
    steps: tuple[Step, ...] = ()
    timings: dict[str, float] = Field(default_factory=dict, description="stage -> seconds")

    @property
    def name(self) -> str:
        """Stem of the page's files: ``page-0003`` or ``page-0003-1``."""
        return f"page-{self.frame:04d}" + (f"-{self.half}" if self.half else "")

    @cached_property
    def line_by_id(self) -> dict[int, Line]:
        """Line id -> line."""
        return {line.id: line for line in self.lines}

    @cached_property
    def page_to_scan(self) -> Matrix:
        """Inverse of ``transform``."""
        return invert(self.transform)

    def changed(self, **fields: Any) -> Page:
        """A copy with some fields replaced (not validated again)."""
        return Page.model_construct(_fields_set=None, **{**dict(self), **fields})

    def warned(self, code: str, stage: str, message: str) -> Page:
        """A copy with one more warning, and the status to match."""
        warning = Warning(code=code, stage=stage, message=message)
        return self.changed(warnings=(*self.warnings, warning), status="done with warnings")

    def polygon(self, character_id: CharacterId) -> Quad:
        """Corners of one character, px, **scan** frame."""
        line, offset = parse_character_id(character_id)
        return transform_quad(self.page_to_scan, self.line_by_id[line].character_quad(offset))

    def span_polygon(self, ids: Sequence[CharacterId]) -> Quad:
        """Corners around the characters of the first line that the ids touch, px to a tenth, **scan** frame."""
        places = [parse_character_id(i) for i in ids]
        line = self.line_by_id[places[0][0]]
        offsets = [offset for number, offset in places if number == line.id]
        corners = transform_quad(self.page_to_scan, line.span_quad(min(offsets), max(offsets)))
        a, b, c, d = ((round(x, 1), round(y, 1)) for x, y in corners)
        return a, b, c, d

    def ocr_text(self, block: Block) -> LayeredText:
        """Text of a block as read, glue of its joins included.

        Cells of a table are separated by tabs and its rows by line feeds.
        """
        return LayeredText(self._cells(block))

    def _cells(self, block: Block) -> Iterator[Cell]:
        def line_cells(line_id: int) -> Iterator[Cell]:
            line = self.line_by_id[line_id]
            return (Cell(ch, (line.character_id(k),)) for k, ch in enumerate(line.text))

        if block.cells:
            row, column = 0, 0
            for cell in sorted(block.cells, key=lambda c: (c.row, c.column)):
                while row < cell.row:
                    yield Cell("\n", ())
                    row, column = row + 1, 0
                while column < cell.column:
                    yield Cell("\t", ())
                    column += 1
                for line_id in cell.lines:
                    yield from line_cells(line_id)
            return
        for n, line_id in enumerate(block.lines):
            if n and block.joins[n - 1].glue:
                yield Cell(block.joins[n - 1].glue, ())
            yield from line_cells(line_id)

    def text(self, block: Block, layer: Layer = "corrected") -> LayeredText:
        """Text of a block in a layer, with records replayed in the order of their ids.

        ``ocr``: as read.  ``corrected``: records the machine applied.  ``reviewed``: also a person's decisions
        (``rejected`` undoes a machine's application).
        """
        text = self.ocr_text(block)
        if layer == "ocr":
            return text
        for record in self.corrections:
            if record.block == block.id and record.changes(layer):
                text = text.replace(record.characters, record.after)
        return text

    def text_blocks(self) -> Iterator[Block]:
        """Blocks that belong into ``.txt`` and ``.md``, in reading order."""
        return (block for block in self.blocks if block.kind not in UNTEXTED_KINDS)

    def to_json(self) -> str:
        """The page as JSON (``docs/schema/page.schema.json``); compact, UTF-8 text."""
        return self.model_dump_json(by_alias=True, exclude_defaults=False)


class NameCount(BaseModel):
    """Equal corrections of a name on one page."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    before: str
    after: str
    status: Status
    count: int = Field(ge=1)


class PageSummary(BaseModel):
    """What ``document.json`` says of one page; failed frames are listed too."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: str
    frame: int
    half: int | None = None
    status: Literal["done", "done with warnings", "failed"]
    warnings: tuple[Warning, ...] = ()
    error: str | None = Field(default=None, description="for a failed frame: stage and reason, a sentence for people")
    metadata: Metadata = Metadata()
    characters: int = 0
    blocks: int = 0
    pointers: int = Field(default=0, description="number of printed pointers to other pages (上接, 下转)")
    corrections: dict[str, int] = Field(default_factory=dict, description="status -> number of records")
    names: tuple[NameCount, ...] = Field(
        default=(), description="corrections of names that were applied or flagged; equal ones once, with their number"
    )
    confidence: float | None = Field(
        default=None, ge=0, le=1, description="mean of all characters as read; null: no text, or not known"
    )
    skew_degrees: float | None = Field(default=None, description="as in the page's file; null: not known")


class Document(BaseModel):
    """One source file: its pages in order."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    schema_id: str = Field(default=DOCUMENT_SCHEMA, alias="schema", serialization_alias="schema")
    id: str = Field(description="document id: the folder of its files in the output")
    source: Source
    software: dict[str, str] = Field(default_factory=dict, description="package -> version")
    settings: dict[str, dict[str, Any]] = Field(
        default_factory=dict,
        description="stage -> settings that all its pages were made with",
    )
    status: Literal["done", "done with warnings", "failed"] = "done"
    error: str | None = Field(default=None, description="when the file cannot be read at all: cause and remedy")
    metadata: Metadata = Metadata()
    issue_key: str | None = Field(default=None, description="documents of one issue share this key")
    pages: tuple[PageSummary, ...] = ()
