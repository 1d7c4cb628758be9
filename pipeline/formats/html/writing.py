"""Pages, articles, and blocks as HTML."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import groupby

from pipeline.export.figures import Figure, figures
from pipeline.export.plain import articles, block_lines
from pipeline.formats.html.markup import both, element, escaped
from pipeline.formats.html.notes import Notes
from pipeline.formats.material import Material
from pipeline.formats.spans import spans, trimmed
from pipeline.model.block import Block
from pipeline.model.page import Page

TAGS = {"title": "h2", "heading": "h3"}
CLASSES = {"subtitle": "subtitle", "byline": "byline", "caption": "caption"}
_INDENTED = re.compile(r"^[●•■◆▲★○□◇△☆※▪◎·・►▶]")


class Writing:
    """Turns pages into HTML, one after the other; ``titles`` are those of the articles so far."""

    def __init__(self, material: Material, notes: Notes) -> None:
        self._material, self._notes = material, notes
        self.titles: dict[str, str] = {}
        """anchor -> title of an article."""

    def page(self, page: Page) -> str:
        """A section with the articles of a page."""
        captions = {caption: figure for figure in figures(page) for caption in figure.captions}
        inner = "".join(self._article(page, blocks, captions) for blocks in articles(page))
        if not inner:
            return ""
        head = element("p", self._label(page), class_="folio")
        return element("section", f"{head}\n{inner}", id=page.name, class_="page") + "\n"

    def _label(self, page: Page) -> str:
        about, label = page.metadata, page.metadata.page_label
        section = f"　{escaped(about.section)}" if about.section else ""
        if label:
            return both(f"第 {escaped(label)} 版{section}", f"Page {escaped(label)}{section}")
        side_zh, side_en = (
            (f" · {'左右'[page.half - 1]}", f", {('left', 'right')[page.half - 1]}") if page.half else ("", "")
        )
        return both(f"第 {page.frame} 幅{side_zh}{section}", f"Image {page.frame}{side_en}{section}")

    def _article(self, page: Page, blocks: Sequence[Block], captions: dict[int, Figure]) -> str:
        parts: list[str] = []
        for listed, group in groupby(blocks, key=lambda block: block.kind == "item" and not block.cells):
            made = [self._block(page, block, captions.get(block.id)) for block in group]
            parts += [element("ul", "\n" + "".join(made)) + "\n"] if listed and any(made) else made
        inner = "".join(parts)
        if not inner:
            return ""
        number = blocks[0].article
        name = f"{page.name}.a{number}" if number is not None else f"{page.name}.b{blocks[0].id}"
        title = next((b for b in blocks if b.kind == "title"), None)
        if title is not None and (lines := block_lines(page, title, self._material.layer)):
            self.titles[name] = "".join(lines)
        return element("article", "\n" + inner, id=name, lang="zh") + "\n"

    def _block(self, page: Page, block: Block, figure: Figure | None) -> str:
        if block.cells:
            return self._table(page, block)
        text = self._text(page, block)
        if not text:
            return ""
        if block.kind == "caption":
            return self._figure(page, block, figure, text)
        if block.kind == "item":
            return element("li", text, class_="marked" if _INDENTED.match(text) else None) + "\n"
        return element(TAGS.get(block.kind, "p"), text, class_=CLASSES.get(block.kind)) + "\n"

    def _text(self, page: Page, block: Block) -> str:
        found = trimmed(spans(page, block, self._material.layer))
        parts = [(span, escaped("".join(span.text.splitlines()))) for span in found]
        if not any(text.strip() for _, text in parts):
            return ""
        return "".join(self._notes.marked(span, text, page.name) if text else "" for span, text in parts)

    def _figure(self, page: Page, block: Block, figure: Figure | None, text: str) -> str:
        if figure is None or not (self._material.folder / figure.file_name(page)).is_file():
            return element("p", text, class_="caption") + "\n"
        left, top, right, bottom = (round(value) for value in figure.box)
        picture = ""
        if figure.captions[0] == block.id:
            picture = element(
                "img",
                "",
                src=figure.file_name(page),
                alt=f"图片 {figure.number} Picture {figure.number}",
                width=right - left,
                height=bottom - top,
                loading="lazy",
                decoding="async",
            )
        return element("figure", picture + element("figcaption", text)) + "\n"

    def _table(self, page: Page, block: Block) -> str:
        rows = [row.split("\t") for row in block_lines(page, block, self._material.layer)]
        if not rows:
            return ""
        width = max(len(row) for row in rows)
        made = (
            element("tr", "".join(element("td", escaped(cell.strip())) for cell in (*row, *[""] * (width - len(row)))))
            for row in rows
        )
        return element("div", element("table", "\n".join(made)), class_="scroll", tabindex=0) + "\n"
