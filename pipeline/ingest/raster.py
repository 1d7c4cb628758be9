"""What every reader gives: the pixels of one frame and what is known of them."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Protocol

from pipeline.ingest.resolution import Resolution
from pipeline.model.page import Warning
from pipeline.model.sheet import Image, LayerCharacter


@dataclass(frozen=True, slots=True)
class Raster:
    """A decoded frame, before its resolution is judged."""

    image: Image
    """grey or BGR, upright."""
    resolution: Resolution | None = None
    """as the file states it, for the upright image."""
    bilevel: bool = False
    facts: dict[str, Any] = field(default_factory=dict)
    """what was done, for provenance; a key is there only where it applies.

    ``media_type``.  Of image files: ``colour`` (Pillow's name of the stored pixels), ``orientation_tag``,
    ``transparency``, ``icc_profile``, ``sample_bits`` or ``sample_range`` (of deep samples), ``square_pixels``
    (``stored_size``, ``stored_dpi``), ``dpi_ignored`` (a stated resolution that is not possible).  Of PDF pages:
    ``pdf_page`` (scan, born-digital, drawing), ``pdf_image`` (embedded-image, rendered), ``pdf_dpi``, ``text_layer``
    (none, redo, use, skip), ``text_layer_characters``, ``text_layer_unreadable``.
    """
    warnings: tuple[Warning, ...] = ()
    text_layer: tuple[LayerCharacter, ...] | None = None
    """px of ``image``."""


class Reader(Protocol):
    """One kind of file, opened."""

    @property
    def frames(self) -> int:
        """Number of images in the file."""
        ...

    def read(self, number: int) -> Raster:
        """Decode frame ``number`` (1-based).  Raises ``PageError``."""
        ...

    def close(self) -> None:
        """Let go of the file."""
        ...
