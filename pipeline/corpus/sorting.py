"""The order of hits."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from enum import StrEnum
from typing import Any

from pipeline.corpus.keeping import TITLES
from pipeline.corpus.matching import Block, Place
from pipeline.corpus.searching import Found

SORTED_BY = 12
"""characters of the context that sorting looks at."""


class Sort(StrEnum):
    """Orders of hits."""

    relevance = "relevance"
    """what is guessed last, the surest first; before, hits in headlines, then those in articles with many hits."""
    date = "date"
    """the oldest first; without a date last."""
    newest = "newest"
    """the newest first; without a date last."""
    text = "text"
    """documents in the order in which they were taken in, pages and blocks in the order of reading."""
    left = "left"
    """by the character before the hit, then the one before that …"""
    right = "right"
    """by the characters behind the hit."""


def ordered(found: Found, sort: Sort) -> Sequence[Place]:
    """The hits in an order; equal ones in the order of the text."""
    if sort is Sort.text:
        return found.places
    if sort is Sort.newest:
        dated = [place for place in found.places if found.blocks[place.block].date]
        undated = [place for place in found.places if not found.blocks[place.block].date]
        return [*sorted(dated, key=lambda one: found.blocks[one.block].date or "", reverse=True), *undated]
    return sorted(found.places, key=_key(found, sort))


def _key(found: Found, sort: Sort) -> Callable[[Place], Any]:
    blocks = found.blocks
    if sort is Sort.date:
        return lambda one: blocks[one.block].date or "~"
    if sort is Sort.left:
        return lambda one: collated(blocks[one.block].text[max(0, one.start - SORTED_BY) : one.start][::-1])
    if sort is Sort.right:
        return lambda one: collated(blocks[one.block].text[one.end : one.end + SORTED_BY])
    dense = Counter(_article(blocks[place.block]) for place in found.places)
    ranks = [(block.kind not in TITLES, -dense[_article(block)]) for block in blocks]
    return lambda one: (found.guessed.get(one, 0.0), ranks[one.block])


def _article(block: Block) -> tuple[int, int, int]:
    return (block.page, 1, block.id) if block.article is None else (block.page, 0, block.article)


def collated(text: str) -> bytes:
    """A key by which common Chinese characters sort by their pronunciation, as GB 2312 has them, others behind."""
    return text.encode("gb18030", "replace")
