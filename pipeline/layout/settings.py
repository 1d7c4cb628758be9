"""Thresholds of the ``layout`` stage.  Lengths are in ems (the page's median character size)."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict, Field

from pipeline.layout.graphics_settings import GraphicsSettings


class LayoutSettings(BaseModel):
    """How lines, rules and pictures become regions."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    graphics: GraphicsSettings = Field(default=GraphicsSettings(), description="Rules, bars and pictures.")

    # rows and columns
    row_gap: float = Field(
        default=1.0, description="em; pieces on one row nearer than this are one row: gutters are wider than 1.2 em"
    )
    gutter_rows: int = Field(default=2, description="rows near by with white at the same place that make it a gutter")
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
    # masthead, running head, folio
    header_height: float = Field(default=9.0, description="em; a running head ends within this distance of the top")
    header_share: float = Field(default=0.16, description="share of the print's height that a masthead may take")
    header_rule: float = Field(default=0.7, description="share of the print's width that the rule under a head spans")
    header_others: int = Field(default=3, description="rows of a head that may lack header words: mottos, publishers")
    header_size: float = Field(default=1.5, description="times the body size; largest type of dates and editors")
    header_length: int = Field(default=24, description="characters; longest piece of a running head")
    header_alone: float = Field(
        default=0.4, description="share of the print's width; wider, a first row with one header word is running text"
    )
    name_size: float = Field(default=2.2, description="times the body size; smallest name of a paper")
    name_length: int = Field(default=8, description="characters; a longer line of large type is a headline, not a name")
    foot_gap: float = Field(default=1.2, description="em; white that sets a folio at the foot off from the text")

    # headlines and what stands around them
    bar_title_size: float = Field(default=1.45, description="times the body size; smallest headline on a dark bar")
    centred: float = Field(default=1.2, description="em; how exactly rows are centred, or flush, with each other")
    ragged: float = Field(default=0.8, description="em; rows whose edges differ by more on both sides are not flush")
    head_gap: float = Field(
        default=3.2, description="em; white inside a head; measured between title and subtitle: 2.2"
    )
    head_overhang: float = Field(default=6.0, description="em; how much wider than its title a subtitle may be")
    kicker_gap: float = Field(default=1.6, description="em; white between a kicker and the title under it")
    kicker_size: float = Field(default=1.1, description="times the body size; smallest kicker")
    stand_off: float = Field(
        default=0.2, description="em; white beyond the usual that sets a row off from running text"
    )
    subtitle_least: int = Field(default=5, description="characters of the shortest subtitle")
    subtitle_width: float = Field(default=14.0, description="em; a wider row spans more than a usual column")
    subtitle_size_spanning: float = Field(
        default=1.03, description="times the body size; smallest subtitle that spans columns"
    )
    byline_length: int = Field(default=40, description="characters of the longest byline")
    byline_gap: float = Field(default=0.6, description="em; white under a byline that is not centred")
    byline_size: float = Field(default=1.25, description="times the body size; largest byline that is only a name")
    name_of_person: int = Field(default=10, description="characters; longest byline of names alone")

    # captions and lettering
    caption_distance: float = Field(
        default=2.2, description="em; farthest a caption stands from its picture (measured: 0.7; worn edges add to it)"
    )
    caption_pitch: float = Field(default=0.8, description="em; white between two rows of a caption")
    caption_centred: float = Field(default=0.9, description="em; how exactly a caption is centred on its picture")
    caption_white: float = Field(default=0.75, description="em; white that sets a caption off from the text below")
    caption_narrow: float = Field(default=0.93, description="share of the picture's width; most captions are narrower")
    caption_alike: float = Field(default=0.2, description="times the body size; rows of one caption differ by less")
    caption_score: float = Field(
        default=2.5,
        description="points of evidence: centred 1.5, small 1, white below 1, narrow 0.5, marks and bold against",
    )
    lettering_size: float = Field(
        default=1.3, description="times the body size; smaller rows at the very edge of a picture are text it touches"
    )
    show_through_size: float = Field(
        default=1.5, description="times the body size; smaller print of the back is not read"
    )
    show_through_contrast: float = Field(
        default=0.7,
        description="times the page's usual contrast; large type of this side has 1 and more, of the back 0.5",
    )
    noise_confidence: float = Field(
        default=0.6, description="0..1; surer Chinese characters are print wherever they stand"
    )
