"""What an index of texts is asked, in no database's words: which blocks may hold some texts.

``None`` in the place of a question: the index cannot say, any block may.  An index never leaves out a block that holds
what is asked for; it may name others too, so that the text of a block has the last word.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass

_KEPT = frozenset({"L", "M", "N", "P", "S"})
"""categories of Unicode that every index has; those of version 3.2, which every SQLite knows."""


@dataclass(frozen=True, slots=True)
class Phrase:
    """These characters, one after the other."""

    text: str
    part: str = ""
    """a stretch of them that is rarer than most, for an index that takes longer the more it is asked; empty: all."""


@dataclass(frozen=True, slots=True)
class Near:
    """Several texts, in any order, with at most so many characters between them."""

    texts: tuple[str, ...]
    most: int


@dataclass(frozen=True, slots=True)
class All:
    """Every one of them."""

    parts: tuple[Asked, ...]


@dataclass(frozen=True, slots=True)
class Any:
    """At least one of them."""

    parts: tuple[Asked, ...]


Asked = Phrase | Near | All | Any


def phrase(text: str, part: str = "") -> Phrase | None:
    """A text; ``None``: it has no character that every index has, such as white space.  ``part``: see ``Phrase``."""
    return Phrase(text, part if any(map(is_kept, part)) else "") if any(map(is_kept, text)) else None


def near(texts: Iterable[str], most: int) -> Asked | None:
    """Several texts near each other."""
    known = [one for one in texts if phrase(one)]
    return Near(tuple(known), most) if len(known) > 1 else phrase(known[0]) if known else None


def all_of(parts: Iterable[Asked | None]) -> Asked | None:
    """All of some; parts of which the index cannot say anything are left to the text."""
    known = tuple(part for part in parts if part is not None)
    return All(known) if len(known) > 1 else known[0] if known else None


def any_of(parts: Iterable[Asked | None]) -> Asked | None:
    """Any of some; one of which the index cannot say anything leaves it nothing to say, and so do none."""
    listed = list(parts)
    known = tuple(part for part in listed if part is not None)
    if len(known) < len(listed):
        return None
    return Any(known) if len(known) > 1 else known[0] if known else None


def overlaps(text: str) -> bool:
    """Whether a text may stand over itself, as 哈哈 does in 哈哈哈."""
    return any(text.startswith(text[k:]) for k in range(1, len(text)))


def is_kept(character: str) -> bool:
    """Whether every index surely has a character."""
    category = unicodedata.ucd_3_2_0.category(character)
    return category[0] in _KEPT or category == "Co"
