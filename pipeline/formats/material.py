"""What a writer of a format gets: the document, its pages, the text layer, and the pictures that the run made."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, Protocol

from pipeline.errors import PageError
from pipeline.export.interchange import read_page
from pipeline.model.page import Document, Layer, Page

Files = Mapping[str, bytes | str]
"""File name -> content; text is stored as UTF-8."""

Shown = Literal["page", "scan"]
"""Which picture stands in a format that shows pages: the straightened page that the run made, or the scan itself."""


@dataclass(frozen=True)
class Material:
    """One finished document in one text layer."""

    document: Document
    folder: Path
    """of its results."""
    layer: Layer
    wanted: Callable[[str], bool] = lambda name: True
    """whether a page of this name is to be written."""
    on_problem: Callable[[PageError], None] = lambda error: None
    """told of each page file that cannot be used."""
    shown: Shown = "page"
    """the picture of formats that show pages."""
    scan: Callable[[], Path | None] = lambda: None
    """where the scan was when it was read; ``None``: not known."""
    on_missing: Callable[[PageError], None] = lambda error: None
    """told of each page that cannot be shown, for want of a picture."""

    reading: Callable[[Path, Page], Page] = lambda path, page: page
    """what a page (with its file) is in the layer: people may have changed its blocks as well."""

    def pages(self) -> Iterator[Page]:
        """The pages that were done, in order, one in memory at a time; damaged ones are told and left out."""
        for summary in self.document.pages:
            if summary.status == "failed" or not self.wanted(summary.name):
                continue
            try:
                path = self.folder / f"{summary.name}.json"
                yield self.reading(path, read_page(path))
            except PageError as error:
                self.on_problem(error)

    def picture(self, name: str) -> bytes | None:
        """A picture that the run made (``page-0001.jpg``, ``page-0001.figure-1.jpg``); ``None`` where it made none."""
        path = self.folder / name
        return path.read_bytes() if path.is_file() else None


class Table(Protocol):
    """A table of everything, open for writing."""

    def add(self, page: Page, material: Material) -> None:
        """The rows of one page."""
        ...

    def close(self) -> None:
        """Write what is left."""
        ...
