"""Answers of the corpus that take long: made behind the requests, once for each version, and kept."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from typing import TypeVar

from pipeline.corpus import Corpus, word_counts
from pipeline.corpus.issues import Issues
from pipeline.database.moment import OnlyRead, moment
from pipeline.review.background import Counting, Tell
from pipeline.review.problem import Problem
from pipeline.review.room import Room

Made = TypeVar("Made")
TRIES = 5
"""times that words are counted anew, because the text was changed between the counting and the answer."""


def kept(
    room: Room, key: tuple[Hashable, ...], make: Callable[[Corpus], Made], *, words: bool = False
) -> tuple[int, Made] | Counting:
    """What ``make`` gives and the version of the corpus that it is about, or how far it has come.

    While it goes on, what came out at an older version.

    ``key``: names all that it depends on beside the version; ``words``: words must have been counted.
    """

    def work(tell: Tell) -> tuple[int, Made]:
        for _ in range(TRIES):
            if words:
                word_counts.counted(room.database, room.corpus.names, tell)
            try:
                with moment(room.database) as still:
                    corpus = Corpus.over(still, room.results, room.corpus.names)
                    return corpus.version, make(corpus)
            except OnlyRead:
                continue
        raise later()

    done = room.background.ask(("corpus", *key), room.corpus.version, work)
    if isinstance(done, Counting):
        return done
    found: tuple[int, Made] = done.value
    return found


def later() -> Problem:
    """What a script is told while it is still being made."""
    return Problem(503, "later", headers={"Retry-After": "5"})


def issues_of(room: Room) -> tuple[int, Issues] | Counting:
    """All issues, for the page and the endpoint."""
    return kept(room, ("issues",), lambda corpus: corpus.issues())
