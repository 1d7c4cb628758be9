"""Thresholds of the ``order`` stage.  Lengths are in ems (the page's median character size)."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict, Field


class OrderSettings(BaseModel):
    """How regions become articles, and in what order they are read."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    rule_under_title: float = Field(
        default=2.6, description="em; a rule this close under a headline belongs to the headline and parts nothing"
    )
    reach: float = Field(default=1.2, description="em; how far print may stick out of the width its headline governs")
    coverage: float = Field(
        default=0.55, description="share of a region's width that must lie under a headline to belong to it"
    )
    same_band: float = Field(
        default=0.3,
        description="share of the lower of two articles level with the other, from which they are read left to right",
    )
    spanning: float = Field(
        default=1.35,
        description="times the usual column width; a wider table or text spans columns and is read by itself",
    )
