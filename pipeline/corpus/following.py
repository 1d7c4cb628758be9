"""What of this room follows the text of the pages."""

from __future__ import annotations

from pipeline.corpus.keeping import CorpusIndex
from pipeline.corpus.names import Names
from pipeline.editing.intake import Follower
from pipeline.settings import Settings


def names_of(settings: Settings) -> Names:
    """The names that settings mean."""
    return Names(settings.gazetteer, settings.correct.decision.word_frequency)


def followers(settings: Settings) -> tuple[Follower, ...]:
    """For ``Editing``: whoever takes pages in, or changes them, tells these."""
    return (CorpusIndex(names_of(settings)),)
