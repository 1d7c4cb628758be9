"""Evidence -> probability: the readings that compete for one stretch of text, weighed against each other."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from math import exp, log

from pipeline.correct.candidates import Candidate
from pipeline.correct.evidence import Evidence
from pipeline.correct.settings import ProbabilitySettings
from pipeline.correct.weights import Weights
from pipeline.gazetteer.index import Edit

LEAST = 1e-12
"""odds of zero are taken for this."""


@dataclass(frozen=True, slots=True)
class Weighed:
    """A candidate with its evidence and score (log odds against the text as read)."""

    candidate: Candidate
    evidence: Evidence
    score: float


@dataclass(frozen=True, slots=True)
class Proposal:
    """The best candidate of its place, with the probabilities of all that compete there."""

    best: Weighed
    probability: float
    as_read: float
    """probability of the text as read."""
    rivals: tuple[tuple[Weighed, float], ...]
    """other candidates that overlap the best one, with their probabilities, most probable first."""


FEATURES = (
    "lattice",
    "rank",
    "habit",
    "doubt",
    "unsure",
    "confusion",
    "unsupported",
    "unseen",
    "language",
    "language_first",
    "kept",
    "kept_much",
    "further",
    "inserted",
    "hole",
    "no_hole",
    "word",
    "person",
    "counter",
    "repeats",
    "kin",
    "generic",
    "short",
    "short_rank",
    "alike",
    "unsupported_clean",
    "page",
    "unsupported_page",
)
"""What the weights are for, in the order of ``features``."""


def features(evidence: Evidence, settings: ProbabilitySettings) -> tuple[float, ...]:
    """The evidence, bounded, as the numbers that are weighed; in the order of ``FEATURES``.

    ``further``: characters that differ beyond the first.  ``short_rank``: ``rank`` of a name of two characters.
    ``alike``: every character that differs is a look-alike of the one read.  ``language_first``: ``language`` up to a
    bound.  ``kept_much``: much of the proper part stands.  ``no_hole``: a character would be put in where there is no
    room for it, or taken out.  ``unsupported_clean``,
    ``unsupported_page``: characters that the engine does not offer, times how cleanly the print around and the page are
    read.
    """
    return (
        evidence.lattice,
        evidence.rank,
        evidence.habit,
        max(evidence.doubt, settings.doubt_least * max(evidence.unsupported, 1.0)),
        max(evidence.unsure, settings.doubt_least * max(evidence.unsupported, 1.0)),
        evidence.confusion,
        evidence.unsupported,
        evidence.unseen,
        min(evidence.language, settings.language_most),
        min(max(evidence.language, 0.0), settings.language_first),
        min(evidence.kept, settings.kept_most),
        float(evidence.kept >= settings.kept_much),
        evidence.edits - 1,
        evidence.inserted,
        min(evidence.hole, settings.hole_most),
        float(evidence.inserted > 0 and evidence.hole < settings.hole_least),
        log(1 + evidence.word),
        evidence.person,
        evidence.counter,
        log(1 + evidence.repeats),
        log(1 + evidence.kin),
        evidence.generic,
        evidence.short,
        evidence.short * evidence.rank,
        float(evidence.similarity > 0 and not evidence.inserted),
        evidence.quality * (evidence.unsupported + evidence.inserted),
        evidence.page,
        evidence.page * (evidence.unsupported + evidence.inserted),
    )


def score(evidence: Evidence, weights: Weights, settings: ProbabilitySettings) -> float:
    """Log odds of a candidate against the text as read."""
    values = zip(FEATURES, features(evidence, settings), strict=True)
    return weights.bias + sum(weights.values.get(name, 0.0) * value for name, value in values)


def compete(weighed: Sequence[Weighed], weights: Weights) -> list[Proposal]:
    """The winners, none overlapping another, each against the text as read and the candidates that it overlaps.

    The probabilities of one place are a softmax over the scores, the text as read having score 0; that of the best
    candidate is then calibrated, and the others share the rest in proportion.
    """
    weighed = merged(weighed)
    proposals: list[Proposal] = []
    taken: list[Candidate] = []
    for best in sorted(weighed, key=lambda w: (-w.score, w.candidate.start, -w.candidate.end, w.candidate.name)):
        if any(_overlap(best.candidate, other) for other in taken):
            continue
        taken.append(best.candidate)
        rivals = [
            other
            for other in weighed
            if other is not best
            and _overlap(best.candidate, other.candidate)
            and not _same_text(best.candidate, other.candidate)
        ]
        top = max(0.0, best.score)
        odds = exp(best.score - top)
        others = [exp(other.score - top) for other in rivals]
        total = exp(-top) + odds + sum(others)
        probability = weights.calibrated(odds / total)
        rest = (1 - probability) / max(total - odds, LEAST)
        ranked = sorted(zip(rivals, (o * rest for o in others), strict=True), key=lambda pair: -pair[1])
        proposals.append(Proposal(best, probability, exp(-top) * rest, tuple(ranked)))
    return sorted(proposals, key=lambda p: p.best.candidate.start)


def merged(weighed: Sequence[Weighed]) -> list[Weighed]:
    """One candidate for each change: of 仙霞 and 仙霞路, which change the same character, the longer name with the
    better score of the two."""
    groups: dict[tuple[Edit, ...], list[Weighed]] = {}
    for item in weighed:
        groups.setdefault(item.candidate.edits, []).append(item)
    merged = []
    for group in groups.values():
        longest = max(group, key=lambda item: item.candidate.end - item.candidate.start)
        merged.append(replace(longest, score=max(item.score for item in group)))
    return merged


def _overlap(first: Candidate, second: Candidate) -> bool:
    return first.start < second.end and second.start < first.end


def _same_text(first: Candidate, second: Candidate) -> bool:
    """Whether the shorter of two candidates changes nothing that the longer does not change in the same way."""
    inner, outer = (first, second) if len(first.edits) <= len(second.edits) else (second, first)
    changes = {(edit.position, edit.target) for edit in outer.edits}
    return all((edit.position, edit.target) in changes for edit in inner.edits)
