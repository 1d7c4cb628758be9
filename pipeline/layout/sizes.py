"""How large the characters of a line are."""

from __future__ import annotations

from pipeline.layout import words
from pipeline.model.text import Line

TALLEST = 1.3
"""times the pitch of its characters; a row cannot be set higher (worn print and narrow faces included)."""


STEADY = 1.1
"""times the pitch of its characters; what a row of several is higher than that is ink of the rows beside it."""


STEADY_LENGTH = 6.0
"""ems; in a shorter line the pitch is not known well enough for that."""


FLAT = 0.35
"""times the pitch of its characters; so low are rows of 一 and of dashes, and rules that were read as characters."""


def type_size(line: Line) -> float:
    """Size of a line's characters, px.

    Characters are as wide as high: specks above a line make it higher, but its characters no wider.
    """
    across = line.box[2] - line.box[0] if line.vertical else line.box[3] - line.box[1]
    height = line.ink_height or across
    ems = sum(1.0 if words.HAN.match(ch) else 0.5 for ch in line.text)
    # Vertical print is never condensed along its lines, but marks and neighbours widen them.
    tallest = 1.0 if line.vertical else TALLEST
    return min(height, tallest * line.length / ems) if ems >= 3 else height


def is_flat(line: Line) -> bool:
    """Is a line so much lower than its characters are wide that its height says nothing: 一, dashes, or a rule?"""
    return line.box[3] - line.box[1] < FLAT * line.length / max(1, len(line.text))


def within(value: float, limits: tuple[float, float]) -> bool:
    """Is the value neither below the first nor above the second limit?"""
    return limits[0] <= value <= limits[1]


def set_size(line: Line, em: float) -> float:
    """Size of a line's characters, px, by their height and, where there are enough, by how far apart they are set.

    In closely set print the ink of the rows above and below adds to the height.
    """
    height, ems = line.ink_height or em, sum(1.0 if words.HAN.match(ch) else 0.5 for ch in line.text)
    return min(height, STEADY * line.length / ems) if ems >= STEADY_LENGTH else height
