"""What a person decided about a proposed change."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True, slots=True)
class Decided:
    """One decision of a person."""

    before: str
    """the text as it stood."""
    after: str
    """the name that was proposed for it."""
    decision: Literal["accepted", "rejected"]
    page: str = ""
    """document and page; empty: not told."""
    left: str = ""
    """text before it, as far as it is told."""
    right: str = ""
    """text behind it."""
