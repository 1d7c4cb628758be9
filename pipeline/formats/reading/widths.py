"""How wide characters are beside each other, where a file does not say where each stands."""

from __future__ import annotations

import unicodedata

NARROW = 0.5
"""em: width of a Latin letter or digit; Chinese characters and their punctuation have one em."""


def is_wide(character: str) -> bool:
    """Whether it takes a whole em: Chinese characters are written without spaces between them."""
    return unicodedata.east_asian_width(character) in "WF"


def width(character: str) -> float:
    """em."""
    return 1.0 if is_wide(character) or unicodedata.east_asian_width(character) == "A" else NARROW
