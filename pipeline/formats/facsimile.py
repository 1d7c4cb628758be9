"""What formats show that put the text over a picture of the page (PDF, OFD): picture, size, and places on it.

The picture is the straightened page that the run made, one for each page; or the scan itself, on which a spread has
two pages.  All places are px of the picture that is shown, whatever happened between the scan and the page.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import groupby
from pathlib import Path

from pipeline.errors import PageError
from pipeline.formats.material import Material
from pipeline.formats.picture import Picture, jpeg_picture, png_picture
from pipeline.formats.printed import PrintedLine, printed_lines
from pipeline.ingest import SourceReader, open_source
from pipeline.ingest.settings import IngestSettings
from pipeline.model.geometry import IDENTITY, Matrix, transform_quad
from pipeline.model.page import Layer, Page


@dataclass(frozen=True)
class Facsimile:
    """One picture and the pages that are printed on it."""

    picture: Picture
    size: tuple[int, int]
    """(width, height) of the picture as it is shown, px."""
    dpi: float
    """px an inch."""
    pages: tuple[Page, ...]
    """one; on a scan of a spread two, in their order."""
    whence: tuple[Matrix, ...]
    """for each page: scan frame -> px of the picture as it is shown."""

    @property
    def name(self) -> str:
        """``page-0003``; of a scan of a spread ``page-0003-1``, its first page."""
        return self.pages[0].name

    @property
    def label(self) -> str | None:
        """The page labels as printed, ``None`` without any."""
        found = [page.metadata.page_label for page in self.pages if page.metadata.page_label]
        return "–".join(dict.fromkeys(found)) or None

    def blocks(self, layer: Layer) -> Iterator[list[PrintedLine]]:
        """The lines of each block in reading order, placed on the picture."""
        for page, matrix in zip(self.pages, self.whence, strict=True):
            yield from placed_blocks(page, layer, matrix)


def placed_blocks(page: Page, layer: Layer, matrix: Matrix) -> Iterator[list[PrintedLine]]:
    """The lines of each block of a page, in reading order; masthead and folio too, since they are printed.

    ``matrix``: scan frame -> the frame wanted.
    """
    for block in page.blocks:
        lines = printed_lines(page, block, layer)
        if lines:
            yield [_moved(line, matrix) for line in lines]


def _moved(line: PrintedLine, matrix: Matrix) -> PrintedLine:
    if matrix == IDENTITY:
        return line
    return replace(
        line,
        quad=transform_quad(matrix, line.quad),
        glyphs=tuple(replace(glyph, quad=transform_quad(matrix, glyph.quad)) for glyph in line.glyphs),
    )


def facsimiles(material: Material) -> Iterator[Facsimile]:
    """What is to be shown of a document, one picture in memory at a time; pages without a picture are told."""
    if material.shown == "scan":
        yield from _scans(material)
        return
    for page in material.pages():
        data = material.picture(f"{page.name}.jpg")
        picture = jpeg_picture(data) if data is not None else None
        if picture is None:
            material.on_missing(_no_picture(material.folder / f"{page.name}.jpg"))
            continue
        yield Facsimile(picture, picture.size, page.dpi, (page,), (page.transform,))


def _no_picture(path: Path) -> PageError:
    return PageError(
        path,
        "no-picture",
        "The picture of the page is missing or no JPEG, so the page cannot be shown.",
        "Run it again with export.page_image=true, or show the scan (--image scan).",
    )


def _scans(material: Material) -> Iterator[Facsimile]:
    """The frames of the source file, where it is still what was read."""
    path = material.scan()
    try:
        reader = _open(path, material)
    except PageError as error:
        material.on_missing(error)
        return
    with reader:
        for number, group in groupby(material.pages(), key=lambda page: page.frame):
            pages = tuple(group)
            try:
                picture = _frame(reader, number, pages[0].scan_size)
            except PageError as error:
                material.on_missing(error)
                continue
            yield Facsimile(picture, pages[0].scan_size, pages[0].dpi, pages, (IDENTITY,) * len(pages))


def _open(path: Path | None, material: Material) -> SourceReader:
    source = material.document.source
    if path is None or not path.is_file():
        raise PageError(
            path or Path(source.file),
            "scan-missing",
            "The scan is not where it was read.",
            "Put it back there, or show the straightened pages (--image page).",
        )
    reader = open_source(path, IngestSettings.model_validate(material.document.settings.get("ingest", {})))
    if reader.source.sha256 != source.sha256:
        reader.close()
        raise PageError(
            path, "scan-changed", "The scan is another one than was read.", "Run it again, or put the old file back."
        )
    return reader


def _frame(reader: SourceReader, number: int, size: tuple[int, int]) -> Picture:
    """A frame of the source: a JPEG file as it is, anything else without loss.  Raises ``PageError``."""
    if reader.source.media_type == "image/jpeg":
        picture = jpeg_picture(reader.path.read_bytes(), size)
        if picture is not None:
            return picture
    frame = reader.frame(number)
    return png_picture(frame.image, bilevel=frame.bilevel)
