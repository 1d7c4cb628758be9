"""Pointers to other pages: 上接第 1 版, 下转第 3 版."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Literal

from pipeline.describe.marks import LABEL, split_label
from pipeline.describe.numerals import fold
from pipeline.describe.settings import DescribeSettings
from pipeline.model.block import Article, Block, Link
from pipeline.model.page import Page

_POINTER = re.compile(
    rf"[(（【▶►→]?\s*(?P<way>[上卜丄]\s*[接按]|紧\s*接|[下丁卞]\s*[转轉传接])\s*(?:自|至|到)?\s*(?:第\s*)?"
    rf"(?P<label>{LABEL})\s*(?:[、,，]\s*{LABEL}\s*)*版(?:\s*《[^》]*》)?\s*[)）】]?"
    rf"|[(（]\s*(?P<turn>转)\s*(?:第\s*)?(?P<page>{LABEL})\s*版\s*[)）]"
)
_NO_TEXT = frozenset({"masthead", "photo", "folio"})


def find_links(text: str, block: int, settings: DescribeSettings) -> Iterator[Link]:
    """Pointers in the text of one block, in order."""
    for match in _POINTER.finditer(fold(text)):
        label, way = match["label"] or match["page"], match["way"] or match["turn"]
        if 1 <= split_label(label)[1] <= settings.most_pages:
            kind: Literal["continues-on", "continued-from"]
            kind = "continued-from" if way[0] in "上卜丄紧" else "continues-on"
            yield Link(kind=kind, target=label, block=block, text=text[match.start() : match.end()].strip())


def linked_articles(page: Page, settings: DescribeSettings) -> tuple[Article, ...]:
    """The page's articles with the pointers printed in them.

    A pointer in a block outside every article belongs to the article before it in reading order, else to the next one.
    """
    found: dict[int, list[Link]] = {}
    for place, block in enumerate(page.blocks):
        if block.kind in _NO_TEXT:
            continue
        for link in find_links(page.text(block).text, block.id, settings):
            article = _article_of(page.blocks, place)
            if article is not None:
                found.setdefault(article, []).append(link)
    return tuple(article.model_copy(update={"links": tuple(found.get(article.id, ()))}) for article in page.articles)


def _article_of(blocks: Sequence[Block], place: int) -> int | None:
    order = (*reversed(blocks[: place + 1]), *blocks[place + 1 :])
    return next((block.article for block in order if block.article is not None), None)
