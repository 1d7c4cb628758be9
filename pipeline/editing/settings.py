"""Settings of what is put before editors."""

from __future__ import annotations

from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field


class EditingSettings(BaseModel):
    """Flags and their order."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    unsure_below: int = Field(
        default=60,
        ge=0,
        le=100,
        description="per cent: characters of ordinary text that the engine was less sure of are put into the second "
        "queue; of those below 60 some 44 in 100 are wrong (measured).",
    )
    applied_too: bool = Field(
        default=True,
        description="also list names that the machine changed by itself (band 'applied'), so that each can be looked "
        "at and taken back.",
    )
    names: Path | None = Field(
        default=None,
        description="gazetteer file that 'Add to gazetteer' writes to; default: names.csv in the results folder.",
    )
