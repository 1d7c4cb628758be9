"""Settings of the ``describe`` stage."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict, Field


class DescribeSettings(BaseModel):
    """What counts as plausible in a masthead or folio, and how alike two titles must be."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    earliest_year: int = Field(
        default=1840, description="year; dates before it are misread: the modern press began later"
    )
    latest_year: int = Field(default=2100, description="year; dates after it are misread")
    most_pages: int = Field(default=200, ge=1, description="pages; a higher page label is some other number")
    publication_size: float = Field(
        default=1.6, gt=0, description="times the body size; a nameplate is at least this large, mostly over 3 times"
    )
    publication_likeness: float = Field(
        default=0.75,
        gt=0,
        le=1,
        description="share of the largest line's size; lines of a masthead at least this large are one nameplate",
    )
    section_distance: float = Field(
        default=6.0, ge=0, description="em; farthest the section's name stands from the page label on their common line"
    )
    title_likeness: float = Field(
        default=0.6,
        ge=0,
        le=1,
        description="0..1 (1 - normalised edit distance); two titles at least this alike may be one article on two "
        "pages where only one carries a pointer: a repeated title is seldom shortened by more than a third",
    )
