"""What a search for names in text asks and answers: options, budget, edits, matches; and the trie that it walks."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

EditKind = Literal["alternative", "look-alike", "other", "extra", "missing"]
"""``alternative``: the engine itself offers the character.  ``look-alike``: it resembles the one read.  ``other``:
a character that neither supports.  ``extra``: the text has a character too many.  ``missing``: it lacks one."""

Options = Mapping[str, Literal["alternative", "look-alike"]]
"""Other readings of one position -> what supports them."""

Node = dict[str, Any]
"""Next character -> node; ``""`` -> the spelling that ends here."""


@dataclass(frozen=True, slots=True)
class Edit:
    """One difference between the text and a name."""

    kind: EditKind
    position: int
    """position in the text (``missing``: before which the character lacks)."""
    target: str
    """character of the name; empty for ``extra``."""


@dataclass(frozen=True, slots=True)
class Match:
    """A name that may stand at ``text[start:end]``."""

    start: int
    end: int
    spelling: str
    edits: tuple[Edit, ...] = ()


@dataclass(frozen=True, slots=True)
class Budget:
    """How far a match may be from the text."""

    edits: int
    """edits of all kinds."""
    share: float
    """edits per character of the name; one edit is always within it."""
    unsupported: int
    """of them, edits that the engine does not offer itself."""
    other_length: int
    """shortest name, in characters, that may have an edit of kind ``other``."""
    indel_length: int
    """shortest name, in characters, that may have an edit of kind ``extra`` or ``missing``."""
