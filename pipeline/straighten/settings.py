"""Settings of the stage ``straighten``."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict, Field


class StraightenSettings(BaseModel):
    """Every threshold of orientation, skew, spreads, borders and light."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    longest_side: int = Field(
        default=32000, gt=0, description="frames with a longer side stay as they are, px: the limit of OpenCV's warps"
    )
    working_sides: tuple[int, ...] = Field(
        default=(1600, 600),
        min_length=1,
        description="longer side of the reduced picture on which geometry is measured, px.  On the first the smallest "
        "body text of a tabloid page keeps about 12 px, enough for line slopes; the next is tried where few lines are "
        "found, for posters with large type",
    )
    stroke_width: int = Field(
        default=21,
        gt=0,
        description="widest dark stroke that counts as ink, px of the reduced picture; two body characters",
    )
    coarse_side: int = Field(
        default=1000, gt=0, description="longer side of the picture for the first, coarse look at the skew, px"
    )
    coarse_tile: int = Field(
        default=192,
        gt=0,
        description="side of the tiles of the coarse look, px; of 72 to 250 the most exact on pages of columns",
    )
    coarse_points: int = Field(
        default=60000, gt=0, description="points of ink used for the coarse look: more say no more, and cost time"
    )
    coarse_fine: int = Field(
        default=3, ge=1, description="steps into which the best coarse step is divided on each side"
    )
    coarse_limit: float = Field(default=20.0, gt=0, lt=45, description="largest skew looked for, degrees")
    coarse_ink: int = Field(
        default=24,
        ge=0,
        le=255,
        description="darkness below which a pixel is no ink in the coarse look, 1/255 of paper",
    )
    coarse_step: float = Field(
        default=1.0,
        gt=0,
        description="step of the coarse look, degrees; about two thirds of the width of a tile's response to its lines",
    )
    ink_share: float = Field(
        default=0.6, gt=0, description="ink counts from this share of Otsu's level on; below 1 keeps thin strokes"
    )
    em_guess: float = Field(
        default=10.0, gt=0, description="first guess of the character size on the reduced picture, px"
    )
    em_rounds: int = Field(default=2, ge=1, description="rounds at most in which the character size is measured")
    em_settled: float = Field(
        default=0.15, ge=0, description="change of the character size from which on it is measured once more, share"
    )
    smear: float = Field(
        default=0.95,
        gt=0,
        description="gap inside a line that is bridged, em; more than the blank half of a full-width comma, less than "
        "the gutter between two columns",
    )
    glyph_gap: float = Field(
        default=0.3,
        gt=0,
        description="parts of one character this far apart, up and down, are joined, em; less than "
        "the gap between two lines",
    )
    glyph_quantile: float = Field(
        default=0.7, gt=0, lt=1, description="quantile of the heights in a line that is taken for the full height"
    )
    glyph_tolerance: float = Field(
        default=0.12, gt=0, description="a character counts for the slope when its height is full within this share"
    )
    glyph_noise: float = Field(
        default=0.03, gt=0, description="how far the middle of a full-height character strays from its line, em"
    )
    glyphs_least: int = Field(default=3, ge=2, description="a line with fewer full-height pieces has no slope")
    line_bend: float = Field(
        default=0.02, ge=0, description="how far even a perfect line strays from the flat page's direction, degrees"
    )
    axis_smear: float = Field(
        default=0.6,
        gt=0,
        description="the same while the axis of the lines is looked for, em: less than the gap between lines, so that "
        "characters under one another do not pass for a line.  Of 0.3 to 0.95 this told the axes best apart",
    )
    rule_length: float = Field(
        default=2.2, gt=1, description="straight strokes of this length are rules, em; no stroke of a character is"
    )
    line_aspect: float = Field(default=3.0, gt=1, description="a line is at least this many times as long as high")
    smallest_text: int = Field(default=4, gt=0, description="lowest line that counts, px of the reduced picture")
    line_lowest: float = Field(default=0.6, gt=0, description="lowest line used for slopes, in typical line heights")
    line_highest: float = Field(
        default=2.6, gt=0, description="highest line used for slopes, in typical line heights: headings, not photos"
    )
    line_shortest: float = Field(default=4.0, gt=0, description="shortest line used for slopes, em")
    fewest_lines: int = Field(default=1, ge=1, description="fewer lines than this say nothing about the skew")
    lines_enough: int = Field(
        default=6,
        ge=1,
        description="with fewer lines the page is looked at on a smaller scale, too: its type may be large",
    )
    line_steepest: float = Field(
        default=4.0, gt=0, description="steeper runs of ink are no lines once the picture is levelled, degrees"
    )
    lines_unread: int = Field(
        default=6, ge=1, description="lines that make a text where no engine can tell whether they can be read"
    )
    rounds: int = Field(default=15, ge=1, description="rounds of reweighting of the fit of the slopes")
    cauchy: float = Field(
        default=2.0,
        gt=0,
        description="residual at which a line loses half of its weight, in robust standard deviations",
    )
    fan_fewest: int = Field(default=4, ge=3, description="fewer directions than this say nothing about perspective")
    fewest_uprights: int = Field(default=3, ge=1, description="fewer column edges than this say nothing about the lean")
    upright_shortest: float = Field(default=8.0, gt=0, description="shortest column edge or rule that counts, em")
    rule_width: float = Field(default=0.4, gt=0, description="widest stroke that is a column rule, em")
    edge_tolerance: float = Field(
        default=0.4, gt=0, description="how far a line may start beside the line above it in one column, em"
    )
    edge_skip: float = Field(
        default=9.0, gt=0, description="how far up the next line with the same edge may be, em: past indents and ends"
    )
    edge_lines: int = Field(default=5, ge=3, description="fewest lines that make a column's edge")
    edge_noise: float = Field(
        default=0.12, gt=0, description="how far the ink of a line's first or last character strays from the edge, em"
    )
    edge_noise_least: float = Field(
        default=0.03, gt=0, description="a column's edge is never believed to be straighter than this, em"
    )
    fan_sigmas: float = Field(
        default=3.0, gt=0, description="perspective is put right only when the fan of the lines is this significant"
    )
    fan_least: float = Field(
        default=0.1, ge=0, description="least change of the slope over the page that is put right, degrees"
    )
    orientation_lines: int = Field(default=12, ge=1, description="lines read at most to tell up from down")
    orientation_batch: int = Field(default=1, ge=1, description="lines read before the next look at the score")
    orientation_characters: float = Field(
        default=6.0, gt=0, description="lead, in characters read, after which reading stops"
    )
    orientation_factor: float = Field(
        default=2.0,
        ge=1,
        description="lead as a factor after which reading stops; upside down, about one in ten is read",
    )
    legible_plainly: float = Field(
        default=0.75,
        gt=0,
        description="characters read for each em of the first lines from which the other way need not be tried; "
        "measured on single lines of print: the right way gives 0.88 or more for nine in ten, the wrong one "
        "reached 0.66",
    )
    glyphs_plainly: float = Field(
        default=0.6,
        gt=0,
        description="the same for the first set of single characters; the wrong way reached 0.4",
    )
    legible_least: float = Field(
        default=2.0, ge=0, description="characters that must be read one way or the other, or the page has no text"
    )
    other_weight: float = Field(
        default=0.4,
        ge=0,
        le=1,
        description="weight of letters and figures beside Chinese characters when reading is scored",
    )
    orientation_low: float = Field(default=0.7, gt=0, description="lowest line that is read, in typical line heights")
    orientation_high: float = Field(default=1.8, gt=0, description="highest line that is read, in typical line heights")
    orientation_length: float = Field(default=9.0, gt=0, description="length that is read of a line, em")
    orientation_margin: float = Field(default=0.12, ge=0, description="margin around a line that is read, em")
    orientation_height: int = Field(default=48, gt=0, description="height of the crops, px: what the recogniser uses")
    glyph_low: float = Field(default=0.7, gt=0, description="narrowest piece of a line taken for one character, em")
    glyph_high: float = Field(default=1.15, gt=0, description="widest piece of a line taken for one character, em")
    glyph_width: float = Field(
        default=0.95, gt=0, description="width of the ink of most characters, em: these go first"
    )
    glyphs_touching: int = Field(
        default=4, ge=1, description="longest run of touching characters that is cut into single ones"
    )
    glyphs_per_line: int = Field(default=6, ge=1, description="characters taken from one line at most")
    glyphs_per_set: int = Field(default=8, ge=1, description="characters set into one new line")
    glyph_sets: int = Field(default=1, ge=1, description="new lines read before the next look at the score")
    glyph_lead: float = Field(default=3.0, gt=0, description="lead, in characters read, after which reading stops")
    glyph_factor: float = Field(default=1.5, ge=1, description="lead as a factor after which reading stops")
    fewest_glyphs: int = Field(default=4, ge=1, description="fewer characters do not decide on vertical text")
    vertical_factor: float = Field(
        default=1.2,
        ge=1,
        description="text is vertical when its characters read this much better so: it is the rare case",
    )
    line_share_least: float = Field(
        default=0.02,
        ge=0,
        le=1,
        description="share of the ink that must stand in text lines along an axis; it is 0.3 to 0.9 along "
        "the lines of a page of text, and a third of that or less across them",
    )
    line_share_plain: float = Field(
        default=0.2,
        ge=0,
        le=1,
        description="the same from which the other axis need not be looked at; across the lines it was 0.06 at most, "
        "along them 0.2 to 0.8",
    )
    level_em: float = Field(
        default=16.0,
        gt=0,
        description="height of a line on the picture on which slopes are measured, px: where type is larger the "
        "picture is made smaller, down to that of the coarse look",
    )
    level_rounds: int = Field(
        default=2, ge=1, description="times the picture is levelled at most before the slopes are believed"
    )
    level_enough: float = Field(
        default=0.4, gt=0, description="a levelled picture that is still this much off is levelled once more, degrees"
    )
    skew_sigmas: float = Field(
        default=2.0, ge=0, description="a skew that is not this many standard errors away from zero is left alone"
    )
    skew_least: float = Field(
        default=0.05,
        ge=0,
        description="smaller skews are left alone: resampling would cost more than it gives, degrees",
    )
    dpi_assumed: float = Field(
        default=300.0, gt=0, description="resolution of a page without stated resolution and without text, dpi"
    )
    dpi_usual: tuple[int, ...] = Field(
        default=(72, 96, 100, 120, 150, 200, 240, 300, 400, 600), description="resolutions scanners offer, dpi"
    )
    body_points: float = Field(default=10.0, gt=0, description="body size of bulletins, points: 9 to 11")
    ink_height: float = Field(
        default=0.95, gt=0, description="height of the ink of a line of Chinese text over its character size"
    )
    spread_aspect: float = Field(default=1.1, gt=0, description="a spread is at least this much wider than high")
    spread_lines: int = Field(default=6, ge=1, description="fewest lines of text on each half of a spread")
    spread_middle: float = Field(
        default=0.08,
        gt=0,
        lt=0.5,
        description="how far the fold may be from the middle of the text, share of its width",
    )
    gutter_with_shadow: float = Field(default=2.5, gt=0, description="narrowest gap at a fold that throws a shadow, em")
    gutter_lead_with_shadow: float = Field(
        default=1.2, gt=0, description="a gap with a shadow is this much wider than other gaps usually are"
    )
    gutter_least: float = Field(
        default=5.0, gt=0, description="narrowest gap at a fold without shadow, em: two margins of 9 mm at 10 points"
    )
    gutter_lead: float = Field(
        default=2.0, gt=0, description="a gap without shadow is this much wider than every other"
    )
    crossing_height: float = Field(
        default=1.2, gt=0, description="ink of this height in the middle of a gap is a headline across it, em"
    )
    crossing_width: float = Field(
        default=0.8, gt=0, description="ink of this width in the middle of a gap is a headline across it, em"
    )
    shadow_columns: int = Field(default=12, ge=7, description="narrower gaps show no shadow, px of the reduced picture")
    shadow_bands: int = Field(default=12, ge=1, description="bands of the height in which the shadow is looked for")
    shadow_edge: float = Field(
        default=0.16, gt=0, lt=0.5, description="outer parts of the gap that are compared with its middle, share"
    )
    shadow_smooth: float = Field(default=0.1, ge=0, lt=1, description="smoothing across the gap, share of its width")
    cut_clear: float = Field(
        default=0.25,
        gt=0,
        le=1,
        description="the cut is one of this share of the gap's columns that have the least ink",
    )
    shadow_depth: float = Field(default=0.02, gt=0, lt=1, description="depth of a shadow, share of the paper beside it")
    shadow_share: float = Field(default=0.75, gt=0, le=1, description="share of the bands that must show the shadow")
    lid_side: int = Field(default=700, gt=0, description="longer side of the picture on which a lid is looked for, px")
    lid_paper: float = Field(default=0.8, gt=0, lt=1, description="quantile of the brightness that is taken for paper")
    lid_level: float = Field(
        default=0.45, gt=0, lt=1, description="darkest share of the paper's brightness: beyond is lid"
    )
    lid_opening: float = Field(
        default=0.006,
        gt=0,
        description="thinner things are no lid, share of the longer side: rules and print at the edge",
    )
    lid_blunt: float = Field(
        default=0.03, gt=0, description="narrower things outside the lid are specks on it, share of the longer side"
    )
    lid_least: float = Field(
        default=0.003, ge=0, lt=1, description="smallest lid that is taken away, share of the page"
    )
    lid_spread: float = Field(default=40.0, gt=0, description="how far a lid strays from its own brightness, 1/255")
    lid_even: float = Field(
        default=0.93, gt=0, le=1, description="share of the lid that must be evenly dark; photos and mastheads are not"
    )
    lid_fringe: float = Field(
        default=0.004,
        ge=0,
        description="rim of the paper taken away with the lid: its dark edge, share of the longer side",
    )
    speck: float = Field(default=0.1, gt=0, description="thinner ink than this is no print at the edge of a page, em")
    content_margin: float = Field(default=3.0, ge=0, description="margin that is kept around all ink, em")
    light_side: int = Field(default=300, gt=0, description="longer side of the picture on which light is measured, px")
    light_grid: int = Field(
        default=8, gt=0, description="distance of the points between which light is interpolated, px"
    )
    light_strip: int = Field(
        default=16, gt=0, description="rows of these points that are evened out at a time: 128 rows of pixels"
    )
    light_stroke: int = Field(default=5, gt=0, description="strokes up to this width are closed to see the paper, px")
    light_start: float = Field(
        default=0.7, gt=0, lt=1, description="quantile of the brightness that is first taken for paper"
    )
    light_tolerances: tuple[float, ...] = Field(
        default=(0.12, 0.06),
        description="how far paper may be from the fit, round by round, natural logarithm",
    )
    light_darkest: float = Field(
        default=0.5, gt=0, description="rows and columns darker than this all along have no paper, natural logarithm"
    )
    light_brighter: float = Field(
        default=0.08, gt=0, description="what is brighter than the fit by more is no paper, natural logarithm"
    )
    light_least: float = Field(
        default=0.15, ge=0, le=1, description="with less bare paper than this share of the page nothing is evened out"
    )
    light_thin: int = Field(default=3, ge=1, description="only every so many-th pixel enters the fit of the surface")
    light_support: float = Field(
        default=0.15, gt=0, le=1, description="share of bare paper in a row or column that makes its profile sure"
    )
    light_smooth: int = Field(default=2, ge=0, description="half width over which the profiles are smoothed, px")
    light_gain: float = Field(default=2.5, ge=1, description="darkest paper is brightened by no more than this factor")
    light_fine: float = Field(default=240.0, gt=0, le=255, description="paper at least this bright is white, 1/255")
    light_bare: float = Field(
        default=0.9, gt=0, lt=1, description="quantile of a row's or column's brightness that bare paper reaches"
    )
    light_uneven: float = Field(
        default=0.06, ge=0, lt=1, description="fall of the light over the page from which on it is evened out, share"
    )
    light_tint: float = Field(
        default=0.08,
        ge=0,
        lt=1,
        description="how far the paper's darkest channel must be below its brightest to count as yellowed, share",
    )
