"""A results folder opened for editing, with everything that follows the text of its pages."""

from __future__ import annotations

from pathlib import Path

from pipeline.corpus.following import followers as corpus
from pipeline.crops.images import PageImages
from pipeline.editing.intake import Follower
from pipeline.editing.store import Editing, open_editing
from pipeline.settings import Settings
from pipeline.sheets.following import followers as sheets


def editing_of(results: Path, settings: Settings, images: PageImages | None = None) -> Editing:
    """A results folder for editing.  Raises ``NoInputError`` without results, and what ``open_database`` raises."""
    following = followers(results, settings, images)
    return open_editing(
        results, settings.editing, following, settings.correct, settings.gazetteer, settings.run.database
    )


def followers(results: Path, settings: Settings, images: PageImages | None = None) -> tuple[Follower, ...]:
    """Indices of a results folder: glyph sheets, lines that were read, the corpus."""
    return *sheets(results, images), *corpus(settings)
