"""Settings of the stage ``recognise``.  Cheap to import."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict, Field

from pipeline.recognise.threshold_settings import (
    CutSettings,
    GutterSettings,
    InkSettings,
    LayerSettings,
    ScaleSettings,
    ShowThroughSettings,
    SizeSettings,
    StripSettings,
)


class RecogniseSettings(BaseModel):
    """How lines are found, read and measured.

    *Box* below is the detector's rectangle around a line; it is about 1.13 em high.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    detection_em: float = Field(
        default=14.0,
        gt=4,
        description="px at the detector: size to which the page's body text is scaled. Measured: from 12 to 24 px as "
        "many characters are read; the cost grows with the square. 14 leaves room for captions of 0.7 em.",
    )
    reading_em: float = Field(
        default=36.0,
        gt=16,
        description="px: a page whose body text is at least twice as large is first shrunk by a whole number to about "
        "this, so that a scan of 600 dpi costs what one of 300 dpi costs.",
    )
    widen: float = Field(
        default=0.35,
        ge=0,
        le=1,
        description="box heights: how far a line is widened at both ends before it is read, never into a neighbour. "
        "Measured on bad scans: saves one error in eight, mostly the full stop at the line's end.",
    )
    widen_end: float = Field(
        default=0.9,
        ge=0,
        le=2,
        description="box heights: the same for the end of a line that ends before the lines around it.",
    )
    crop_height: float = Field(
        default=1.18,
        ge=1,
        le=2,
        description="box heights: height of the strip that is read, which makes characters about 36 px high at the "
        "network (of 48). Measured: from 32 to 42 px as many errors, at less cost.",
    )
    same_height: float = Field(
        default=0.3,
        ge=0,
        lt=1,
        description="ratio: boxes whose height is within this of the page's median are read at the median height, "
        "for the detector's heights vary by a fifth on lines of one size.",
    )
    squeeze: float = Field(
        default=0.85,
        gt=0.5,
        le=1,
        description="ratio: characters are narrowed by this for the network, to about 30 px. Measured: no more errors, "
        "down to 27 px none in digits, at proportionally less cost.",
    )
    smoothing: float = Field(
        default=1.2,
        ge=0,
        description="px at the network (sigma): crops are smoothed by this. Measured: no change on good scans, one "
        "error in six saved on bad ones (noise), best between 0.8 and 1.6.",
    )
    gutter_em: float = Field(
        default=1.5,
        gt=0.5,
        description="em: white across a line wider than this is a gutter between two columns or cells, and splits it, "
        "unless the line is letterspaced that widely throughout.",
    )
    letterspacing_ratio: float = Field(
        default=2.0,
        gt=1,
        description="ratio: a gutter is at least so many times wider than the typical white between the characters "
        "of its line.",
    )
    vertical_ratio: float = Field(
        default=1.5,
        gt=1,
        description="ratio: a box at least so many times higher than wide is read as vertical text (PP-OCR's own "
        "value).",
    )
    alternatives_below: int = Field(
        default=100,
        ge=0,
        le=100,
        description="per cent: alternatives are kept where the confidence is below this (keeps page files small). "
        "One misread character in twelve is read with 90 to 99 per cent.",
    )
    alternatives_least: float = Field(
        default=0.002,
        ge=0,
        lt=1,
        description="probability from which an alternative is kept; below it hardly one in a hundred is right.",
    )
    minimum_confidence: float = Field(
        default=0.5,
        ge=0,
        le=1,
        description="a line is dropped when its mean confidence is below this (PP-OCR's value).",
    )
    scale: ScaleSettings = Field(default=ScaleSettings(), description="The size of the print, before reading.")
    strips: StripSettings = Field(default=StripSettings(), description="What is read of the page.")
    gutters: GutterSettings = Field(default=GutterSettings(), description="Gutters inside detected lines.")
    ink: InkSettings = Field(default=InkSettings(), description="Paper and ink of a line.")
    cuts: CutSettings = Field(default=CutSettings(), description="Places of characters.")
    size: SizeSettings = Field(default=SizeSettings(), description="The size of characters.")
    show_through: ShowThroughSettings = Field(default=ShowThroughSettings(), description="Print of the back.")
    layer: LayerSettings = Field(default=LayerSettings(), description="Lines of a text layer.")
