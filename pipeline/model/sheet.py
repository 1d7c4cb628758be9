"""Values with pixels in them: what flows between the stages of one run and is never written as it is."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from pipeline.model.geometry import Box
from pipeline.model.page import Page, Source, Warning
from pipeline.model.sidecar import SidecarRow

Image = NDArray[np.uint8]
"""``(height, width)`` grey or ``(height, width, 3)`` **BGR** (OpenCV's order), 8 bits a channel."""


@dataclass(frozen=True, slots=True)
class LayerCharacter:
    """One character of a PDF's own text layer."""

    text: str
    box: Box
    """px, scan frame."""


@dataclass(frozen=True, slots=True)
class Frame:
    """One image of one source file: the unit of work.  Made by ``ingest``."""

    source: Source
    path: Path
    number: int
    """1-based position in the source file."""
    image: Image
    """grey or BGR, upright by the file's own orientation tag, transparency laid on white."""
    dpi: float | None
    """from the file; ``None`` when the file does not say, or says something impossible."""
    text_layer: tuple[LayerCharacter, ...] | None = None
    """characters to use instead of recognition (``--text-layer use``), in the order of the file."""
    bilevel: bool = False
    """True when the file stores one bit a pixel."""
    warnings: tuple[Warning, ...] = ()
    facts: dict[str, Any] = field(default_factory=dict)
    """what ingest did, for provenance: 'embedded-image', 'rendered-300-dpi', 'text-layer: redo' …"""
    row: SidecarRow | None = None
    """what ``metadata.csv`` says of the file."""


@dataclass(frozen=True, slots=True)
class Sheet:
    """One straightened page with its pixels and all that is known of it so far.  Immutable."""

    page: Page
    image: Image
    """grey or BGR, page frame: ``image.shape[:2] == page.size[::-1]``; straight, cropped, light evened."""
    frame: Frame

    def with_page(self, **fields: Any) -> Sheet:
        """A copy whose page has some fields replaced."""
        return replace(self, page=self.page.changed(**fields))


TextDirection = Literal["horizontal", "vertical"]
