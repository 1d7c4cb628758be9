"""Thresholds for rows, columns and tables.  Lengths are in ems (the page's median character size)."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict, Field


class BrokenSettings(BaseModel):
    """Rows that a fold has broken."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    rows: int = Field(
        default=2, ge=0, description="rows broken one under the other, at most: columns of so few rows are hardly set"
    )
    gap: float = Field(default=1.7, ge=0, description="em; widest white of a break: a character is lost in it")
    next_row: float = Field(default=1.2, ge=0, description="em; white to the next row, also of widely set text")
    edge: float = Field(default=1.0, ge=0, description="em; how exactly the whole row beside them ends where they do")
    indent: float = Field(default=2.6, ge=0, description="em; the same where they begin: either may be indented")


class RowSettings(BaseModel):
    """Pieces of one printed row joined up again."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    gap: float = Field(
        default=1.0,
        ge=0,
        description="em; pieces on one row nearer than this are one row: gutters are wider than 1.2 em",
    )
    gap_bridged: float = Field(
        default=8.0,
        ge=0,
        description="em; widest gap inside a row when rows above or below run across it (justified lines)",
    )
    alike: float = Field(
        default=1.4, ge=1, description="ratio of the character sizes of two pieces of one row, at most"
    )
    gutter_rows: int = Field(
        default=2, ge=1, description="rows near by with white at the same place that make it a gutter"
    )
    gutter_reach: float = Field(default=4.0, ge=0, description="em; how far up and down these rows stand")
    gutter_edge: float = Field(default=1.0, ge=0, description="em; how exactly they begin or end at the same place")
    across_white: float = Field(
        default=0.9, ge=0, description="em; white to the next row, which may run across the gap: running text has 0.7"
    )
    across_more: float = Field(
        default=0.5, ge=0, description="em; how far a row reaches beyond the gap on both sides to run across it"
    )
    neighbour_sizes: tuple[float, float] = Field(
        default=(0.75, 1.35), description="times the character size; rows outside this range say nothing of the gap"
    )
    worn_rule: float = Field(
        default=2.0,
        ge=0,
        description="em; a vertical rule that ends so near above or below a row parts it: ends wear off",
    )
    rule_beside: float = Field(default=0.3, ge=0, description="em; such a rule may touch the pieces beside it by this")
    broken: BrokenSettings = Field(default=BrokenSettings(), description="Rows broken by a fold.")
    body_sizes: tuple[float, float] = Field(
        default=(0.8, 1.25), description="times the body size; rows in this range are measured as running text"
    )
    usual_gap: float = Field(
        default=0.4, ge=0, description="em; white between rows of running text where it cannot be measured"
    )
    widest_gap: float = Field(default=1.2, ge=0, description="em; wider white is none between rows of running text")


class BoldSettings(BaseModel):
    """From what stroke weight on a row is bold."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    weight: float = Field(
        default=1.3, gt=1, description="times the stroke weight of body text; on sharp pages headings begin at 1.35"
    )
    least: float = Field(default=1.13, gt=1, description="the same on blurred pages, where strokes spread alike")
    deviations: float = Field(
        default=2.5, gt=0, description="standard deviations of the body's own weight that a bold row stands out by"
    )
    rows: int = Field(default=8, ge=2, description="rows of running text that make the deviation known")
    row_length: int = Field(default=8, ge=1, description="characters; shorter rows do not count among them")


class ColumnSettings(BaseModel):
    """Rows under each other in one column."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    line_gap: float = Field(
        default=1.9, gt=0, description="em; white between two rows of one run: a heading stands off by about 1.2 em"
    )
    overlap: float = Field(
        default=0.5, gt=0, le=1, description="share of the shorter row that lies above or below the other"
    )
    overlap_least: float = Field(default=0.3, ge=0, description="em; the same for rows of one or two characters")
    lower: float = Field(
        default=0.4, ge=0, le=1, description="share of a row's height below its top at which the next one begins"
    )
    indent: float = Field(
        default=2.6, ge=0, description="em; deepest indent of a paragraph's first row, worn print included"
    )
    width_slack: float = Field(
        default=0.7, ge=0, description="em; how far a short run may stick out of a longer one whose width it takes over"
    )
    width_rows: int = Field(default=3, ge=1, description="rows of a run whose width tells that of the column")
    parted: float = Field(
        default=0.6, gt=0, le=1, description="share of what two rows have in common under a rule that parts them"
    )


class VerticalSettings(BaseModel):
    """Lines that run downwards (竖排)."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    gap: float = Field(default=1.3, ge=0, description="characters; white between two lines of one piece of print")
    pieces: float = Field(default=1.0, ge=0, description="characters; white between two pieces of one line, at most")
    alike: float = Field(default=1.4, ge=1, description="ratio of the sizes of two pieces of one line, at most")
    beside: float = Field(default=0.4, gt=0, le=1, description="share of the shorter line that stands beside the other")
    subtitle_lines: int = Field(default=2, ge=1, description="lines of the longest subtitle")
    subtitle_height: float = Field(default=30.0, gt=0, description="em; higher, larger type is running text")


class TableSettings(BaseModel):
    """Tables, by their rules or, where these are too worn, by aligned pieces."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    rows: int = Field(default=3, ge=2, description="rows of the smallest table: two are a headline over two columns")
    columns: int = Field(default=2, ge=2, description="columns of the smallest table with rules")
    pieces: int = Field(default=3, ge=2, description="pieces a row where no rules help: two may be columns of text")
    rule_ends: float = Field(default=1.5, ge=0, description="em; how exactly the rules of a table begin and end alike")
    row_least: float = Field(default=0.8, ge=0, description="em; nearer, two rules are one that was printed double")
    row_height: float = Field(
        default=8.0, gt=0, description="em; farther apart, two rules are no neighbours of a table"
    )
    side_rule: float = Field(
        default=0.7, gt=0, le=1, description="share of the table's height that a rule between columns has"
    )
    full_band: float = Field(
        default=0.6,
        gt=0,
        le=1,
        description="share of the columns; pieces in more of them at one height are a row of their own between rules",
    )
    filled: float = Field(
        default=0.7, gt=0, le=1, description="share of the rows with two cells or more: notes and sums have one"
    )
    gutter: float = Field(default=0.5, ge=0, description="em; narrowest white between two columns of a table")
    row_pitch: float = Field(
        default=4.5, gt=0, description="em; farther apart, two rows of pieces are no neighbours of one table"
    )
    row_level: float = Field(
        default=0.45, gt=0, description="heights of a piece; middles of pieces on one row differ by less"
    )
    piece_length: float = Field(default=14.0, gt=0, description="em; a longer piece is running text")
    piece_gap: float = Field(default=0.8, ge=0, description="em; narrowest white between two pieces of a row")
    white: float = Field(
        default=0.3,
        gt=0,
        lt=1,
        description="share of a row that is white between its pieces; gutters of text columns take a tenth",
    )
    running_white: float = Field(default=0.9, ge=0, description="em; white between rows of running text reaches 0.7")
    running_edge: float = Field(default=0.6, ge=0, description="em; edges of rows nearer than this are flush")
    running_width: float = Field(
        default=8.0, gt=0, description="em; columns of running text are wider, most cells are not"
    )
    column_share: float = Field(
        default=0.5, gt=0, le=1, description="share of the rows with a piece in a column that is the table's own"
    )
    above: float = Field(
        default=0.8, ge=0, description="em; how far a cell of two rows reaches above and below its row"
    )
    beside: float = Field(
        default=3.0, ge=0, description="em; how far a piece stands out on the left or right of the rest"
    )
    second_piece: float = Field(
        default=2.0,
        ge=0,
        description="em; a cell that has a piece already counts as this much farther away, so that empty cells fill",
    )
