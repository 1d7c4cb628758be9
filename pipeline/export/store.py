"""The results folder of one document: what a page's files hold, and the folder they go to.

``page_files`` is done by whoever made the page; ``DocumentFolder`` belongs to the one process that writes.
"""

from __future__ import annotations

import re
import time
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pipeline import files
from pipeline.errors import PageError
from pipeline.export.documents import make_document, summarise, without_settings
from pipeline.export.folders import UNFINISHED
from pipeline.export.images import page_images
from pipeline.export.interchange import page_json
from pipeline.export.markdown import document_markdown, page_markdown
from pipeline.export.plain import document_text, page_text
from pipeline.export.settings import ExportSettings
from pipeline.model.page import Document, Metadata, PageSummary, Source
from pipeline.model.sheet import Sheet

DOCUMENT_FILES = ("document.json", "document.txt", "document.md")
PAGE_FILE = re.compile(r"page-\d{4,}(-[12])?(\.layout|\.figure-\d+)?\.(json|txt|md|jpg)|frame-\d{4,}\.recording\.npz")
"""Names of the files that are written for a page or a frame; nothing else is ever removed."""
FORMAT_FILE = re.compile(r"(page-\d{4,}(-[12])?|document|blocks)\..+")
"""Names of the files that formats write beside them (``export.formats``)."""


@dataclass(frozen=True, slots=True)
class PageFiles:
    """A finished page as bytes."""

    summary: PageSummary
    contents: dict[str, bytes]
    """file name -> content."""
    seconds: float
    """that the stage took."""


def page_files(sheet: Sheet, settings: ExportSettings) -> PageFiles:
    """The files of one page; without its pixels (a page that was redone from its file) it has no new images."""
    start = time.perf_counter()
    name, page = sheet.page.name, sheet.page
    contents = {f"{name}.txt": page_text(page).encode(), f"{name}.md": page_markdown(page).encode()}
    if settings.page_image and sheet.image.size:
        contents.update(page_images(sheet, settings.page_image_quality))
    seconds = time.perf_counter() - start
    page = without_settings(page).changed(timings={**page.timings, "export": seconds})
    contents[f"{name}.json"] = page_json(page).encode()
    return PageFiles(summarise(page), contents, seconds)


class DocumentFolder:
    """``output/<document-id>/``.

    ``document.json`` comes last: a folder with ``.baokan-unfinished`` in its place belongs to a run that was stopped.
    """

    def __init__(self, output: Path, document_id: str, settings: Mapping[str, dict[str, Any]] | None = None) -> None:
        """``settings``: stage -> those that all its pages are made with."""
        self.id = document_id
        self.path = output / document_id
        self._settings = settings
        self._begun = False

    def write(self, contents: Mapping[str, bytes], sha256: str) -> None:
        """Write the files of a page of the source with this checksum.  Raises ``OutputError``."""
        self._begin(sha256)
        files.write_all(self.path, contents)

    def finish(
        self,
        source: Source,
        pages: Iterable[PageSummary],
        keep: Collection[str],
        *,
        metadata: Metadata | None = None,
        issue_key: str | None = None,
        error: PageError | None = None,
    ) -> tuple[Document, dict[str, bytes]]:
        """Write the document's files from its pages' and remove stale ones.

        ``keep``: names of the pages' files.  ``metadata``: what the pages say together.  ``error``: why the source
        could not be read at all.  Returns the document and the files that were written.  Raises ``OutputError``.
        """
        self._begin(source.sha256)
        pages = sorted(pages, key=lambda page: (page.frame, page.half or 0))
        reason = f"{error.stage}: {error.cause} {error.remedy}" if error else None
        document = make_document(
            self.id,
            source,
            pages,
            metadata=metadata,
            issue_key=issue_key,
            error=reason,
            settings=self._settings,
        )
        stale = [path for path in self.path.iterdir() if PAGE_FILE.fullmatch(path.name) and path.name not in keep]
        files.remove([*stale, *files.leftovers(self.path)])
        contents: dict[str, bytes] = {}
        texts = [page.name for page in pages if f"{page.name}.txt" in keep]
        if texts:  # an empty text beside a failure would look like a page without print
            contents["document.txt"] = document_text(self._read(f"{name}.txt") for name in texts).encode()
            contents["document.md"] = document_markdown((name, self._read(f"{name}.md")) for name in texts).encode()
        contents["document.json"] = document.model_dump_json(by_alias=True, indent=1).encode()
        files.write_all(self.path, contents)
        files.remove([self.path / UNFINISHED])
        self._begun = False
        return document, contents

    def _read(self, name: str) -> str:
        return (self.path / name).read_text(encoding="utf-8")

    def _begin(self, sha256: str) -> None:
        """Take the mark of completion away before the first page changes."""
        if not self._begun:
            files.write(self.path / UNFINISHED, sha256 + "\n")
            files.remove(self.path / name for name in reversed(DOCUMENT_FILES))
            self._begun = True
