"""Probability -> status: apply, flag for the editor, leave; and the rules that hold a change back.

The limits follow from the precision that is asked for, by the measured calibration (``weights``).  A wrong change of
right text is worse than a miss: each rule can only make the outcome more careful.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from pipeline.correct.evidence import Evidence
from pipeline.correct.probability import Proposal
from pipeline.correct.settings import DecisionSettings
from pipeline.correct.weights import Weights
from pipeline.model.correction import Status

Rule = Literal["common-word", "counter", "inserted", "doubled", "unseen", "as-printed", "short-name"]
"""``common-word``: the change would break up a common word that the engine read and does not doubt.  ``counter``: a
numeral or direction would be traded for another.  ``inserted``: a character would be put in or taken out.
``doubled``: the name would end with the character that follows it.
``unseen``: the engine does not offer a character and it neither resembles nor was counted for the one read,
and it is at the name's edge or little of the name stands as read.
``as-printed``: the print around is clean and the engine is sure: it may be printed so.
``short-name``: two characters without a generic word, that stand nowhere else on the page or in the issue."""


@dataclass(frozen=True, slots=True)
class Decision:
    """What becomes of a proposal."""

    status: Status
    held_back: tuple[Rule, ...]
    """rules that held it back, in the order of ``Rule``."""


def decide(
    proposal: Proposal, weights: Weights, settings: DecisionSettings, bound: float | None = None
) -> Decision | None:
    """The decision; ``None`` when the proposal is not worth a record.

    ``bound``: precision that the name's dictionary asks for; the higher of it and the setting's counts.
    """
    doubt = 1 - proposal.as_read  # several names may share it: 威宁路, 绥宁路 and 镇宁路 for 城宁路
    if doubt < settings.leave:
        return None
    rules = _rules(proposal, settings)
    if doubt < settings.flag:
        return Decision("left", rules)
    if rules or proposal.probability < weights.limit(max(settings.precision, bound or 0.0)):
        return Decision("flagged", rules)
    return Decision("applied", ())


def _rules(proposal: Proposal, settings: DecisionSettings) -> tuple[Rule, ...]:
    evidence: Evidence = proposal.best.evidence
    held: list[Rule] = []
    doubtful = evidence.support >= settings.word_support and evidence.sure < settings.word_sure
    if evidence.word >= settings.word_frequency and not doubtful:
        held.append("common-word")
    if evidence.counter:
        held.append("counter")
    if evidence.inserted:
        held.append("inserted")
    if evidence.doubled:
        held.append("doubled")
    if evidence.blind and (evidence.edge or evidence.kept < settings.unseen_kept):
        held.append("unseen")
    if evidence.unsupported and evidence.confidence >= settings.sure and evidence.quality <= settings.clean:
        held.append("as-printed")
    if evidence.short and not (evidence.generic or evidence.repeats or evidence.issue):
        held.append("short-name")
    return tuple(held)
