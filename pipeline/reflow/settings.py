"""Thresholds of the ``reflow`` stage.  Lengths are in ems (the page's median character size)."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict, Field


class EdgeSettings(BaseModel):
    """Where the flush edges of a column are."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    window: float = Field(
        default=45.0, gt=0, description="em; rows this near, up and down, tell where the edges of a column are"
    )
    near: float = Field(default=8.0, gt=0, description="em; rows twice as far away count two thirds as much")
    rows: int = Field(
        default=5, ge=1, description="rows; with fewer of its own, a run borrows the edges of its column elsewhere"
    )
    sticks_out: float = Field(
        default=1.25,
        ge=0,
        description="em; with a row that begins so much left of the edge, the run borrows it from its column: "
        "more than worn print, less than an indent",
    )
    column: float = Field(
        default=0.7, ge=0, description="em; how exactly rows elsewhere must hold the run to be as wide as its column"
    )
    wider: float = Field(default=1.5, ge=0, description="em; rows wider than the column by more span it")
    left_of: float = Field(
        default=3.0, ge=0, description="em; how far left of a run its column may begin: an indent, and worn print"
    )
    slant_step: int = Field(
        default=6,
        ge=1,
        description="rows; slopes are taken between rows so far apart, where a pixel of jitter no longer matters",
    )
    share: float = Field(
        default=0.22,
        gt=0,
        le=1,
        description="share of the rows that ends flush; first rows of paragraphs (left) and last ones (right) do not",
    )
    agreed: int = Field(
        default=2, ge=2, description="rows of a run that end alike, none farther out: they tell the edge by themselves"
    )
    flush: float = Field(default=0.35, gt=0, description="em; rows that end within this of a place end there")


class IndentSettings(BaseModel):
    """Is an indent white, or was print in it not read?"""

    model_config = ConfigDict(frozen=True, extra="forbid")

    least: float = Field(default=0.3, gt=0, description="em; in a narrower gap there is nothing to look for")
    halfway: float = Field(default=0.5, gt=0, lt=1, description="0..1 of the way from paper to ink: darker is ink")
    dash_width: float = Field(
        default=0.45,
        gt=0,
        le=1,
        description="share of the indent's width under ink from which it holds a dash, however thin",
    )
    glyph_width: float = Field(
        default=0.15,
        gt=0,
        le=1,
        description="share of the indent's width under ink from which it may hold a character: measured on unread ones "
        "0.17 to 0.45, on white indents 0 to 0.09",
    )
    glyph_height: float = Field(
        default=0.5,
        gt=0,
        le=1,
        description="share of its height for the same: measured on unread ones 0.4 to 0.8",
    )


class WhiteSettings(BaseModel):
    """White between paragraphs."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    indents: float = Field(
        default=0.03,
        ge=0,
        le=1,
        description="share of the rows with an indent from which paragraphs are told by indents, whatever the white",
    )
    more: float = Field(
        default=0.45, gt=0, description="em beyond the usual from row to row that sets a paragraph off on other pages"
    )
    most: float = Field(
        default=3.0, gt=0, description="em beyond the usual, at most; more is a picture or another thing between"
    )


class ReflowSettings(BaseModel):
    """How rows become whole paragraphs."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    indent_from: float = Field(
        default=1.25, description="em; smallest indent that starts a paragraph (2 em, worn print)"
    )
    indent_to: float = Field(default=3.2, description="em; a row farther in is centred or set to the right")
    short_row: float = Field(
        default=1.6, description="em; white at the end of a row from which it counts as ended before the column does"
    )
    full_row: float = Field(
        default=0.8, description="em; white at the end of a row that reaches the edge of its column"
    )
    very_short_row: float = Field(
        default=2.4,
        description="em; white after which a flush row begins something new even where no full stop was read",
    )
    white: WhiteSettings = Field(default=WhiteSettings(), description="White between paragraphs.")
    edges: EdgeSettings = Field(default=EdgeSettings(), description="Flush edges of columns.")
    indents: IndentSettings = Field(default=IndentSettings(), description="Unread print in indents.")
