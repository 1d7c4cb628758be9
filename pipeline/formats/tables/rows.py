"""The columns of the tables, and the rows of a page."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Literal

from pipeline.formats.material import Material
from pipeline.model.block import Block
from pipeline.model.geometry import Box, bounding_box, quad_of, transform_quad, union
from pipeline.model.page import Layer, Page
from pipeline.versions import version

Kind = Literal["text", "whole", "number", "truth"]


@dataclass(frozen=True, slots=True)
class Column:
    """One column."""

    name: str
    kind: Kind
    about: str
    """what it holds; the same words stand in the documentation."""
    empty: bool = False
    """It may have no value."""


COLUMNS: tuple[Column, ...] = (
    Column("id", "text", "document/page/block: unique, stable while the block's place in its page is"),
    Column("document", "text", "id of the document: the folder of its results"),
    Column("page", "text", "name of the page, for instance page-0003-1"),
    Column("frame", "whole", "number of the image in the source file, from 1"),
    Column("half", "whole", "1 or 2 for the halves of a spread, else no value", empty=True),
    Column("block", "whole", "position in the reading order of the page, from 0"),
    Column("kind", "text", "masthead, title, subtitle, heading, byline, paragraph, item, table, caption, photo, folio"),
    Column("article", "text", "document/page/a and number: the article the block belongs to", empty=True),
    Column("article_title", "text", "title of that article, as read", empty=True),
    Column("text", "text", "in the layer; cells of a table with tabs, its rows with line feeds"),
    Column("characters", "whole", "number of characters of the text, white space left out"),
    Column("confidence", "number", "mean of the characters as read, 0..1; no value without text", empty=True),
    Column("corrections_applied", "whole", "records of the block that changed its text"),
    Column("corrections_flagged", "whole", "records of the block that wait for a person"),
    Column("uncertain", "truth", "placed or joined on weak evidence: worth a look"),
    Column("publication", "text", "name of the bulletin", empty=True),
    Column("date", "text", "of the issue, ISO 8601 as far as it is known (2021-03-12, 2021-03, 2021)", empty=True),
    Column("issue", "text", "number of the issue", empty=True),
    Column("issue_total", "text", "running number of the issue", empty=True),
    Column("page_label", "text", "page label as printed", empty=True),
    Column("section", "text", "section of the page", empty=True),
    Column("left", "number", "px of the original scan: box around the block"),
    Column("top", "number", "px of the original scan"),
    Column("right", "number", "px of the original scan"),
    Column("bottom", "number", "px of the original scan"),
    Column("source_file", "text", "name of the scan"),
    Column("source_sha256", "text", "SHA-256 of the scan, lower-case hex"),
    Column("layer", "text", "ocr, corrected or reviewed"),
    Column(
        "fingerprint", "text", "of the steps that made the page: models, settings, gazetteers, versions", empty=True
    ),
    Column("made_by", "text", "name and version of the software"),
)


def rows(page: Page, material: Material, layer: Layer) -> Iterator[dict[str, Any]]:
    """One row a block, in reading order, masthead and folio included; keys in the order of ``COLUMNS``."""
    document, about = material.document, page.metadata
    titles = {article.id: article.title for article in page.articles}
    shared = {
        "publication": about.publication,
        "date": about.date,
        "issue": about.issue,
        "issue_total": about.issue_total,
        "page_label": about.page_label,
        "section": about.section,
    }
    last = {
        "source_file": page.source.file,
        "source_sha256": page.source.sha256,
        "layer": layer,
        "fingerprint": page.steps[-1].fingerprint if page.steps else None,
        "made_by": f"Baokan {document.software.get('baokan') or version('baokan') or ''}".strip(),
    }
    for block in page.blocks:
        text = page.text(block, layer).text
        left, top, right, bottom = _box(page, block)
        records = [record for record in page.corrections if record.block == block.id]
        article = block.article
        yield {
            "id": f"{document.id}/{page.name}/{block.id}",
            "document": document.id,
            "page": page.name,
            "frame": page.frame,
            "half": page.half,
            "block": block.id,
            "kind": block.kind,
            "article": f"{document.id}/{page.name}/a{article}" if article is not None else None,
            "article_title": titles.get(article) if article is not None else None,
            "text": text,
            "characters": len("".join(text.split())),
            "confidence": _confidence(page, block),
            "corrections_applied": sum(record.effective for record in records) if layer != "ocr" else 0,
            "corrections_flagged": sum(record.status == "flagged" for record in records),
            "uncertain": block.uncertain,
            **shared,
            "left": left,
            "top": top,
            "right": right,
            "bottom": bottom,
            **last,
        }


def _box(page: Page, block: Block) -> Box:
    """Around the block on the scan, px to a tenth."""
    corners = transform_quad(page.page_to_scan, quad_of(union(block.boxes)))
    a, b, c, d = (round(value, 1) for value in bounding_box(corners))
    return a, b, c, d


def _confidence(page: Page, block: Block) -> float | None:
    numbers = dict.fromkeys((*block.lines, *(line for cell in block.cells for line in cell.lines)))
    values = [value for number in numbers for value in page.line_by_id[number].confidences]
    return round(sum(values) / (100 * len(values)), 4) if values else None
