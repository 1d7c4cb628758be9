"""Thresholds of the ``order`` stage.  Lengths are in ems (the page's median character size)."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict, Field


class HeadSettings(BaseModel):
    """Headlines, and the width of page that each governs."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    distance: float = Field(
        default=12.0,
        gt=0,
        description="em; farthest a subtitle or byline is from its headline, sideways counted twice",
    )
    upright: float = Field(
        default=2.5, gt=1, description="times as high as wide; such a headline is vertical, and print stands beside it"
    )
    slack: float = Field(
        default=1.0, ge=0, description="em; how far a headline sticks out of the box or bar it stands in: edges wear"
    )
    box_below: float = Field(
        default=4.0, ge=0, description="em below the headline that a box around an article reaches"
    )
    bar_share: float = Field(
        default=0.5, gt=0, le=1, description="share of a headline's height on a bar, or beside a vertical rule"
    )
    rule_below: float = Field(
        default=2.6,
        ge=0,
        description="em; a rule this close under a headline belongs to it and parts nothing",
    )
    rule_into: float = Field(default=0.3, ge=0, description="em; how far such a rule may reach into the headline")
    rule_short: float = Field(default=0.5, ge=0, description="em; how much shorter than the headline a rule may be")
    rule_shared: float = Field(
        default=0.5, gt=0, le=1, description="share of a second headline over the same rule: it says no width then"
    )
    beside: float = Field(
        default=1.5, ge=0, description="em; headlines whose heights differ by less in place stand side by side"
    )
    gutter_reach: float = Field(
        default=2.0,
        ge=0,
        description="em; how far a column under two headlines reaches beyond the white between them",
    )
    gutter_before: float = Field(default=0.7, ge=0, description="em; middle of the white before the edge of a column")
    gutter_free: float = Field(
        default=25.0, gt=0, description="em below the headlines in which no print may cross the border between them"
    )


class ArticleSettings(BaseModel):
    """Which print belongs to which headline."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    reach: float = Field(
        default=1.2, ge=0, description="em; how far print may stick out of the width its headline governs"
    )
    coverage: float = Field(
        default=0.55, ge=0, le=1, description="share of a region's width that must lie under a headline to belong to it"
    )
    above: float = Field(
        default=1.0, ge=0, description="em; how far print may begin above the lower edge of its headline"
    )
    inside: float = Field(default=0.7, ge=0, description="em; how far print in a box may touch its sides")
    below_head: float = Field(default=0.3, ge=0, description="em under a head from which a rule parts it from print")
    above_print: float = Field(default=0.5, ge=0, description="em; how far a rule over print may reach into it")
    rule_over: float = Field(
        default=0.8, gt=0, le=1, description="share of a region's width under a rule that cuts it off"
    )
    rule_length: float = Field(
        default=0.95,
        gt=0,
        description="times a region's width; a shorter rule is an ornament between two notices and cuts nothing off",
    )
    box_beside: float = Field(
        default=2.0, ge=0, description="em; a box that begins higher above a headline than this is not under it"
    )
    left_gap: float = Field(
        default=6.0,
        ge=0,
        description="em; white to the left column which print without a headline continues, at most",
    )
    left_level: float = Field(
        default=0.3, gt=0, le=1, description="share of the lower of the two columns that is level with the other"
    )
    rule_between: float = Field(
        default=0.6, gt=0, le=1, description="share of a box's width that a rule parting it from another one has"
    )
    table_beside: float = Field(
        default=2.5, ge=0, description="em; how far a rule of a table may reach beyond it: a fold lengthens rules"
    )
    table_above: float = Field(default=1.5, ge=0, description="em; how far above and below its cells a table has rules")
    table_edge: float = Field(default=0.8, ge=0, description="em; the same for rules that are longer than the table")
    table_within: float = Field(
        default=0.9, gt=0, le=1, description="share of a rule within the table's width that makes it the table's"
    )
    table_along: float = Field(
        default=0.8, gt=0, le=1, description="share of the table's width that a rule at its edge runs along"
    )


class SequenceSettings(BaseModel):
    """What is read before what."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    same_band: float = Field(
        default=0.3,
        gt=0,
        le=1,
        description="share of the lower of two articles level with the other, from which they are read left to right",
    )
    side_by_side: float = Field(
        default=0.3, ge=0, lt=1, description="share of the narrower of two articles over the other, at most, for that"
    )
    spanning: float = Field(
        default=1.35,
        gt=1,
        description="times the usual column width; a wider table or text spans columns and is read by itself",
    )
    same_column: float = Field(
        default=0.5, gt=0, le=1, description="share of a region's width over another from which both are one column"
    )


class OrderSettings(BaseModel):
    """How regions become articles, and in what order they are read."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    heads: HeadSettings = Field(default=HeadSettings(), description="Headlines and their widths.")
    articles: ArticleSettings = Field(default=ArticleSettings(), description="What belongs to a headline.")
    sequence: SequenceSettings = Field(default=SequenceSettings(), description="The order of reading.")
