"""Thresholds for what print is.  Lengths are in ems (the page's median character size)."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict, Field


class SizeSettings(BaseModel):
    """Sizes of type that tell kinds apart, times the body size."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    title: float = Field(default=1.7, gt=1, description="times the body size; smallest headline, measured 1.9 and more")
    bar_title: float = Field(default=1.45, gt=1, description="times the body size; smallest headline on a dark bar")
    subtitle: float = Field(default=1.17, gt=1, description="times the body size; measured on subtitles: 1.22 and more")
    small: float = Field(default=0.93, gt=0, description="times the body size; bylines and captions are set smaller")
    alike: tuple[float, float] = Field(
        default=(0.8, 1.25), description="ratio of the sizes of two rows, or vertical lines, of one headline"
    )
    pitch: tuple[float, float] = Field(
        default=(0.93, 1.07), description="ratio of the pitches of two rows of one headline whose heights differ"
    )


class HeaderSettings(BaseModel):
    """Masthead, running head, folio."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    height: float = Field(default=9.0, ge=0, description="em; a running head ends within this distance of the top")
    share: float = Field(default=0.16, ge=0, le=1, description="share of the print's height that a masthead may take")
    rule: float = Field(
        default=0.7, gt=0, le=1, description="share of the print's width that the rule under a head spans"
    )
    others: int = Field(default=3, ge=0, description="rows of a head that may lack header words: mottos, publishers")
    size: float = Field(default=1.5, gt=0, description="times the body size; largest type of dates and editors")
    length: int = Field(default=24, ge=1, description="characters; longest piece of a running head")
    alone: float = Field(
        default=0.4,
        gt=0,
        le=1,
        description="share of the print's width; wider, a first row with one header word is running text",
    )
    name_size: float = Field(default=2.2, gt=1, description="times the body size; smallest name of a paper")
    name_length: int = Field(
        default=8, ge=1, description="characters; a longer line of large type is a headline, not a name"
    )
    corner_gap: float = Field(
        default=2.0, ge=0, description="em; white between the rows under a name that stands beside an article"
    )
    corner_rows: int = Field(default=2, ge=1, description="rows with header words that make such a name a masthead")
    foot_gap: float = Field(default=1.2, ge=0, description="em; white that sets a folio at the foot off from the text")


class HeadSettings(BaseModel):
    """What stands around a headline: kicker, subtitle, byline."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    title_length: int = Field(
        default=2,
        ge=1,
        description="Chinese characters of the shortest row of a headline: a speck that touches the one character of a "
        "paragraph's last row makes it look large",
    )
    row_gap: float = Field(default=0.9, ge=0, description="heights of its type; white between two rows of one headline")
    row_into: float = Field(
        default=0.2, ge=0, description="heights of its type; how far the boxes of two rows of one headline overlap"
    )
    row_over: float = Field(
        default=0.4, gt=0, le=1, description="share of the shorter row of a headline that lies over or under the other"
    )
    inside: float = Field(
        default=0.9, gt=0, le=1, description="share of a row within the width that its headline allows"
    )
    kicker_into: float = Field(default=0.2, ge=0, description="em; how far a kicker may reach into its title")
    centred: float = Field(default=1.2, ge=0, description="em; how exactly rows are centred, or flush, with each other")
    quote: float = Field(
        default=0.55,
        ge=0,
        description="characters of a headline; a quotation mark lost at its end moves its middle so far",
    )
    ragged: float = Field(
        default=0.8, ge=0, description="em; rows whose edges differ by more on both sides are not flush"
    )
    gap: float = Field(
        default=3.2, ge=0, description="em; white inside a head; measured between title and subtitle: 2.2"
    )
    overhang: float = Field(default=6.0, ge=0, description="em; how much wider than its title a subtitle may be")
    kicker_gap: float = Field(default=1.6, ge=0, description="em; white between a kicker and the title under it")
    kicker_size: float = Field(default=1.1, gt=0, description="times the body size; smallest kicker")
    kicker_white: float = Field(
        default=0.4,
        ge=0,
        description="em beyond the usual white over a kicker that is flush with its title, not centred over it",
    )
    stand_off: float = Field(
        default=0.2, ge=0, description="em; white beyond the usual that sets a row off from running text"
    )
    too_bold: float = Field(
        default=1.1, gt=0, description="times the weight of bold print; bolder rows under a headline are headings"
    )
    subtitle_length: int = Field(default=5, ge=1, description="characters of the shortest subtitle")
    subtitle_width: float = Field(default=14.0, gt=0, description="em; a wider row spans more than a usual column")
    subtitle_size_spanning: float = Field(
        default=1.03, gt=0, description="times the body size; smallest subtitle that spans columns"
    )
    subtitle_length_spanning: int = Field(default=8, ge=1, description="characters of the shortest one of these")
    byline_length: int = Field(default=40, ge=1, description="characters of the longest byline")
    byline_gap: float = Field(default=0.6, ge=0, description="em; white under a byline that is not centred")
    byline_size: float = Field(
        default=1.25, gt=0, description="times the body size; largest byline that is only a name"
    )
    name_of_person: int = Field(default=10, ge=2, description="characters; longest byline of names alone")


class HeadingSettings(BaseModel):
    """Points for a heading among the rows of a column; how they were set: on pages with all sorts of headings."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    score: float = Field(default=3.0, description="points from which a row is a heading")
    score_beside: float = Field(default=1.5, description="points of the other rows of a heading over several rows")
    bar: float = Field(default=3.0, description="points for light print on a bar: nothing else is set so in a column")
    weight: float = Field(default=2.0, description="points for a weight half-way to bold and beyond, in proportion")
    weight_least: float = Field(default=-0.5, description="of the way to bold; lighter rows lose no more than this")
    weight_most: float = Field(default=1.2, description="of the way to bold; bolder rows gain no more than this")
    larger: tuple[float, ...] = Field(
        default=(1.04, 1.15), description="times the body size; half a point for each of these that is reached"
    )
    white: float = Field(default=0.35, ge=0, description="em beyond the usual; 0.75 points above, and below")
    alone: float = Field(default=0.6, ge=0, description="em beyond the usual, above and below: 0.75 points more")
    short: float = Field(default=0.8, gt=0, le=1, description="share of the column; half a point for a shorter row")
    length: float = Field(
        default=0.96,
        gt=0,
        le=1,
        description="share of the column; a quarter point less for a longer row: headings seldom fill it",
    )
    full_row: float = Field(
        default=0.75, gt=0, le=1, description="share of the column; the upper row of a heading over several is as long"
    )
    stand_off: float = Field(default=0.2, ge=0, description="em of white beyond the usual above and below a heading")
    very_bold: float = Field(
        default=1.5, ge=1, description="times the way to bold; believed with white on one side only"
    )
    island_rows: int = Field(
        default=5, ge=2, description="rows between white that are one heading or none, at most; more are paragraphs"
    )
    island_bold: float = Field(
        default=0.7,
        gt=0,
        description="of the way to bold; mean weight, by characters, from which all rows of such a heading are bold: "
        "plain rows reach 0.3",
    )
    apart: float = Field(
        default=1.75, gt=0, description="em beyond the usual white; rows with a larger pitch are two headings"
    )


class CaptionSettings(BaseModel):
    """Captions under pictures."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    distance: float = Field(
        default=2.2,
        ge=0,
        description="em; farthest a caption stands from its picture (measured: 0.7; worn edges add to it)",
    )
    touch: float = Field(
        default=0.8, ge=0, description="em; how far the lower edge of a picture may reach over its caption"
    )
    inside: float = Field(
        default=0.9,
        gt=0,
        le=1,
        description="share of a row within the width of its picture; print may be a little wider",
    )
    close: float = Field(
        default=0.9, ge=0, description="em; farthest a caption of a full row and a rest stands from its picture"
    )
    pitch: float = Field(default=0.8, ge=0, description="em; white between two rows of a caption")
    centred: float = Field(default=0.9, ge=0, description="em; how exactly a caption is centred on its picture")
    white: float = Field(default=0.75, ge=0, description="em; white that sets a caption off from the text below")
    narrow: float = Field(
        default=0.93, gt=0, le=1, description="share of the picture's width; most captions are narrower"
    )
    full: float = Field(
        default=0.6, gt=0, le=1, description="share of the picture's width; the first of two rows is as long"
    )
    rest: float = Field(
        default=0.8, gt=0, le=1, description="share of the picture's width; the second of two rows is shorter"
    )
    alike: float = Field(default=0.2, ge=0, description="times the body size; rows of one caption differ by less")
    alike_small: float = Field(
        default=0.08, ge=0, description="times the body size; the same for rows of small type, which tell by size alone"
    )
    rows: int = Field(default=6, ge=1, description="rows of the longest caption in small type; more are running text")
    short: float = Field(
        default=0.75, gt=0, le=1, description="share of the picture's width; a caption that is flush is shorter"
    )
    above: float = Field(default=1.0, ge=0, description="em; farthest a caption over its picture stands from it")
    near: float = Field(
        default=1.0,
        ge=0,
        description="em; a caption that is flush stands no farther from its picture, a heading under it does",
    )
    flush: float = Field(default=0.8, ge=0, description="em; how exactly a row is flush with the picture, or another")
    large: float = Field(default=1.08, gt=0, description="times the body size; larger rows are headings, no captions")
    score: float = Field(
        default=2.5,
        description="points of evidence: centred 1.5, small 1, white below 1, narrow 0.5, marks and bold against",
    )
    score_next: float = Field(default=2.0, description="the same for the rows after the first")


class StraySettings(BaseModel):
    """Lettering in pictures, print of the other side, specks."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    lettering_size: float = Field(
        default=1.3,
        gt=0,
        description="times the body size; smaller rows at the very edge of a picture are text it touches",
    )
    lettering_inside: float = Field(
        default=0.85, gt=0, le=1, description="share of a row's width within the picture that it is lettering of"
    )
    show_through_size: float = Field(
        default=1.5, gt=0, description="times the body size; smaller print of the back is not read"
    )
    show_through_contrast: float = Field(
        default=0.7,
        gt=0,
        description="times the page's usual contrast; large type of this side has 1 and more, of the back 0.5",
    )
    show_through_faint: float = Field(
        default=0.5,
        ge=0,
        description="the same; fainter is of the back, however surely read: headlines on grey bars have 0.6 and more",
    )
    show_through_confidence: float = Field(
        default=0.95,
        ge=0,
        le=1,
        description="0..1; large type of the back is mirrored: it was read with 0.60 to 0.85, headlines on grey bars, "
        "which are as pale, with 0.99 and more",
    )
    show_through_doubt: float = Field(
        default=0.4,
        ge=0,
        description="confidence more for print that is paler by the page's usual contrast: characters that mirror into "
        "others (一, 只) are read with up to 0.98",
    )
    speck_length: int = Field(default=2, ge=0, description="characters; longer rows are no specks")
    speck_size: float = Field(
        default=0.6,
        ge=0,
        description="times the body size; specks read as digits or letters have 0.5, digits in print 0.8 and more",
    )
    speck_sure: float = Field(
        default=0.9,
        ge=0,
        le=1,
        description="0..1; short rows at the head of a page that are read with more doubt are specks: 0.69 to 0.87",
    )
    speck_confidence: float = Field(
        default=0.6, ge=0, le=1, description="0..1; surer Chinese characters are print wherever they stand"
    )
