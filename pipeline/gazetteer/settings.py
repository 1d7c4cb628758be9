"""Settings of the gazetteers.  Cheap to import."""

from __future__ import annotations

from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field


class GazetteerSettings(BaseModel):
    """Which lists of names take part."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    shipped: bool = Field(
        default=True, description="use the gazetteer of Changning district that ships with Baokan (dictionaries/)."
    )
    files: tuple[Path, ...] = Field(
        default=(),
        description="more gazetteers (CSV, see docs/gazetteer.md), stacked on the shipped one in this order: "
        "a later row of the same name, kind and parent replaces an earlier one.",
    )
