"""Thresholds of the ``layout`` stage, by what they are about."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict, Field

from pipeline.layout.graphics_settings import GraphicsSettings
from pipeline.layout.kind_settings import (
    CaptionSettings,
    HeaderSettings,
    HeadingSettings,
    HeadSettings,
    SizeSettings,
    StraySettings,
)
from pipeline.layout.row_settings import (
    BoldSettings,
    ColumnSettings,
    RowSettings,
    TableSettings,
    VerticalSettings,
)


class LayoutSettings(BaseModel):
    """How lines, rules and pictures become regions."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    graphics: GraphicsSettings = Field(default=GraphicsSettings(), description="Rules, bars and pictures.")
    tables: TableSettings = Field(default=TableSettings(), description="Tables.")
    rows: RowSettings = Field(default=RowSettings(), description="Rows of print.")
    bold: BoldSettings = Field(default=BoldSettings(), description="Bold print.")
    columns: ColumnSettings = Field(default=ColumnSettings(), description="Columns.")
    vertical: VerticalSettings = Field(default=VerticalSettings(), description="Vertical print.")
    sizes: SizeSettings = Field(default=SizeSettings(), description="Sizes of type.")
    header: HeaderSettings = Field(default=HeaderSettings(), description="Masthead, running head, folio.")
    heads: HeadSettings = Field(default=HeadSettings(), description="Subtitles and bylines.")
    headings: HeadingSettings = Field(default=HeadingSettings(), description="Headings.")
    captions: CaptionSettings = Field(default=CaptionSettings(), description="Captions.")
    strays: StraySettings = Field(default=StraySettings(), description="What is no text of the page.")
