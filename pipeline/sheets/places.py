"""Places of a character on a page, packed: 72 bytes each, a few thousand a page."""

from __future__ import annotations

import math
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from pipeline.crops.cut import Window
from pipeline.editing.state import BlockState
from pipeline.model.text import CharacterId
from pipeline.sheets.tiles import BYTES

PLACE = np.dtype(
    [
        ("line", "<u4"),  # id of the line
        ("offset", "<u2"),  # of the character in the line, as read
        ("confidence", "u1"),  # per cent: that it is the character that it now reads
        ("marks", "u1"),  # FLAGGED, DECIDED, SEEN, BLANK
        ("left", "<u2"),  # code of the character before it, as it now reads; 0: none
        ("right", "<u2"),  # code of the character behind it
        ("other", "<u2"),  # code of the likeliest other character; of a decided place: what the machine read; 0: none
        ("x", "<u2"),  # middle of the character, px, page frame
        ("y", "<u2"),
        ("side", "<u2"),  # of the square around it, px; 0: not known (BLANK)
        ("turn", "<i2"),  # of the square, clockwise, hundredths of a degree
        ("tile", "u1", (BYTES,)),  # pipeline.sheets.tiles
    ]
)
"""One place; fixed, and the same on every machine."""
FLAGGED, DECIDED, SEEN, BLANK = 1, 2, 4, 8
"""Marks: the machine doubts it and offers another name; a person decided it; a person has seen it on the sheet of the
character that it reads; it has no tile (no page image, or a person drew the line since the page was taken in)."""
TURN = 100
"""parts of a degree in which turns are kept: a hundredth moves no pixel of a character."""
BEYOND = 0xFFFF
"""Code of a character outside the basic plane; no character has it."""

Places = NDArray[np.void]
"""Array of ``PLACE``."""


@dataclass(frozen=True, slots=True)
class Standing:
    """One character where it now stands."""

    text: str
    left: str
    right: str
    """its neighbours in the block; empty: none, or white space."""


def listed(character: str) -> bool:
    """Whether a character has a sheet: letters of all scripts and digits; marks and spaces have none."""
    return unicodedata.category(character)[0] in "LN"


def standing(block: BlockState) -> Iterator[tuple[CharacterId, Standing]]:
    """The characters of a block that stand for one character of the scan each.

    Where a person or the machine made two characters of one, or one of two, there is none: an image shows another
    number of characters there.
    """
    text, at = block.text.text, 0
    for cell in block.text.cells:
        start, at = at, at + len(cell.text)
        if len(cell.text) == 1 and len(cell.ids) == 1 and listed(cell.text):
            yield cell.ids[0], Standing(cell.text, text[start - 1 : start].strip(), text[at : at + 1].strip())


def code(character: str) -> int:
    """A character as two bytes."""
    return min(ord(character), BEYOND) if character else 0


def character_of(number: int) -> str:
    """The character of a code; empty for none, and for one outside the basic plane."""
    return chr(number) if 0 < number < BEYOND else ""


def boxed(window: Window) -> tuple[int, int, int, int]:
    """``x``, ``y``, ``side`` and ``turn`` of a square."""
    x, y = (min(max(round(value), 0), 0xFFFF) for value in window.centre)
    turn = round(TURN * math.degrees(math.atan2(window.right[1], window.right[0])))
    return x, y, min(max(round(window.width), 1), 0xFFFF), turn


def window_of_place(place: np.void) -> Window | None:
    """The square around a character, px, page frame; ``None`` where it is not known."""
    side, turn = float(place["side"]), math.radians(float(place["turn"]) / TURN)
    if not side:
        return None
    right = side * math.cos(turn), side * math.sin(turn)
    return Window((float(place["x"]), float(place["y"])), right, (-right[1], right[0]))


def empty(number: int) -> Places:
    """So many places without anything."""
    return np.zeros(number, PLACE)


def packed(places: Places) -> bytes:
    """As the database has them."""
    return places.tobytes()


def unpacked(data: bytes) -> Places:
    """What ``packed`` gave; it can be changed."""
    return np.frombuffer(data, PLACE).copy()
