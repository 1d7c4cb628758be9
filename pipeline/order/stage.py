"""The ``order`` stage: regions become articles in reading order."""

from __future__ import annotations

from pipeline.model.sheet import Sheet
from pipeline.order.articles import gather
from pipeline.order.heads import find_heads
from pipeline.order.sequence import sort_articles, sort_members
from pipeline.order.settings import OrderSettings


def order(sheet: Sheet, settings: OrderSettings) -> Sheet:
    """Put ``page.regions`` into reading order and give each its article.

    Masthead and folio come first and belong to no article.
    """
    page = sheet.page
    if not page.regions:
        return sheet
    loose = sorted((r for r in page.regions if r.kind in ("masthead", "folio")), key=lambda r: (r.box[1], r.box[0]))
    rest = [r for r in page.regions if r.kind not in ("masthead", "folio")]
    heads = find_heads(rest, page.graphics, page.em, settings.heads)
    groups = sort_articles(gather(rest, heads, page.graphics, page.em, settings), settings.sequence)
    ordered = list(loose)
    for number, group in enumerate(groups):
        ordered.extend(
            region.model_copy(update={"article": number}) for region in sort_members(group, settings.sequence)
        )
    return sheet.with_page(regions=tuple(ordered))
