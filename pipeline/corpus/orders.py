"""The orders that hits can be had in; without imports, since the command line reads them at its start."""

from __future__ import annotations

from enum import StrEnum


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
    left_word = "left-word"
    """by the word before the hit, then the one before that …; words as jieba cuts them, with the names of the lists."""
    right_word = "right-word"
    """by the words behind the hit."""
