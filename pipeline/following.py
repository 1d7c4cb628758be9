"""Everything that follows the text of the pages: whoever opens ``Editing`` for a results folder gives it these."""

from __future__ import annotations

from pathlib import Path

from pipeline.corpus.following import followers as corpus
from pipeline.crops.images import PageImages
from pipeline.editing.intake import Follower
from pipeline.settings import Settings
from pipeline.sheets.following import followers as sheets


def followers(results: Path, settings: Settings, images: PageImages | None = None) -> tuple[Follower, ...]:
    """Indices of a results folder: glyph sheets, lines that were read, the corpus."""
    return *sheets(results, images), *corpus(settings)
