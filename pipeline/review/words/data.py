"""Words for values of the data: kinds of blocks, states of pages."""

from __future__ import annotations

TEXTS: dict[str, tuple[str, str]] = {
    "block.masthead": ("报头", "masthead"),
    "block.title": ("标题", "title"),
    "block.subtitle": ("副标题", "subtitle"),
    "block.heading": ("小标题", "heading"),
    "block.byline": ("署名", "byline"),
    "block.paragraph": ("正文", "paragraph"),
    "block.item": ("条目", "list item"),
    "block.table": ("表格", "table"),
    "block.caption": ("图注", "caption"),
    "block.photo": ("图片", "picture"),
    "block.folio": ("页眉页码", "folio"),
    "page-state.machine": ("机器识读", "machine"),
    "page-state.in review": ("校对中", "in review"),
    "page-state.reviewed": ("已校对", "reviewed"),
    "page-state.validated": ("已审定", "validated"),
}
