"""A page as rows of a table."""

from __future__ import annotations

from pipeline.model.page import Layer, Page


def page_rows(page: Page, layer: Layer = "corrected") -> list[dict[str, object]]:
    """One dictionary a block, in reading order, masthead and folio included: ``pandas.DataFrame(page_rows(page))``.

    Boxes are px of the page frame around the whole block; ``confidence`` is the mean of its characters, 0..1
    (``None`` for a block without text).
    """
    titles = {article.id: article.title for article in page.articles}
    rows: list[dict[str, object]] = []
    for block in page.blocks:
        lines = [page.line_by_id[i] for i in (*block.lines, *(i for cell in block.cells for i in cell.lines))]
        confidences = [value for line in dict.fromkeys(line.id for line in lines) for value in _of(page, line)]
        left, top = min(b[0] for b in block.boxes), min(b[1] for b in block.boxes)
        right, bottom = max(b[2] for b in block.boxes), max(b[3] for b in block.boxes)
        rows.append(
            {
                "file": page.source.file,
                "page": page.name,
                "page_label": page.metadata.page_label,
                "date": page.metadata.date,
                "issue": page.metadata.issue,
                "block": block.id,
                "kind": block.kind,
                "article": block.article,
                "article_title": titles.get(block.article) if block.article is not None else None,
                "text": page.text(block, layer).text,
                "confidence": round(sum(confidences) / (100 * len(confidences)), 4) if confidences else None,
                "corrections": sum(record.block == block.id for record in page.corrections),
                "left": left,
                "top": top,
                "right": right,
                "bottom": bottom,
            }
        )
    return rows


def _of(page: Page, line: int) -> tuple[int, ...]:
    return page.line_by_id[line].confidences
