"""What an editor asks for, and what came of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from pipeline.editing.conflict import Clash
from pipeline.model.text import CharacterId

Choice = Literal["accept", "reject", "edit"]


@dataclass(frozen=True, slots=True)
class Decision:
    """A decision on one flag."""

    flag: int
    """row id."""
    version: int
    """of the flag, as it was seen."""
    choice: Choice
    """``accept``: the proposal, or the candidate in ``text``; ``reject``: what was read stands; ``edit``: ``text``."""
    text: str | None = None


@dataclass(frozen=True, slots=True)
class SpanEdit:
    """Another text for some characters."""

    page: int
    """row id."""
    block: int
    """number of the block."""
    ids: tuple[CharacterId, ...]
    """characters of the ocr layer."""
    before: str
    """what they read, as it was seen."""
    after: str
    version: int | None = None
    """of the block, as it was seen; ``None``: only the span itself must be as it was."""


@dataclass(frozen=True, slots=True)
class Done:
    """What an action did."""

    batch: str
    """name of the action, for undo; empty: there was nothing to do."""
    changed: int
    """items that were settled."""
    clashes: tuple[Clash, ...] = ()
    """items that others had changed; nothing was done to them."""
    versions: Mapping[int, int] = field(default_factory=dict)
    """row id of a page -> its version now."""
