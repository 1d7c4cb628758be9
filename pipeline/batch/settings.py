"""Settings of ``baokan run``.  Cheap to import."""

from __future__ import annotations

from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field


class RunSettings(BaseModel):
    """Where results go, and how much is done at the same time."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    output: Path = Field(default=Path("output"), description="the results folder.")
    visualise: bool = Field(
        default=False, description="draw columns, blocks, reading order and corrections over each page."
    )
    overlap_megapixels: float = Field(
        default=40.0,
        ge=0,
        description="megapixels: up to this size of a page the next page is straightened and the last one finished "
        "while it is recognised; larger pages go one after the other, so that memory stays below 2 GB.",
    )
