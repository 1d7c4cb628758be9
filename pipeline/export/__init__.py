"""The stage ``export``: pages and documents as JSON, plain text, Markdown, images and rows of a table.

The writers are pure (page in, text out); ``files`` puts their results on the disk.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pipeline.model.page import Layer, Page

VERSION = 3


def page_text(page: Page, layer: Layer = "corrected") -> str:
    """The page as plain text: one block a line, a blank line between articles."""
    from pipeline.export.plain import page_text as render

    return render(page, layer)


def page_markdown(page: Page, layer: Layer = "corrected") -> str:
    """The page as Markdown."""
    from pipeline.export.markdown import page_markdown as render

    return render(page, layer)


def page_json(page: Page, layer: Layer = "corrected") -> str:
    """The page as JSON (``docs/schema/page.schema.json``)."""
    from pipeline.export.interchange import page_json as render

    return render(page, layer)


def page_rows(page: Page, layer: Layer = "corrected") -> list[dict[str, object]]:
    """One dictionary a block, ready for ``pandas.DataFrame``."""
    from pipeline.export.rows import page_rows as render

    return render(page, layer)
