"""What the page view sends, and how it is answered."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from pipeline.editing.requests import Done
from pipeline.model.block import BlockKind
from pipeline.model.geometry import Box

LONGEST_TEXT = 100_000
"""characters of one block: far more than a whole broadsheet page has."""
MOST_BLOCKS = 10_000
LARGEST = 2**63 - 1
Whole = Annotated[int, Field(ge=0, le=LARGEST)]
Text = Annotated[str, StringConstraints(max_length=LONGEST_TEXT, pattern=r"^[^\x00-\x08\x0b-\x1f\x7f]*$")]
Why = Annotated[str, StringConstraints(max_length=500)]
Length = Annotated[float, Field(ge=0, le=1_000_000, allow_inf_nan=False)]


class _Asked(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")

    why: Why = ""


class TextAsked(_Asked):
    """Another text for a block."""

    version: Whole
    text: Text


class KindAsked(_Asked):
    """Another kind for a block."""

    version: Whole
    kind: BlockKind


class JoinAsked(_Asked):
    """A block put behind another one, as one block."""

    version: Whole
    other: Whole
    other_version: Whole


class SplitAsked(_Asked):
    """A new block from a line on."""

    version: Whole
    line: Whole


class OrderAsked(_Asked):
    """Another reading order: all blocks of the page by number, as they were seen and as they are to be."""

    before: Annotated[list[Whole], Field(max_length=MOST_BLOCKS)]
    after: Annotated[list[Whole], Field(max_length=MOST_BLOCKS)]


class StateAsked(_Asked):
    """How far the page has come."""

    before: Literal["machine", "in review", "reviewed", "validated"]
    after: Literal["in review", "reviewed"]


class ValidationAsked(_Asked):
    """The page was looked at by a second person."""

    before: Literal["machine", "in review", "reviewed", "validated"]


class UndoAsked(_Asked):
    """An own action to take back."""

    batch: Annotated[str, StringConstraints(min_length=1, max_length=64)]


class BoxAsked(BaseModel):
    """A box to read, px, page frame."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    box: tuple[Length, Length, Length, Length]


class DrawAsked(_Asked):
    """A block that the layout missed: what the engine read in it, or lines that a person typed."""

    reading: Annotated[str, StringConstraints(max_length=64)] | None = Field(
        default=None, description="id of a reading; null: nothing was read, and the text was typed"
    )
    box: tuple[Length, Length, Length, Length] = Field(description="px, page frame")
    text: Text = Field(description="of the block; typed without a reading: one line of print a line")
    kind: BlockKind = "paragraph"
    after: Whole | None = Field(default=None, description="number of the block before it; null: it comes first")
    vertical: bool = Field(default=False, description="typed lines run downwards")


class ReadLine(BaseModel):
    """One line of a reading."""

    text: str
    sure: list[int] = Field(description="per cent, of each character")


class ReadingAnswer(BaseModel):
    """What the engine read in a box."""

    reading: str
    lines: list[ReadLine]
    text: str = Field(description="all lines as one block, in normal form")
    vertical: bool


class DoneAnswer(BaseModel):
    """What came of a change; it is on the disk."""

    batch: str = Field(description="name of the action, for undo; empty: nothing had to be done")
    version: int | None = Field(description="of the page, now")


def done_answer(done: Done, page: int) -> DoneAnswer:
    """The answer to a change of one page."""
    return DoneAnswer(batch=done.batch, version=done.versions.get(page))


def within(box: Sequence[float], size: tuple[int, int]) -> Box | None:
    """The part of a box that lies on the page; ``None`` when hardly anything of it does."""
    left, top, right, bottom = box
    left, right = sorted((min(left, size[0]), min(right, size[0])))
    top, bottom = sorted((min(top, size[1]), min(bottom, size[1])))
    return (left, top, right, bottom) if min(right - left, bottom - top) >= LEAST_SIDE else None


LEAST_SIDE = 4.0
"""px: a smaller box was a click, or is no print."""
