"""Plain text: one block a line, a blank line between articles."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import groupby

from pipeline.model.block import Block
from pipeline.model.page import Layer, Page


def articles(page: Page) -> Iterator[list[Block]]:
    """Runs of text blocks of one article, in reading order; loose blocks between articles are runs of their own."""
    for _, blocks in groupby(page.text_blocks(), key=lambda block: block.article):
        yield list(blocks)


def block_lines(page: Page, block: Block, layer: Layer) -> list[str]:
    """The block as lines of plain text: one, or for a table one a row with a tab between cells; none when empty."""
    text = page.text(block, layer).text
    if block.cells:
        return [row for row in text.split("\n") if row.strip()]
    whole = "".join(text.splitlines()).strip()
    return [whole] if whole else []


def page_text(page: Page, layer: Layer = "corrected") -> str:
    """The page as plain text, ending with a line feed; empty for a page without text."""
    paragraphs = []
    for blocks in articles(page):
        lines = [line for block in blocks for line in block_lines(page, block, layer)]
        if lines:
            paragraphs.append("\n".join(lines) + "\n")
    return "\n".join(paragraphs)


def document_text(pages: Iterable[str]) -> str:
    """The texts of a document's pages in one: a blank line between pages."""
    return "\n".join(page for page in pages if page)
