"""What ``digitise`` returns."""

from __future__ import annotations

from dataclasses import dataclass

from pipeline.export.interchange import page_json
from pipeline.export.markdown import document_markdown, page_markdown
from pipeline.export.plain import document_text, page_text
from pipeline.export.rows import page_rows
from pipeline.model.page import Document, Layer, Page


@dataclass(frozen=True)
class Digitised:
    """One digitised file: its document, and its pages with everything that is known of them."""

    document: Document
    pages: tuple[Page, ...]
    """the pages that were done, in order; a page that failed is listed in ``document.pages`` only."""

    def text(self, layer: Layer = "corrected") -> str:
        """Plain text: one block a line, a blank line between articles."""
        return document_text(page_text(page, layer) for page in self.pages)

    def markdown(self, layer: Layer = "corrected") -> str:
        """Markdown; figures name the files that ``baokan run`` would write."""
        return document_markdown((page.name, page_markdown(page, layer)) for page in self.pages)

    def json(self, layer: Layer = "corrected") -> str:
        """One JSON object: ``document`` and ``pages``, each by its published schema."""
        pages = ",".join(page_json(page, layer) for page in self.pages)
        return f'{{"document":{self.document.model_dump_json(by_alias=True)},"pages":[{pages}]}}'

    def rows(self, layer: Layer = "corrected") -> list[dict[str, object]]:
        """One dictionary a block: ``pandas.DataFrame(result.rows())``."""
        return [row for page in self.pages for row in page_rows(page, layer)]
