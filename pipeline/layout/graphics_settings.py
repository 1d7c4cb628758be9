"""Thresholds for what is printed besides text.  Lengths are in ems (the page's median character size)."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict, Field


class RuleSettings(BaseModel):
    """Printed lines, and the boxes drawn with them."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    scale: float = Field(
        default=14.0, gt=0, description="px per em of the picture they are looked for in: a hairline is half a pixel"
    )
    length: float = Field(default=4.0, gt=0, description="em; shortest rule: twice a Chinese dash")
    thickness: float = Field(default=0.6, gt=0, description="em; thicker is a bar or the edge of a picture")
    thin: float = Field(
        default=0.25, gt=0, description="em; white beside a thin rule: in tables print stands 0.3 em from it"
    )
    darkness: float = Field(
        default=0.10, gt=0, le=1, description="0..1 of the way from paper to black; pale hairlines reach 0.15"
    )
    even: float = Field(
        default=0.4,
        ge=0,
        lt=1,
        description="least ratio of the paler parts of a rule to its darker ones: printed rules have 0.6 and "
        "more, folds that run through print 0.2",
    )
    alike: float = Field(
        default=0.5, gt=0, le=1, description="ratio of the darkness of two pieces of one rule: folds are paler"
    )
    speck_gap: float = Field(default=0.2, ge=0, description="em; breaks this small are closed before anything else")
    piece: float = Field(
        default=0.6, gt=0, le=1, description="share of the shortest rule that one unbroken piece of a rule has"
    )
    gap: float = Field(default=2.0, ge=0, description="em; breaks of a rule up to this are worn print")
    level: float = Field(default=0.25, ge=0, description="em; pieces of one rule are level within this: paper curls")
    text_margin: float = Field(
        default=0.15, ge=0, lt=0.5, description="share of a text line's height at its edges that a rule may touch"
    )
    text_share: float = Field(
        default=0.4, gt=0, le=1, description="share of a rule inside text lines from which it is a stroke of them"
    )
    corner: float = Field(default=1.0, ge=0, description="em; sides of a box meet within this: corners are often round")
    junction: float = Field(
        default=0.35, ge=0, description="em; a rule across a box meets its sides within this, where these run on"
    )
    box_height: float = Field(default=4.0, gt=0, description="em; lower boxes hold a headline at most")
    box_side: float = Field(default=0.85, gt=0, le=1, description="share of a box's height that its sides are seen of")


class BarSettings(BaseModel):
    """Dark bars with light text on them."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    dark_part: float = Field(
        default=0.25,
        gt=0,
        lt=1,
        description="share of a light line's box that is taken for its ground: strokes take less",
    )
    light_part: float = Field(default=0.1, gt=0, lt=1, description="share of the page that is sure to be bare paper")
    depth: float = Field(
        default=0.35, gt=0, lt=1, description="0..1 of the way from the bar's ground to paper that still is the bar"
    )
    height: float = Field(default=3.5, gt=1, description="heights of its line; a higher dark ground is a picture")


class PictureSettings(BaseModel):
    """Photos and drawings."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    scale: float = Field(
        default=6.0,
        gt=0,
        description="px per em of the picture they are looked for in: halftone screens blur into tone, characters into "
        "specks",
    )
    depths: tuple[float, ...] = Field(
        default=(0.45, 0.3, 0.2, 0.12),
        description="0..1; depths of tone at which pictures are looked for, deep to pale",
    )
    side: float = Field(default=3.5, gt=0, description="em; smallest side of a picture")
    fill: float = Field(default=0.6, gt=0, le=1, description="share of its box that a picture covers at least")
    bridge: float = Field(default=0.7, ge=0, description="em; white closed inside a picture: pictures stand 1 em apart")
    spread: float = Field(
        default=0.07,
        ge=0,
        description="0..1 of the way from paper to black; standard deviation of the tone in a picture: measured "
        "on pictures of bad scans 0.08 and more, on shadows, folds and pictures that shine through 0.06 and less",
    )
    speck: float = Field(default=1.2, gt=0, description="em; narrower tone is a rule, a stroke or dirt")
    edge_width: float = Field(
        default=0.5, gt=0, le=1, description="share of the page's width; wider tone at the page's edge is a shadow"
    )
    edge_height: float = Field(
        default=0.3, gt=0, le=1, description="share of the page's height; higher tone at the page's edge is a shadow"
    )
    nested: float = Field(
        default=0.5, gt=0, le=1, description="share of a find inside another from which both are one picture"
    )
    added_text: float = Field(
        default=0.1,
        gt=0,
        le=1,
        description="share of what a paler depth of tone adds to a picture that is under text lines, at most",
    )
    several: float = Field(
        default=0.8,
        gt=0,
        le=1,
        description="share of a find that pictures found deeper in tone fill, from which these are several: parts "
        "of one picture leave more of it out",
    )
    border: float = Field(
        default=15.0, ge=0, description="em; how far a pale edge of a picture is from its border rule"
    )
    border_ends: float = Field(default=1.0, ge=0, description="em; how exactly that rule is as long as the picture")
    own_rules: float = Field(default=1.2, ge=0, description="em; rules this close around a picture are its border")
    framed: float = Field(
        default=0.7,
        gt=0,
        le=1,
        description="share of a box that a picture fills, from which it is the picture's border",
    )
    text_share: float = Field(
        default=0.35, gt=0, le=1, description="share of a picture under text lines; more is show-through or a tint"
    )


class GraphicsSettings(BaseModel):
    """Rules, bars and pictures."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    paper_window: float = Field(
        default=30.0, gt=0, description="em; the brightest place within it is paper: wider than most pictures"
    )
    rules: RuleSettings = RuleSettings()
    bars: BarSettings = BarSettings()
    pictures: PictureSettings = PictureSettings()
