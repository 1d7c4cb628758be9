"""Made pages (``made_pages.py``) with their candidates, evidence, and whether each would be right."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from made_pages import KEPT, MOST, load
from made_text import Mention
from rapidfuzz.distance import Levenshtein

from pipeline.correct.candidates import Candidate
from pipeline.correct.decision import decide
from pipeline.correct.probability import Proposal, Weighed, compete, features, merged, score
from pipeline.correct.settings import CorrectSettings, DecisionSettings, ProbabilitySettings
from pipeline.correct.stage import Examined, examine
from pipeline.correct.weights import Weights
from pipeline.evaluate.names import projection
from pipeline.gazetteer import Gazetteer
from pipeline.recognise.settings import RecogniseSettings

BOUNDS = ProbabilitySettings()
DECISIONS = DecisionSettings()


def replaced(text: str, candidate: Candidate) -> str:
    """The text with the name put in."""
    return text[: candidate.start] + candidate.name + text[candidate.end :]


@dataclass
class Case:
    """One passage: what was printed, what was read, what might be changed."""

    truth: str
    mentions: tuple[Mention, ...]
    level: str
    examined: Examined
    merged: list[Weighed]
    """one for each change, the longest name."""
    right: list[bool]
    """for each of them: every character that it changes becomes what was printed."""
    vectors: list[tuple[float, ...]]
    page: int
    bounds: Mapping[str, float | None]
    """name -> precision that its dictionary asks for."""

    @property
    def read(self) -> str:
        """The text as read."""
        return self.examined.passage.text

    def is_right(self, candidate: Candidate) -> bool:
        """Whether a change brings the text nearer to the truth with each of its edits."""
        return Levenshtein.distance(replaced(self.read, candidate), self.truth) == Levenshtein.distance(
            self.read, self.truth
        ) - len(candidate.edits)

    def proposals(self, weights: Weights) -> list[Proposal]:
        """What the corrector would propose with these weights."""
        return compete(
            [Weighed(w.candidate, w.evidence, score(w.evidence, weights, BOUNDS)) for w in self.merged], weights
        )

    def decided(self, weights: Weights, decisions: DecisionSettings = DECISIONS) -> Iterator[tuple[Proposal, str]]:
        """(proposal, status)"""
        for proposal in self.proposals(weights):
            decision = decide(proposal, weights, decisions, self.bounds[proposal.best.candidate.name])
            if decision is not None:
                yield proposal, decision.status

    def texts(self, proposal: Proposal) -> list[str]:
        """The passage under each of the readings that compete, most probable first."""
        readings = [
            (proposal.probability, replaced(self.read, proposal.best.candidate)),
            (proposal.as_read, self.read),
            *((probability, replaced(self.read, rival.candidate)) for rival, probability in proposal.rivals),
        ]
        return [text for _, text in sorted(readings, key=lambda pair: -pair[0])]

    def names(self, text: str) -> list[tuple[Mention, str]]:
        """Each listed name that was printed, with what stands for it in ``text``."""
        starts, ends = projection(self.truth, text)
        return [(m, text[starts[m.start] : ends[m.end]]) for m in self.mentions if m.listed]


def cases(
    path: Path, gazetteer: Gazetteer, settings: CorrectSettings, kept: RecogniseSettings = KEPT, most: int = MOST
) -> Iterator[Case]:
    """The cases of a file of made pages.  ``kept``, ``most``: which alternatives there are, see ``load``."""
    for number, made in enumerate(load(path, kept, most)):
        for examined, passage in zip(examine(made.page, gazetteer, settings), made.truth, strict=True):
            weighed = merged([Weighed(candidate, evidence, 0.0) for candidate, evidence in examined.found])
            names = {w.candidate.name for w in weighed}
            bounds = {name: gazetteer.precision_of(gazetteer.by_spelling[name][0]) for name in names}
            case = Case(passage.text, tuple(passage.mentions), made.level, examined, weighed, [], [], number, bounds)
            case.right = [case.is_right(w.candidate) for w in weighed]
            case.vectors = [features(w.evidence, BOUNDS) for w in weighed]
            yield case
