"""What a sample says of its lot: error rate, names, verdict, who judged how much."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

from rapidfuzz.distance import Levenshtein

from pipeline.evaluate.folding import fold
from pipeline.sampling.estimate import Judged, Lot, Rate, error_rate, share_wrong
from pipeline.sampling.lines import size_of
from pipeline.sampling.names import count_names
from pipeline.sampling.planning import PER, characters_needed, lines_needed
from pipeline.sampling.records import Judgement, Sample, SampleLine
from pipeline.sampling.standing import Standing, reading, standings

Verdict = Literal["passed", "failed", "undecided", "judging"]
"""``passed``: the whole interval lies within the limit; ``failed``: beyond; ``undecided``: the limit lies inside, more
lines are needed; ``judging``: lines of the sample wait for a judgement.  While they do there is no verdict: who stops
when the figure pleases is wrong more often than the confidence says."""

LEAST_MORE = 0.1
"""Share of the lines judged that are drawn more at least: what a handful changes is chance."""


@dataclass(frozen=True, slots=True)
class Fault:
    """A line that was drawn with errors."""

    line: SampleLine
    printed: str
    errors: int


@dataclass(frozen=True, slots=True)
class Progress:
    """What one person judged."""

    judge: str
    lines: int
    corrected: int
    """of them, otherwise than drawn."""
    settled: int


@dataclass(frozen=True, slots=True)
class Overlooked:
    """How much two people who judged the same lines let pass (Chapman's estimate from catch and recapture)."""

    faulty: int
    """lines with errors that one of them noticed, or both."""
    both: int
    """of them, noticed by both."""
    missed: float
    """lines with errors that neither noticed, estimated."""


@dataclass(frozen=True, slots=True)
class Result:
    """One sample, as far as it was judged."""

    sample: Sample
    lines: int
    decided: int
    """unreadable ones included."""
    disputed: int
    unreadable: int
    """lines that cannot be read: left out of the rates."""
    errors: Rate
    """per character; times ``PER`` it is what people call 差错率."""
    names: Rate
    verdict: Verdict
    more: int
    """lines to draw more, about, where the verdict is ``undecided``; 0: the lot has no more."""
    progress: tuple[Progress, ...]
    overlooked: Overlooked | None
    """``None``: no line was judged by two people."""
    faults: tuple[Fault, ...]
    """in the order of judging."""

    @property
    def open(self) -> int:
        """Lines that wait for a judgement."""
        return self.lines - self.decided - self.disputed


def result_of(sample: Sample, lines: Sequence[SampleLine], judgements: Iterable[Judgement], chance: float) -> Result:
    """Work a sample out.  ``chance``: see ``Aim``, for the number of lines that are needed more."""
    given = list(judgements)
    standing = standings(lines, given, sample.terms.judges)
    held = [(one.line, one.judgement.text, one.judgement.names) for one in standing if one.judgement]
    faults, errors, names = [], [], []
    for line, printed, printed_names in held:
        if printed is None:
            continue
        drawn, page = line.drawn, (line.drawn.document, line.drawn.page)
        wrong = Levenshtein.distance(fold(drawn.text).text, fold(printed).text)
        errors.append(Judged(page, wrong, size_of(drawn.text)))
        counted = count_names(drawn.text, drawn.names, printed, printed_names)
        names.append(Judged(page, counted.wrong, counted.size))
        if wrong:
            faults.append(Fault(line, printed, wrong))
    lot, terms = Lot(sample.lot.pages, sample.lot.characters), sample.terms
    rate = error_rate(errors, lot, terms.confidence, terms.effect)
    verdict = _verdict(rate, terms.limit / PER, len(lines) - len(held))
    return Result(
        sample=sample,
        lines=len(lines),
        decided=len(held),
        disputed=sum(one.state == "disputed" for one in standing),
        unreadable=len(held) - len(errors),
        errors=rate,
        names=share_wrong([one for one in names if one.size], lot, terms.confidence, terms.effect),
        verdict=verdict,
        more=_more(sample, rate, len(lines), chance) if verdict == "undecided" else 0,
        progress=_progress(standing),
        overlooked=_overlooked(standing),
        faults=tuple(faults),
    )


def _verdict(rate: Rate, limit: float, waiting: int) -> Verdict:
    if waiting or not rate.size:
        return "judging"
    return "passed" if rate.high <= limit else "failed" if rate.low > limit else "undecided"


def _more(sample: Sample, rate: Rate, lines: int, chance: float) -> int:
    lot = sample.lot
    aim = sample.terms.aim(chance, rate.effect)
    needed = lines_needed(characters_needed(lot.characters, aim, rate.rate), lot.characters, lot.lines)
    return min(lot.lines - lines, max(needed - lines, math.ceil(lines * LEAST_MORE)))


def _progress(standing: Sequence[Standing]) -> tuple[Progress, ...]:
    lines, corrected, settled = Counter[str](), Counter[str](), Counter[str]()
    for one in standing:
        drawn = reading(one.line.drawn.text)
        for judgement in one.judged:
            lines[judgement.judge] += 1
            corrected[judgement.judge] += reading(judgement.text) != drawn
        if one.settled:
            settled[one.settled.judge] += 1
    return tuple(
        Progress(judge, lines[judge], corrected[judge], settled[judge]) for judge in sorted({*lines, *settled})
    )


def _overlooked(standing: Sequence[Standing]) -> Overlooked | None:
    twice = [one for one in standing if one.judgement and len(one.judged) >= 2]
    if not twice:
        return None
    first = second = both = 0
    for one in twice:
        assert one.judgement
        drawn = reading(one.line.drawn.text)
        if one.judgement.text is None or reading(one.judgement.text) == drawn:
            continue
        a, b = (reading(judgement.text) != drawn for judgement in one.judged[:2])
        first, second, both = first + a, second + b, both + (a and b)
    faulty = first + second - both
    return Overlooked(faulty, both, max(0.0, (first + 1) * (second + 1) / (both + 1) - 1 - faulty))
