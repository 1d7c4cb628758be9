"""Settings of the stage ``export``.  Cheap to import."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict, Field


class ExportSettings(BaseModel):
    """Which files are written."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    formats: tuple[str, ...] = Field(
        default=(),
        # no part of what a page's result depends on: pages are not done again when it changes
        exclude=True,
        description="formats that a run writes beside text, Markdown and JSON, for instance alto, tei, docx: see "
        "'baokan export --help'.",
    )
    page_image: bool = Field(
        default=True, description="write the straightened page (page-0001.jpg) for review, and cut figures from it."
    )
    page_image_quality: int = Field(
        default=85, ge=1, le=100, description="JPEG quality; at 85 small print shows no artefacts, at 0.5-2 MB a page."
    )
