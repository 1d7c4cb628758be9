"""What stands in the Word file: one paragraph a block, pictures with captions, comments where a person is asked."""

from __future__ import annotations

import io
import re
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from typing import Any

from docx.image.exceptions import UnrecognizedImageError
from docx.shared import Cm

from pipeline.export.figures import Figure, figures
from pipeline.export.plain import articles, block_lines
from pipeline.formats.docx import styles
from pipeline.formats.material import Material
from pipeline.formats.provenance import Provenance
from pipeline.formats.spans import Span, spans, trimmed
from pipeline.model.block import Block
from pipeline.model.correction import Correction
from pipeline.model.page import Page

AUTHOR, INITIALS = "Baokan 报刊", "BK"
PICTURE_DPI = 150.0
"""At most: pictures are printed at this resolution or smaller, so that a narrow one is not blown up to the page."""
_FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


class Writing:
    """Adds pages to a document, one after the other."""

    def __init__(self, document: Any, material: Material) -> None:
        self._document, self._material = document, material

    def begin(self) -> None:
        """The name of the bulletin, and which issue this is; nothing where neither is known."""
        about = self._material.document.metadata
        if name := about.title or about.publication:
            self._add(styles.NAME, name)
        parts = (
            f"第 {about.issue} 期" if about.issue else "",
            f"总第 {about.issue_total} 期" if about.issue_total else "",
            about.date or "",
        )
        if any(parts):
            self._add(styles.ISSUE, "　".join(part for part in parts if part))

    def page(self, page: Page) -> None:
        """A page of the bulletin: its label, then its articles."""
        captions = {caption: figure for figure in figures(page) for caption in figure.captions}
        runs = list(articles(page))
        if not any(block_lines(page, block, self._material.layer) for blocks in runs for block in blocks):
            return
        if len(self._material.document.pages) > 1:
            self._add(styles.RUNNING, f"—— {_label(page)} ——")
        for blocks in runs:
            for block in blocks:
                self._block(page, block, captions.get(block.id))

    def finish(self, found: Provenance) -> None:
        """Where the text comes from: at its end, and in the properties of the file."""
        for sentence in found.sentences:
            self._add(styles.SOURCE, sentence)
        about, core = self._material.document.metadata, self._document.core_properties
        core.title = about.title or " ".join(
            part for part in (about.publication, f"第{about.issue}期" if about.issue else "", about.date) if part
        )
        core.title = _clean(core.title or self._material.document.id)[:255]
        core.author, core.last_modified_by = AUTHOR, AUTHOR
        core.subject, core.language = _clean(about.publication or "")[:255], "zh-CN"
        core.keywords = ""
        core.identifier, core.category = f"sha256:{found.sha256}", "OCR"
        core.comments = _clean(" ".join(found.sentences))[:255]
        core.created = core.modified = datetime.now(UTC).replace(tzinfo=None, microsecond=0)
        core.revision = 1

    def _add(self, style: str, text: str = "") -> Any:
        return self._document.add_paragraph(_clean(text), style=style)

    def _block(self, page: Page, block: Block, figure: Figure | None) -> None:
        if block.cells:
            self._table(page, block)
            return
        if figure is not None and figure.captions[0] == block.id:
            self._picture(page, figure)
        found = trimmed(spans(page, block, self._material.layer))
        if not "".join(span.text for span in found).strip():
            return
        kinds = {"byline": styles.BYLINE, "item": styles.ITEM, "caption": styles.CAPTION, **styles.HEADINGS}
        self._spans(self._add(kinds.get(block.kind, styles.BODY)), found)

    def _spans(self, paragraph: Any, found: Iterable[Span]) -> None:
        """Runs of text; those that a record is in doubt about carry its comment."""
        waiting = ""
        for span in found:
            text = "".join(span.text.splitlines())
            if not span.doubts or not text:
                waiting += text
                continue
            if waiting:
                paragraph.add_run(_clean(waiting))
            waiting, run = "", paragraph.add_run(_clean(text))
            for record in span.doubts:
                self._comment(run, record)
        if waiting:
            paragraph.add_run(_clean(waiting))

    def _comment(self, run: Any, record: Correction) -> None:
        """What was proposed, how likely each reading is, and why."""
        comment = self._document.add_comment(run, author=AUTHOR, initials=INITIALS)
        lines = [f"建议 Proposed: {record.before} → {record.after or '（删去 delete）'}"]
        lines += [f"{one.text or '∅'}　{one.probability:.1%}" for one in record.candidates]
        lines += [f"{reason.zh} {reason.en}" for reason in record.reasons]
        comment.paragraphs[0].add_run(_clean(lines[0]))
        for line in lines[1:]:
            comment.add_paragraph(_clean(line))

    def _picture(self, page: Page, figure: Figure) -> None:
        picture = self._material.picture(figure.file_name(page))
        if picture is None:
            return
        left, top, right, bottom = figure.box
        # as large as it is printed, within the margins
        wide = min((right - left) / page.dpi * 2.54, styles.text_width())
        wide = max(wide, min((right - left) / PICTURE_DPI * 2.54, styles.text_width() / 2))
        tall = wide * (bottom - top) / max(right - left, 1.0)
        paragraph = self._add(styles.PICTURE)
        try:
            shape = paragraph.add_run().add_picture(io.BytesIO(picture), width=Cm(min(wide, wide * 20 / max(tall, 20))))
        except UnrecognizedImageError:
            paragraph._element.getparent().remove(paragraph._element)  # no picture: damaged since it was written
            return
        words = " ".join(
            page.text(block, self._material.layer).text for block in page.blocks if block.id in figure.captions
        )
        shape._inline.docPr.set("descr", _clean(words))
        shape._inline.docPr.set("name", figure.file_name(page))

    def _table(self, page: Page, block: Block) -> None:
        rows = [row.split("\t") for row in block_lines(page, block, self._material.layer)]
        if not rows:
            return
        width = max(len(row) for row in rows)
        table = self._document.add_table(rows=len(rows), cols=width, style=styles.TABLE)
        for made, row in zip(table.rows, rows, strict=True):
            _fill(made.cells, row)


def _fill(cells: Sequence[Any], texts: Sequence[str]) -> None:
    for cell, text in zip(cells, texts, strict=False):
        if text.strip():
            cell.paragraphs[0].add_run(_clean(text.strip()))


def _label(page: Page) -> str:
    label = page.metadata.page_label
    return f"第 {label} 版" if label else page.name


def _clean(text: str) -> str:
    """Text that XML can hold."""
    return _FORBIDDEN.sub("\ufffd", text)
