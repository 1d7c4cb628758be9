"""Thresholds of ``recognise`` by what they are about.  Cheap to import.

*Crop* below is a line cut out of the page, 48 px high; *darkness* is 0 on its paper and 1 on its ink.
"""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict, Field


class ScaleSettings(BaseModel):
    """How large the print of a page is, before anything has been read."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    side: int = Field(
        default=1800,
        ge=600,
        description="px: a page is measured, and its lines are found, on a copy shrunk by a whole number to about "
        "this; body text of a tabloid then stays above 10 px",
    )
    window: float = Field(
        default=0.012,
        gt=0,
        lt=0.2,
        description="share of the longer side: window of the local threshold, one to two ems of usual pages",
    )
    offset: int = Field(default=14, ge=1, description="grey levels below the local mean from which a pixel is ink")
    smallest: int = Field(default=6, ge=1, description="px of the copy: smaller pieces of ink are specks and dots")
    largest: int = Field(default=120, ge=10, description="px of the copy: larger pieces are pictures and headlines")
    pieces: int = Field(default=20, ge=1, description="fewer pieces than this say nothing of the page")
    compact: float = Field(
        default=0.6, gt=0, le=1, description="ratio of the sides of a piece: slimmer ones are strokes, not characters"
    )
    glyph: float = Field(
        default=0.88, gt=0, description="em: larger side of a whole character's ink, mean of common faces"
    )
    usual: float = Field(
        default=0.009, gt=0, description="share of the longer side of one em where nothing can be measured: 10 pt on A4"
    )


class StripSettings(BaseModel):
    """Which rectangles are read, and how far they reach."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    contained: float = Field(
        default=0.7, gt=0, le=1, description="share of a box's area within a larger box from which it was found twice"
    )
    same_row: float = Field(
        default=0.5, gt=0, le=1, description="share of the lower box's height that two boxes of one row have in common"
    )
    neighbour: float = Field(
        default=0.4, ge=0, lt=0.5, description="share of the white to a neighbour that a line may be widened by"
    )
    around: float = Field(default=3.0, ge=0, description="heights: lines this near above and below are around a line")
    shorter: float = Field(
        default=1.2,
        ge=0,
        description="heights by which a line ends before the lines around it when it is the last of a paragraph",
    )
    short_column: float = Field(
        default=2.6,
        ge=1,
        description="heights: a column shorter than this holds one or two characters, and may as well be one narrow "
        "character of a horizontal line (1, ！): it is read both ways",
    )
    advantage: float = Field(
        default=0.1,
        ge=0,
        le=1,
        description="confidence by which such a column must be surer than one upright character",
    )


class GutterSettings(BaseModel):
    """Gutters that part a line into two."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    white: float = Field(default=0.04, gt=0, lt=1, description="darkness of a column of px below which it is white")
    letter_gap: float = Field(default=0.06, ge=0, description="em: narrower whites are inside characters")
    margin: float = Field(default=0.15, ge=0, description="em of white that each part keeps at a split")
    shortest: float = Field(
        default=3.0, ge=0, description="heights: shorter lines cannot hold a gutter and text on both sides"
    )
    near: float = Field(
        default=12.0, ge=0, description="heights above and below within which rows testify to a gutter they share"
    )
    witnesses: int = Field(
        default=2,
        ge=1,
        description="rows near by that must leave white where the line leaves some, a rule or specks left aside",
    )
    far: float = Field(
        default=60.0,
        ge=0,
        description="heights; rows so far away testify for a passage all of whose rows were found across the gutter",
    )
    far_witnesses: int = Field(default=5, ge=1, description="rows so far away that it takes")
    next_row: float = Field(
        default=2.2, gt=0, description="heights from row to row of a passage; widely set text has 1.9"
    )
    narrowest: float = Field(default=0.4, ge=0, description="heights: narrower white stands between characters")
    widest: float = Field(default=3.5, ge=0, description="heights: wider white is no gutter of columns")
    witness_widest: float = Field(
        default=14.0,
        ge=0,
        description="heights: white beside the last row of a paragraph, which testifies to the gutter within it",
    )
    alike: float = Field(default=0.5, ge=0, description="heights by which print of a witness may reach into the gutter")
    overhang: float = Field(
        default=1.0, ge=0, description="heights of print that the line must have on both sides of the gutter"
    )
    own_white: float = Field(default=0.85, ge=0, description="heights of white that the line itself must leave there")
    sizes: float = Field(
        default=0.5,
        ge=0,
        description="share by which the heights of a line and its witnesses differ at most: headlines and captions "
        "have gutters of their own",
    )
    rule: float = Field(
        default=0.2, ge=0, description="heights: narrower print with white on both sides is a rule or a speck"
    )
    rule_white: float = Field(default=0.25, ge=0, description="heights: that white on both sides")
    print_dark: float = Field(
        default=0.1, gt=0, lt=1, description="darkness of a column of px from which it holds print"
    )


class InkSettings(BaseModel):
    """Paper and ink of a crop."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    tail: float = Field(
        default=0.03, ge=0, lt=0.5, description="share of the px beyond the tone that is taken as full ink"
    )
    contrast: float = Field(
        default=24.0,
        gt=0,
        description="grey levels between paper and ink: a crop with less is empty, and not stretched into noise",
    )
    solid: float = Field(
        default=0.45,
        gt=0,
        lt=1,
        description="darkness from which a pixel is ink: a little under the half, where a blurred edge stands",
    )
    edge: float = Field(
        default=0.7, gt=0, lt=1, description="darkness of a whole row or column beyond which it is no characters"
    )
    edge_reach: int = Field(
        default=8, ge=0, description="px from the edge of a crop (a sixth of it) within which such rows are looked for"
    )
    flank: int = Field(default=2, ge=0, description="px of a crop: the blurred flank of a rule goes with it")


class CutSettings(BaseModel):
    """Where one character ends and the next begins."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    ink: float = Field(default=2.0, ge=0, description="cost of a cut through solid ink")
    middle: float = Field(
        default=0.30,
        gt=0,
        description="em: spread of the distance between the middle of a cell and where its character was read",
    )
    outside: float = Field(
        default=0.15, ge=0, description="cost of one column of solid ink outside the first and last cut"
    )
    reach: float = Field(
        default=0.55, gt=0, description="em: how far a cut may lie from the middle between two readings"
    )
    end_reach: float = Field(
        default=1.2, gt=0, description="em: how far the first and last cut may lie from the outermost readings"
    )
    full: float = Field(
        default=0.95, gt=0, le=1, description="share of a line's columns of px that are no darker than full ink"
    )
    least_ink: float = Field(default=1e-3, gt=0, description="darkness below which a crop has no ink to settle cuts on")
    outlier: float = Field(
        default=1.5, gt=1, description="times the median: a wider distance of two neighbours is no pitch but a gap"
    )


class SizeSettings(BaseModel):
    """The size of a line's characters, from their ink."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    han: float = Field(
        default=0.92, gt=0, description="em: ink height of tall Chinese characters, mean of common Song, Hei and Kai"
    )
    digit: float = Field(default=0.75, gt=0, description="em: ink height of digits and capitals, likewise")
    band: float = Field(
        default=0.86, gt=0, description="em: height of the rows that hold a good part of a line's ink (measured)"
    )
    band_share: float = Field(
        default=0.25, gt=0, lt=1, description="share of the ink of dense rows from which a row belongs to them"
    )
    least_of_box: float = Field(
        default=0.6, gt=0, le=1, description="an em is never smaller than this share of what the box says"
    )
    tall: float = Field(
        default=0.7,
        gt=0.5,
        le=1,
        description="share of the sorted tops and bottoms that stands for the tall characters of a line (many are "
        "lower: 一, 口, 四)",
    )
    few: int = Field(
        default=3, ge=0, description="fewer Chinese characters may all be low (一, 二): their breadth counts too"
    )
    box: float = Field(
        default=1.13, gt=0, description="em: height of the detector's box, for lines with nothing to measure"
    )


class ShowThroughSettings(BaseModel):
    """Print of the other side that shines through the paper."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    large: float = Field(
        default=1.5, gt=0, description="times the body size; smaller print of the back is too pale to be read"
    )
    pale: float = Field(
        default=0.5,
        gt=0,
        lt=1,
        description="times the contrast of the line's darkest half: show-through reaches 0.35, worn print of this side "
        "stays above 0.7",
    )


class LayerSettings(BaseModel):
    """Lines from the text layer of a PDF."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    same_baseline: float = Field(
        default=0.5,
        gt=0,
        le=1,
        description="share of the lower character's height that neighbours in one line have in common",
    )
    gap: float = Field(default=1.5, gt=0, description="em: a wider white to the next character is a gutter")
    backwards: float = Field(
        default=0.5,
        ge=0,
        description="em: a character farther left than this before its forerunner's end begins a line",
    )
