"""A change of text as a record: what stood there, what should stand there, why, and who says so."""

from __future__ import annotations

import operator
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from pipeline.model.geometry import Quad
from pipeline.model.text import CharacterId

Status = Literal["applied", "flagged", "left", "accepted", "rejected"]
"""``applied``/``flagged``/``left`` by the machine; ``accepted``/``rejected`` by a person."""


class Reason(BaseModel):
    """One sentence of the explanation, in both languages."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    code: str = Field(description="stable key of the rule, for instance 'glyph-similarity'")
    zh: str
    en: str


class Candidate(BaseModel):
    """One reading that competes for the span."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    text: str
    probability: float = Field(ge=0, le=1)
    entry: str | None = Field(default=None, description="name of the gazetteer entry, where there is one")


class Correction(BaseModel):
    """A record; the ``corrected`` layer is the ``ocr`` layer with all applied records replayed in order."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    id: int = Field(ge=0, description="unique on the page; also the order of replay")
    stage: Literal["normalise", "correct", "review"]
    kind: str = Field(description="for instance 'punctuation', 'space', 'place-name', 'term'")
    block: int = Field(description="id of the block")
    characters: tuple[CharacterId, ...] = Field(min_length=1, description="ids of the ocr layer that are replaced")
    before: str = Field(description="text of the span in the layer that the record is applied to")
    after: str = Field(description="text proposed for the span; may be empty")
    status: Status
    candidates: tuple[Candidate, ...] = Field(default=(), description="ranked, best first; the text before included")
    reasons: tuple[Reason, ...] = ()
    evidence: dict[str, float] = Field(
        default_factory=dict, exclude_if=operator.not_, description="named evidence values, as documented"
    )
    polygon: Quad | None = Field(default=None, description="px, scan frame, around the span's first line part")

    machine: Status | None = Field(
        default=None,
        exclude_if=operator.not_,
        description="what the machine had made of it, where a person has decided since; null: nobody has",
    )

    @property
    def effective(self) -> bool:
        """True when the record changes the text of the best layer."""
        return self.status in ("applied", "accepted")

    def changes(self, layer: Literal["ocr", "corrected", "reviewed"]) -> bool:
        """Whether the record changes the text of a layer."""
        if layer == "ocr":
            return False
        if layer == "reviewed":
            return self.effective
        return self.stage != "review" and (self.machine or self.status) in ("applied", "accepted")
