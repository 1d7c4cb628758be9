"""Thresholds of the ``layout`` stage.  Lengths are in ems (the page's median character size)."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict, Field


class LayoutSettings(BaseModel):
    """How lines, rules and pictures become regions."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    # graphics
    rule_length: float = Field(
        default=4.0,
        description="em; shortest printed line that counts as a rule: twice a Chinese dash",
    )
    rule_thickness: float = Field(default=0.6, description="em; thicker is a bar or the edge of a picture")
    rule_gap: float = Field(default=2.0, description="em; breaks of a rule up to this are worn print")
    rule_darkness: float = Field(
        default=0.10, description="0..1 of the way from paper to black; hairlines of a pale print reach 0.15"
    )
    photo_depths: tuple[float, ...] = Field(
        default=(0.45, 0.3, 0.2, 0.12),
        description="0..1; depths of tone at which pictures are looked for, deep to pale",
    )
    photo_side: float = Field(default=3.5, description="em; smallest side of a picture")
    photo_fill: float = Field(default=0.6, description="share of its box that a picture covers at least")
    photo_text: float = Field(
        default=0.35, description="share of a picture under text lines; more is show-through or a tint behind text"
    )

    # rows and columns
    row_gap: float = Field(
        default=1.0, description="em; pieces on one row nearer than this are one row: gutters are wider than 1.2 em"
    )
    row_gap_bridged: float = Field(
        default=8.0, description="em; widest gap inside a row when rows above or below run across it (justified lines)"
    )
    line_gap: float = Field(
        default=1.9, description="em; white between two rows of one column run: a heading stands off by about 1.2 em"
    )
    column_overlap: float = Field(
        default=0.5, description="share of the shorter row that lies above or below the other"
    )

    indent: float = Field(default=2.6, description="em; deepest indent of a paragraph's first row, worn print included")

    # kinds
    title_size: float = Field(default=1.7, description="times the body size; smallest headline, measured 1.9 and more")
    subtitle_size: float = Field(default=1.17, description="times the body size; measured on subtitles: 1.22 and more")
    small_size: float = Field(default=0.93, description="times the body size; bylines and captions are set smaller")
    bold_weight: float = Field(
        default=1.3, description="times the stroke weight of body text; on sharp pages headings begin at 1.35"
    )
    bold_weight_least: float = Field(default=1.13, description="the same on blurred pages, where strokes spread alike")
    bold_deviations: float = Field(
        default=2.5, description="standard deviations of the body's own weight that a bold row stands out by"
    )
    heading_length: float = Field(
        default=0.96,
        description="share of the column; a row longer than this is a heading only if its neighbour is one",
    )
    caption_distance: float = Field(default=2.2, description="em; farthest a caption stands from its picture")
    margin_distance: float = Field(
        default=9.0, description="em; the masthead and the running head stand in this top or bottom band of the print"
    )
