"""The results folder of one document: pages as they are done, the document when all are."""

from __future__ import annotations

import re
import time
from pathlib import Path
from typing import Any

from pipeline import files
from pipeline.errors import PageError
from pipeline.export.documents import make_document, settings_of, summarise, summarise_failure, without_settings
from pipeline.export.folders import UNFINISHED
from pipeline.export.images import page_images
from pipeline.export.interchange import page_json
from pipeline.export.markdown import document_markdown, page_markdown
from pipeline.export.plain import document_text, page_text
from pipeline.export.settings import ExportSettings
from pipeline.model.page import Document, Metadata, PageSummary, Source
from pipeline.model.sheet import Sheet

DOCUMENT_FILES = ("document.json", "document.txt", "document.md")
PAGE_FILE = re.compile(r"page-\d{4,}(-[12])?(\.layout|\.figure-\d+)?\.(json|txt|md|jpg)")
"""Names of the files that are written for a page; nothing else is ever removed."""


class DocumentStore:
    """Writes ``output/<document-id>/``.

    ``document.json`` comes last: a folder with ``.baokan-unfinished`` in its place belongs to a run that was stopped.
    Files of an earlier run are replaced, and page files that this run did not write are removed.
    """

    def __init__(self, output: Path, document_id: str, source: Source, settings: ExportSettings) -> None:
        self.folder = output / document_id
        self.id = document_id
        self.source = source
        self._settings = settings
        self._pages: list[PageSummary] = []
        self._texts: dict[str, tuple[str, str]] = {}
        self._written: set[str] = set()
        self._begun = False
        self._stages: dict[str, dict[str, Any]] = {}
        """settings of the stages, as of the first page"""

    @property
    def pages(self) -> tuple[PageSummary, ...]:
        """What is known of the pages so far."""
        return tuple(self._pages)

    def add(self, sheet: Sheet, pictures: dict[str, bytes] | None = None) -> PageSummary:
        """Write the files of one page; ``pictures``: more files to put beside them.  Raises ``OutputError``."""
        start = time.perf_counter()
        self._begin()
        name, page = sheet.page.name, sheet.page
        text, markdown = page_text(page), page_markdown(page)
        contents: dict[str, bytes | str] = {f"{name}.txt": text, f"{name}.md": markdown}
        if self._settings.page_image:
            contents.update(page_images(sheet, self._settings.page_image_quality))
        contents.update(pictures or {})
        page = page.changed(timings={**page.timings, "export": time.perf_counter() - start})
        self._stages = self._stages or settings_of(page)
        contents[f"{name}.json"] = page_json(without_settings(page, self._stages))
        files.write_all(self.folder, contents)
        self._written.update(contents)
        self._texts[name] = (text, markdown)
        summary = summarise(page)
        self._pages.append(summary)
        return summary

    def add_failure(self, error: PageError, half: int | None = None) -> PageSummary:
        """Note a page that could not be processed."""
        summary = summarise_failure(error, half)
        self._pages.append(summary)
        return summary

    def finish(
        self,
        *,
        metadata: Metadata | None = None,
        issue_key: str | None = None,
        error: PageError | None = None,
    ) -> Document:
        """Write the document's files and remove stale ones.

        ``metadata``: what the pages say together.  ``error``: why the source could not be read at all.  Raises
        ``OutputError``.
        """
        self._begin()
        pages = sorted(self._pages, key=lambda page: (page.frame, page.half or 0))
        reason = f"{error.stage}: {error.cause} {error.remedy}" if error else None
        document = make_document(
            self.id,
            self.source,
            pages,
            metadata=metadata,
            issue_key=issue_key,
            error=reason,
            settings=self._stages,
        )
        stale = [
            path for path in self.folder.iterdir() if PAGE_FILE.fullmatch(path.name) and path.name not in self._written
        ]
        files.remove([*stale, *files.leftovers(self.folder)])
        texts = [(page.name, *self._texts[page.name]) for page in pages if page.name in self._texts]
        contents: dict[str, bytes | str] = {}
        if texts:  # an empty text beside a failure would look like a page without print
            contents["document.txt"] = document_text(text for _, text, _ in texts)
            contents["document.md"] = document_markdown((name, markdown) for name, _, markdown in texts)
        contents["document.json"] = document.model_dump_json(by_alias=True, indent=1)
        files.write_all(self.folder, contents)
        files.remove([self.folder / UNFINISHED])
        return document

    def _begin(self) -> None:
        """Take the mark of completion away before the first page changes."""
        if not self._begun:
            files.write(self.folder / UNFINISHED, self.source.sha256 + "\n")
            files.remove(self.folder / name for name in reversed(DOCUMENT_FILES))
            self._begun = True
