"""Settings of the stage ``ingest``."""

from __future__ import annotations

from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

TextLayerSetting = Literal["auto", "redo", "use", "skip"]


class IngestSettings(BaseModel):
    """What is read, what is refused, and what is made of resolutions and PDF text."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    hidden: bool = Field(default=False, description="read hidden files and folders too")
    max_megapixels: float = Field(
        default=160.0,
        gt=0,
        description="millions of pixels; a larger image is refused before it is decoded. A double page of a broadsheet "
        "at 400 dpi has 110, an A0 sheet at 300 dpi 140",
    )
    max_pages: int = Field(
        default=5000,
        ge=1,
        description="pages; a PDF or TIFF with more is refused. A bound year of a daily has about 3,000",
    )
    max_jpeg_scans: int = Field(
        default=100,
        ge=1,
        description="passes over the image in one progressive JPEG; encoders write about 10, a file made to stall the "
        "decoder has hundreds",
    )
    max_pdf_objects: int = Field(
        default=200_000,
        ge=1,
        description="pieces of text, line work and pictures on one PDF page; a page of a daily set in outlines has "
        "about 50,000, more is a drawing and takes minutes to look through",
    )
    text_layer: TextLayerSetting = Field(
        default="auto",
        description="a PDF page that has text already: `redo` recognises it anew, `use` takes its text, `skip` leaves "
        "the page out, `auto` uses born-digital text and recognises scans anew",
    )
    render_dpi: float = Field(
        default=300.0,
        ge=50,
        le=1300,
        description="dots per inch at which a PDF page that is no scan is drawn; body text has some 40 px there, "
        "more than any engine needs",
    )
    max_native_dpi: float = Field(
        default=600.0,
        ge=50,
        le=1300,
        description="dots per inch; a PDF page put together from scanned pieces is drawn at the resolution of the "
        "finest piece up to this one, beyond which no type gets clearer",
    )
    scan_cover: float = Field(
        default=0.85,
        gt=0,
        le=1,
        description="share of a PDF page that pictures must cover for the page to be a scan; scans cover all of it but "
        "for white margins, photographs on a designed page seldom half",
    )
    born_digital_characters: int = Field(
        default=40,
        ge=1,
        description="characters drawn in sight that make a PDF page born-digital; stamps and the marks of scanning "
        "programs have fewer, a page of real text has hundreds",
    )
    unreadable_share: float = Field(
        default=0.05,
        ge=0,
        le=1,
        description="share of characters without a known code above which a PDF's text is not used by `auto`: subset "
        "fonts without a code table lose nearly all of them, sound text none",
    )
    min_dpi: float = Field(
        default=50.0, gt=0, description="dots per inch; a file that says less is not believed: no text is legible there"
    )
    max_dpi: float = Field(
        default=1300.0,
        gt=0,
        description="dots per inch; a file that says more is not believed: above 1,200 no scanner goes",
    )
    max_side_mm: float = Field(
        default=900.0,
        gt=0,
        description="mm; a resolution that makes the sheet longer than this is not believed (A1 and an open broadsheet "
        "are below)",
    )
    placeholder_dpi: tuple[float, ...] = Field(
        default=(72.0, 96.0),
        description="dots per inch that programs write when they do not know the resolution",
    )
    placeholder_side_mm: float = Field(
        default=450.0,
        gt=0,
        description="mm; a placeholder resolution is believed only for sheets up to this long (A3 and tabloid are "
        "below)",
    )
    square_tolerance: float = Field(
        default=0.02,
        ge=0,
        lt=1,
        description="relative; when the resolutions across and down differ by more, the image is resampled to square "
        "pixels (fax: 204 x 98). 2 % cannot be seen in type",
    )
    max_aspect: float = Field(
        default=4.0,
        gt=1,
        description="ratio of the resolutions across and down beyond which they are not believed; the flattest real "
        "pixels are those of a coarse fax, 2.1",
    )
    icc_tolerance: int = Field(
        default=4,
        ge=0,
        le=255,
        description="1/255; a colour profile that moves no colour by more than this is as good as sRGB and not applied",
    )
