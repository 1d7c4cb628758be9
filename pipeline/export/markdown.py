"""Markdown: titles, headings, paragraphs, lists, tables, and captions as figures with their picture."""

from __future__ import annotations

import re
from collections.abc import Iterable

from pipeline.export.figures import Figure, figures
from pipeline.export.plain import articles, block_lines
from pipeline.model.block import Block
from pipeline.model.marks import BULLETS
from pipeline.model.page import Layer, Page

_SPECIAL = re.compile(r"([\\`*_\[\]<>|])")
_LINE_START = re.compile(r"^(?:([#+\-=~])|(\d+)([.)]))")
_BULLET = re.compile(rf"^[{BULLETS}·・►▶－—-]\s*")
_NUMBER = re.compile(r"^(\d{1,3})[.．、]\s*(?=\D)")


def escape(text: str) -> str:
    """Text that Markdown shows as it is."""
    text = _SPECIAL.sub(r"\\\1", text)
    return _LINE_START.sub(lambda m: f"\\{m[1]}" if m[1] else f"{m[2]}\\{m[3]}", text)


def page_markdown(page: Page, layer: Layer = "corrected") -> str:
    """The page as CommonMark with tables, ending with a line feed; empty for a page without text.

    Figures refer to ``page-0001.figure-1.jpg`` beside the file and link to their region of ``page-0001.jpg``.
    """
    by_caption = {caption: figure for figure in figures(page) for caption in figure.captions}
    parts: list[str] = []
    for blocks in articles(page):
        items: list[str] = []
        for block in blocks:
            if block.kind == "item" and not block.cells:
                items += [_item(line) for line in block_lines(page, block, layer)]
                continue
            if items:
                parts.append("\n".join(items))
                items = []
            parts += _block(page, block, layer, by_caption.get(block.id))
        if items:
            parts.append("\n".join(items))
    return "\n\n".join(parts) + "\n" if parts else ""


def document_markdown(pages: Iterable[tuple[str, str]]) -> str:
    """``(page name, its Markdown)`` in one; a comment, which no viewer shows, says where each page begins."""
    return "\n".join(f"<!-- {name} -->\n\n{text}" for name, text in pages if text)


def _block(page: Page, block: Block, layer: Layer, figure: Figure | None) -> list[str]:
    lines = block_lines(page, block, layer)
    if not lines:
        return []
    if block.cells:
        return [_table(lines)]
    text = escape(lines[0])
    if block.kind == "caption":
        return [f"{_picture(page, figure)}\\\n*{text}*" if figure else f"*{text}*"]
    if block.kind == "title":
        return [f"# {text}"]
    if block.kind == "heading":
        return [f"## {text}"]
    if block.kind == "subtitle":
        return [f"**{text}**"]
    return [text]


def _picture(page: Page, figure: Figure) -> str:
    return f"[![{figure.number}]({figure.file_name(page)})]({page.name}.jpg#{figure.fragment})"


def _item(text: str) -> str:
    """A list item; a printed bullet becomes Markdown's, a printed number stays, anything else gets a bullet."""
    if number := _NUMBER.match(text):
        return f"{int(number[1])}. {escape(text[number.end() :])}"
    return f"- {escape(_BULLET.sub('', text, count=1))}"


def _table(rows: list[str]) -> str:
    """The first row is the head: Markdown knows no table without one."""
    cells = [[escape(cell.strip()) for cell in row.split("\t")] for row in rows]
    width = max(len(row) for row in cells)
    padded = [[*row, *[""] * (width - len(row))] for row in cells]
    lines = [f"| {' | '.join(row)} |" for row in padded]
    return "\n".join([lines[0], "|" + " --- |" * width, *lines[1:]])
