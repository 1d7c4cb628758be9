"""Regions of print, whole blocks of text, and articles."""

from __future__ import annotations

import operator
from collections.abc import Sequence
from itertools import groupby
from typing import Annotated, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, PlainSerializer

from pipeline.model import compact
from pipeline.model.geometry import Box as PlainBox

Box = Annotated[PlainBox, PlainSerializer(compact.lengths, return_type=tuple[compact.Number, ...], when_used="json")]

BlockKind = Literal[
    "masthead",
    "title",
    "subtitle",
    "heading",
    "byline",
    "paragraph",
    "item",
    "table",
    "caption",
    "photo",
    "folio",
]
"""``item``: list item.  ``folio``: page number and running head.  ``photo``: a picture, without text."""

JoinKind = Literal["line", "column", "photo", "page"]


def is_none(value: object) -> bool:
    """True for values that are left out of the JSON."""
    return value is None


class Cellspan(BaseModel):
    """One cell of a table block."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    row: int = Field(ge=0)
    column: int = Field(ge=0)
    lines: tuple[int, ...] = Field(description="line ids of the cell, in order")
    box: Box = Field(description="px, page frame")


class Region(BaseModel):
    """A piece of one column: adjoining lines of one kind, or a picture.  Made by ``layout``."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    id: int
    kind: BlockKind
    box: Box = Field(description="px, page frame")
    lines: tuple[int, ...] = Field(
        default=(), exclude_if=operator.not_, description="line ids, top to bottom (vertical: right to left)"
    )
    column: int | None = Field(
        default=None, exclude_if=is_none, description="id of the run of print within one column it belongs to"
    )
    article: int | None = Field(
        default=None, exclude_if=is_none, description="article id, set by ``order``; None for masthead and folio"
    )
    cells: tuple[Cellspan, ...] = Field(default=(), exclude_if=operator.not_, description="tables only")
    evidence: tuple[str, ...] = Field(
        default=(), exclude_if=operator.not_, description="why it is of this kind, as short stable keys"
    )


class Rule(BaseModel):
    """A straight printed line."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    direction: Literal["horizontal", "vertical"]
    box: Box = Field(description="px, page frame")


class Graphics(BaseModel):
    """What is printed besides text and says something about the layout.  Found by ``layout``."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    rules: tuple[Rule, ...] = ()
    frames: tuple[Box, ...] = Field(default=(), description="boxes drawn or tinted around text, px, page frame")
    bars: tuple[Box, ...] = Field(default=(), description="solid dark bars with light text on them, px, page frame")
    photos: tuple[Box, ...] = Field(default=(), description="pictures, px, page frame")


class Join(BaseModel):
    """Why a line continues the line before it."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    kind: JoinKind = Field(description="what lies between: a line end, a column end, a photo, a page end")
    glue: str = Field(
        default="",
        exclude_if=operator.not_,
        description="text that the join puts between the lines (a space between Latin words)",
    )
    evidence: tuple[str, ...] = Field(
        default=(), exclude_if=operator.not_, description="short stable keys, for instance 'full-last-line'"
    )


class Joins(Join):
    """The same join several times over, as page files have it."""

    times: int = Field(default=1, ge=1, exclude_if=lambda times: times == 1, description="how often it stands in a row")


def _runs(joins: Sequence[Join]) -> list[Joins]:
    """Equal joins in a row as one."""
    return [Joins(**dict(join), times=len(list(same))) for join, same in groupby(joins)]


class Block(BaseModel):
    """One whole unit of text in reading order: a paragraph over all its lines and columns, a heading, a table."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    id: int = Field(ge=0, description="position in the reading order of the page")
    kind: BlockKind
    article: int | None = Field(
        default=None, exclude_if=is_none, description="article id; None for masthead, folio and loose blocks"
    )
    lines: tuple[int, ...] = Field(default=(), description="line ids in reading order")
    joins: Annotated[
        tuple[Join, ...],
        BeforeValidator(compact.runs_read),
        PlainSerializer(_runs, return_type=list[Joins], when_used="json"),
    ] = Field(
        default=(),
        exclude_if=operator.not_,
        description="len(lines) - 1 joins, between neighbours in ``lines``; in the file equal ones in a row are one "
        "with ``times``",
    )
    boxes: tuple[Box, ...] = Field(description="px, page frame; one per column piece, in reading order")
    cells: tuple[Cellspan, ...] = Field(default=(), exclude_if=operator.not_, description="tables only")
    evidence: tuple[str, ...] = Field(
        default=(), exclude_if=operator.not_, description="why it is of this kind, as short stable keys"
    )
    uncertain: bool = Field(
        default=False, exclude_if=operator.not_, description="placed or joined on weak evidence: worth a look"
    )
    text: str | None = Field(
        default=None,
        description="the text of the best layer when the file was written, for readers of the JSON; Baokan itself "
        "replays the records (Page.text) and never reads this",
    )


class Link(BaseModel):
    """A printed pointer to another page: 上接 / 下转."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    kind: Literal["continues-on", "continued-from"]
    target: str = Field(description="page label as printed, for instance '3'")
    block: int = Field(description="id of the block that carries the pointer")
    text: str = Field(description="the words as printed")


class Article(BaseModel):
    """Blocks that belong together under one head."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    id: int = Field(ge=0)
    blocks: tuple[int, ...] = Field(description="block ids in reading order")
    title: str = Field(default="", description="text of its title block, as read")
    box: Box = Field(description="px, page frame")
    links: tuple[Link, ...] = Field(default=(), exclude_if=operator.not_)
