"""What of this room follows the text of the pages."""

from __future__ import annotations

from collections.abc import Callable

from pipeline.corpus.keeping import CorpusIndex
from pipeline.corpus.names import Names
from pipeline.editing.intake import Follower
from pipeline.gazetteer import Gazetteer
from pipeline.settings import Settings


def names_of(settings: Settings, asked: Callable[[], Gazetteer] | None = None) -> Names:
    """The names that settings mean.  ``asked``: the same lists with what editors add, for the spellings of a query."""
    return Names(settings.gazetteer, settings.correct.decision.word_frequency, asked)


def followers(settings: Settings) -> tuple[Follower, ...]:
    """For ``Editing``: whoever takes pages in, or changes them, tells these."""
    return (CorpusIndex(names_of(settings)),)
