"""What every format says of where a text comes from: source, software, models, steps, corrections."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from pipeline.model.page import Document, Layer, Page

LAYERS: dict[Layer, str] = {
    "ocr": "text as read by the OCR engine",
    "corrected": "text with automatic corrections",
    "reviewed": "text with automatic corrections and the decisions of a person",
}


@dataclass(frozen=True)
class Done:
    """One processing step."""

    stage: str
    version: int
    settings: dict[str, Any]
    data: dict[str, str]
    """models, gazetteers …: name -> version or SHA-256."""

    @property
    def settings_text(self) -> str:
        """The settings as compact JSON."""
        return json.dumps(self.settings, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


@dataclass(frozen=True)
class Provenance:
    """Of one page, or of several pages of one document."""

    file: str
    """name of the source."""
    sha256: str
    software: dict[str, str]
    """package -> version, of the packages that can change a result."""
    steps: tuple[Done, ...]
    """in their order; those of the first page, where there are several."""
    corrections: dict[str, int]
    """``stage.status`` -> number of records, for instance ``correct.applied``."""
    layer: Layer

    @property
    def creator(self) -> str:
        """Name and version of this software, for instance ``Baokan 0.1.0``."""
        found = self.software.get("baokan")
        return f"Baokan {found}" if found else "Baokan"

    @property
    def sentences(self) -> list[str]:
        """For formats that have room for words only."""
        counted = ", ".join(f"{name}: {number}" for name, number in self.corrections.items()) or "none"
        return [
            f"Source: {self.file}, SHA-256 {self.sha256}.",
            f"Made by {self.creator} ({', '.join(f'{k} {v}' for k, v in self.software.items() if k != 'baokan')}).",
            f"Text layer: {self.layer} ({LAYERS[self.layer]}).",
            f"Corrections: {counted}.",
        ]


def provenance(document: Document, pages: Iterable[Page], layer: Layer) -> Provenance:
    """What is to be said of these pages of the document."""
    steps: tuple[Done, ...] = ()
    counted: Counter[str] = Counter()
    for page in pages:
        steps = steps or tuple(
            Done(
                step.stage,
                step.version,
                step.settings if step.settings is not None else document.settings.get(step.stage, {}),
                step.data,
            )
            for step in page.steps
        )
        counted.update(f"{record.stage}.{record.status}" for record in page.corrections)
    return Provenance(
        file=document.source.file,
        sha256=document.source.sha256,
        software=document.software,
        steps=steps,
        corrections=dict(sorted(counted.items())),
        layer=layer,
    )
