"""What of this room follows the text of the pages."""

from __future__ import annotations

from pathlib import Path

from pipeline.crops.images import PageImages
from pipeline.editing.intake import Follower
from pipeline.sheets.index import GlyphIndex
from pipeline.sheets.passes import Passes


def followers(results: Path, images: PageImages | None = None) -> tuple[Follower, ...]:
    """For ``Editing``: whoever takes pages of a results folder in, or changes them, tells these."""
    return GlyphIndex(results, images), Passes()
