"""Results of one made page, written as a document and read again by other people's eyes."""

from __future__ import annotations

import re
from io import BytesIO
from pathlib import Path

import pypdfium2 as pdfium

from pipeline.export.settings import ExportSettings
from pipeline.export.store import DocumentFolder, page_files
from pipeline.formats import format_named
from pipeline.formats.results import Exported, export_results
from pipeline.model.geometry import Box
from pipeline.model.page import Layer, Metadata, Page
from pipeline.model.sheet import Sheet

WHITE = re.compile(r"\s+")


def write(results: Path, sheet: Sheet, *sheets: Sheet, settings: ExportSettings | None = None) -> Path:
    """A document of these pages.  Returns its folder."""
    folder = DocumentFolder(results, "报纸")
    made = [page_files(one, settings or ExportSettings()) for one in (sheet, *sheets)]
    for one in made:
        folder.write(one.contents, sheet.page.source.sha256)
    keep = [name for one in made for name in one.contents]
    said = Metadata(publication="虹桥报", date="2021-01-22", issue="5")
    folder.finish(sheet.page.source, [one.summary for one in made], keep, metadata=said)
    return results / "报纸"


def export(results: Path, to: Path, format: str, layer: Layer = "corrected", **options: str) -> tuple[Path, Exported]:
    """The book of the document, and what was told of it."""
    done = export_results(results, to, [format_named(format)], layer, **options)  # type: ignore[arg-type]
    return to / f"报纸/document.{format}", done


def text_of(page: Page, layer: Layer = "corrected") -> str:
    """All that is printed on a page, without white space."""
    return WHITE.sub("", "".join(page.text(block, layer).text for block in page.blocks))


class Pdf:
    """A PDF in the eyes of pdfium."""

    def __init__(self, data: bytes) -> None:
        self.document = pdfium.PdfDocument(BytesIO(data))

    def text(self, page: int = 0) -> str:
        """Its text with the line ends that pdfium finds."""
        return str(self.document[page].get_textpage().get_text_range())

    def boxes(self, words: str, dpi: float, page: int = 0) -> list[list[Box]]:
        """For each place where the words are found the boxes of their characters, px at a resolution."""
        sheet = self.document[page]
        text, scale, height = sheet.get_textpage(), dpi / 72, sheet.get_height()
        search, found = text.search(words, match_case=True), []
        while hit := search.get_next():
            boxes = (text.get_charbox(k) for k in range(hit[0], hit[0] + hit[1]))
            found.append(
                [
                    (box[0] * scale, (height - box[3]) * scale, box[2] * scale, (height - box[1]) * scale)
                    for box in boxes
                ]
            )
        return found


def shared(a: Box, b: Box) -> float:
    """Intersection over union."""
    across, down = min(a[2], b[2]) - max(a[0], b[0]), min(a[3], b[3]) - max(a[1], b[1])
    both = max(0.0, across) * max(0.0, down)
    return both / ((a[2] - a[0]) * (a[3] - a[1]) + (b[2] - b[0]) * (b[3] - b[1]) - both)
