"""How each line of a sample stands: who judged it, whether they agree, and what it is taken to read."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import Literal

from pipeline.evaluate.folding import fold
from pipeline.sampling.records import Judgement, SampleLine

State = Literal["open", "decided", "disputed"]
"""``open``: fewer people than the sample wants have judged it.  ``disputed``: they differ, and nobody settled it."""

READINGS = 10_000
"""Folded texts that are kept: those of a few samples."""


@dataclass(frozen=True)
class Standing:
    """One line."""

    line: SampleLine
    judged: tuple[Judgement, ...]
    """the last judgement of every person who judged it blind."""
    settled: Judgement | None
    """the last one that settles a difference."""
    wanted: int
    """people who are to judge it."""

    @cached_property
    def state(self) -> State:
        """See ``State``."""
        if self.settled is not None:
            return "decided"
        if len(self.judged) < self.wanted:
            return "open"
        return "decided" if len({reading(one.text) for one in self.judged}) == 1 else "disputed"

    @property
    def judgement(self) -> Judgement | None:
        """The one that holds; ``None`` while the line is not decided."""
        if self.state != "decided":
            return None
        return self.settled or self.judged[0]


@lru_cache(maxsize=READINGS)
def reading(text: str | None) -> str | None:
    """The form in which two judgements are compared: width of forms and white space say nothing."""
    return None if text is None else fold(text).text


def standings(lines: Sequence[SampleLine], judgements: Iterable[Judgement], wanted: int) -> list[Standing]:
    """The lines with their judgements, the oldest of which come first; of one person and one line the last holds."""
    blind: dict[int, dict[str, Judgement]] = defaultdict(dict)
    settled: dict[int, Judgement] = {}
    for one in judgements:
        if one.settles:
            settled[one.line] = one
        else:
            blind[one.line][one.judge] = one
    return [Standing(line, tuple(blind[line.id].values()), settled.get(line.id), wanted) for line in lines]


def to_judge(lines: Iterable[Standing], judge: str) -> Iterator[Standing]:
    """Lines that wait for this person, in the order of judging: not decided, and not judged by the same before."""
    return (one for one in lines if one.state == "open" and all(other.judge != judge for other in one.judged))


def to_settle(lines: Iterable[Standing], judge: str) -> Iterator[Standing]:
    """Disputed lines that this person may settle: none that the same judged."""
    return (one for one in lines if one.state == "disputed" and all(other.judge != judge for other in one.judged))
