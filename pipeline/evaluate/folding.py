"""Folding: the form in which texts are compared.

White space is left out; full-width and half-width forms, kinds of quotation marks and of strokes are alike; a list
bullet ● counts as nothing.  A change of form is then no error, a wrong or missing mark is.
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_right
from dataclasses import dataclass

ALIKE = (
    dict.fromkeys("“”「」『』〝〞", '"')
    | dict.fromkeys("‘’", "'")
    | dict.fromkeys("—–―─‐−", "-")
    | dict.fromkeys("·•・‧…⋯", ".")
    | {"∶": ":", "〜": "~", "～": "~", "●": "", "〔": "[", "〕": "]", "【": "[", "】": "]"}
)
_SPACE = re.compile(r"\s")


@dataclass(frozen=True, slots=True)
class Folded:
    """A text and its folded form."""

    raw: str
    text: str
    """folded."""
    starts: tuple[int, ...]
    """``len(raw) + 1`` offsets into ``text``: where each raw character begins, and the end."""

    def raw_offset(self, offset: int) -> int:
        """Where the raw text is to be cut so that what lies before it folds to ``text[:offset]``.

        Characters that fold to nothing stay with what is before them.
        """
        if offset <= 0:
            return 0
        if offset >= len(self.text):
            return len(self.raw)
        return bisect_right(self.starts, offset) - 1


def fold_character(character: str) -> str:
    """Folded form of one character; may be empty."""
    if character in ALIKE:
        return ALIKE[character]
    plain = "".join(ALIKE.get(c, c) for c in unicodedata.normalize("NFKC", character))
    return _SPACE.sub("", plain)


def fold(raw: str, *, strict: bool = False) -> Folded:
    """Fold a text.  ``strict``: every character counts but the carriage return."""
    parts, starts, length = [], [], 0
    for character in raw:
        starts.append(length)
        part = ("" if character == "\r" else character) if strict else fold_character(character)
        parts.append(part)
        length += len(part)
    return Folded(raw, "".join(parts), (*starts, length))
