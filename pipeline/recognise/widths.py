"""How wide characters are set, in ems."""

from __future__ import annotations

import unicodedata
from functools import cache

NARROW_LATIN = frozenset("iljtfrI|")
WIDE_LATIN = frozenset("mwMWQGO@%")
HAN, FULL_PUNCTUATION, DIGIT, LATIN, MARK, SPACE = range(6)
"""Classes of characters that differ in how sure their width is."""

QUOTES = frozenset("“”‘’—…·")
"""Ambiguous width; full-width in Chinese fonts."""

TYPICAL = {HAN: 1.0, FULL_PUNCTUATION: 1.0, DIGIT: 0.55, LATIN: 0.56, MARK: 0.33, SPACE: 0.3}
"""Ems; the mean of common Song, Hei and Kai faces."""
SPREAD = {HAN: 0.10, FULL_PUNCTUATION: 0.28, DIGIT: 0.12, LATIN: 0.18, MARK: 0.2, SPACE: 0.4}
"""Ems: how far a width is from the typical one.  Punctuation is often set on half an em."""


@cache
def character_class(character: str) -> int:
    """The class of one character."""
    if character.isspace():
        return SPACE
    if character in QUOTES:
        return FULL_PUNCTUATION
    if unicodedata.east_asian_width(character) in "WF":
        return HAN if character.isalnum() else FULL_PUNCTUATION
    if character.isdigit():
        return DIGIT
    if character.isalpha():
        return LATIN
    return MARK


@cache
def typical_width(character: str) -> float:
    """Ems."""
    if character in NARROW_LATIN:
        return 0.34
    if character in WIDE_LATIN:
        return 0.85
    return TYPICAL[character_class(character)]


def is_han(character: str) -> bool:
    """True for Chinese characters (not for punctuation)."""
    return character_class(character) == HAN
