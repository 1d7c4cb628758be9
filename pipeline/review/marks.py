"""How texts, times and shares are shown; used by the templates."""

from __future__ import annotations

import math
import unicodedata
from datetime import datetime
from typing import NamedTuple

from rapidfuzz.distance import Levenshtein

NOTHING = "∅"
"""Stands where a text is empty."""
_VISIBLE = str.maketrans({" ": "␣", "\u3000": "□", "\n": "⏎", "\t": "⇥", "\u00a0": "␣", "\u200b": "␣"})


class Piece(NamedTuple):
    """A part of a text beside another text."""

    text: str
    differs: bool


def visible(text: str) -> str:
    """A short text with signs for what cannot be seen."""
    return text.translate(_VISIBLE) or NOTHING


def beside(before: str, after: str) -> tuple[list[Piece], list[Piece]]:
    """Two texts in pieces, those marked that the other does not have."""
    left: list[Piece] = []
    right: list[Piece] = []
    for op in Levenshtein.opcodes(before, after):
        for side, text in ((left, before[op.src_start : op.src_end]), (right, after[op.dest_start : op.dest_end])):
            if text:
                side.append(Piece(text, op.tag != "equal"))
    return left, right


def width(before: str, after: str) -> str | None:
    """``wide`` or ``narrow``: what a change does that is one of width alone (，→ ,), which nobody sees."""
    if before == after or unicodedata.normalize("NFKC", before) != unicodedata.normalize("NFKC", after):
        return None
    return "wide" if any(unicodedata.east_asian_width(one) in "FW" for one in after) else "narrow"


class Stretch(NamedTuple):
    """A part of a text and of what it became: ``before`` = ``after`` where nothing changed."""

    before: str
    after: str


def changes(before: str, after: str) -> list[Stretch]:
    """A whole text with its changes in place."""
    return [
        Stretch(before[op.src_start : op.src_end], after[op.dest_start : op.dest_end])
        for op in Levenshtein.opcodes(before, after)
    ]


def moment(at: str) -> str:
    """A time (ISO 8601) to the minute, as the clock of the server's place shows it."""
    try:
        return datetime.fromisoformat(at).astimezone().strftime("%Y-%m-%d %H:%M")
    except ValueError:
        return at


def sure(confidence: float) -> str:
    """A mean confidence (0..1) to a tenth of a per cent; never rounded up to certainty."""
    return f"{min(math.floor(1000 * confidence + 0.5), 1000 if confidence == 1 else 999) / 10:.1f} %"


def shortened(text: str, most: int = 40) -> str:
    """The beginning of a title that goes on and on."""
    return text if len(text) <= most else f"{text[: most - 1]}…"


def percent(share: float) -> str:
    """A share (0..1); nearly all and nearly nothing are not rounded away."""
    if 0 < share < 0.01 or 0.99 < share < 1:
        return f"{100 * share:.1f} %"
    return f"{100 * share:.0f} %"
