"""Settings of acceptance sampling.  Cheap to import."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict, Field


class SamplingSettings(BaseModel):
    """How samples are planned, and when a lot passes."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    limit: float = Field(
        default=3.0,
        gt=0,
        le=10_000,
        description="errors per 10,000 characters (差错率) that are accepted; 3 is what the rules for newspapers and "
        "periodicals (报纸期刊质量管理规定, 2020) allow a newspaper.",
    )
    confidence: float = Field(
        default=0.95,
        gt=0.5,
        lt=1,
        description="of the interval, both sides together: a verdict is wrong in at most half of the rest, 25 of 1,000 "
        "lots.",
    )
    judges: int = Field(
        default=1,
        ge=1,
        le=2,
        description="people who judge every line; two find more, and show how much one overlooks.",
    )
    design_effect: float = Field(
        default=1.5,
        ge=1,
        le=10,
        description="how much more the number of errors varies than if they came singly; used for planning and while "
        "few were seen. On made pages it was 1.35 in the middle where few lines have errors, and 2.4 over all.",
    )
    chance: float = Field(
        default=0.8,
        gt=0,
        lt=1,
        description="chance that a sample planned for an expected rate is decided by its first draw.",
    )
    margin: float = Field(
        default=0.6, ge=0, description="ems around a line that its crop shows: the neighbours must not be in the way."
    )
