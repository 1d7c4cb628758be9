"""Probability -> status: apply, flag for the editor, leave; and the rules that hold a change back.

A wrong change of right text is worse than a miss: each rule can only make the outcome more careful.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from pipeline.correct.evidence import Evidence
from pipeline.correct.probability import Proposal
from pipeline.correct.settings import DecisionSettings
from pipeline.model.correction import Status

Rule = Literal["engine-sure", "common-word", "person-name", "short-name", "nothing-kept", "counter", "inserted"]
"""``engine-sure``: the engine read another character with confidence and offers no alternative.  ``common-word``: the
change would break up a common word that the engine read.  ``person-name``: the text reads as a person's name.
``short-name``: a short name without enough support by the engine.  ``nothing-kept``: no character of the
name's proper part stands as read.  ``counter``: a numeral or direction
would be traded for another.  ``inserted``: a character would be put in or taken out."""

LEAVES: frozenset[Rule] = frozenset({"engine-sure", "person-name"})
"""Rules that leave the text as it is unless the probability is overwhelming; the others flag."""


@dataclass(frozen=True, slots=True)
class Decision:
    """What becomes of a proposal."""

    status: Status
    held_back: tuple[Rule, ...]
    """rules that held it back, in the order of ``Rule``."""


def decide(proposal: Proposal, settings: DecisionSettings) -> Decision | None:
    """The decision; ``None`` when the proposal is not worth a record."""
    rules = _rules(proposal, settings)
    if any(rule in LEAVES for rule in rules) and proposal.probability >= settings.leave:
        return Decision("flagged" if proposal.probability >= settings.overwhelming else "left", rules)
    if proposal.probability < settings.flag:
        return None
    if rules or proposal.probability < settings.apply:
        return Decision("flagged", rules)
    return Decision("applied", ())


def _rules(proposal: Proposal, settings: DecisionSettings) -> tuple[Rule, ...]:
    evidence, name = proposal.best.evidence, proposal.best.candidate.name
    held: list[Rule] = []
    if evidence.confidence >= settings.sure:
        held.append("engine-sure")
    if evidence.word >= settings.word_frequency and evidence.support < settings.word_support:
        held.append("common-word")
    if evidence.person and evidence.support < settings.word_support:
        held.append("person-name")
    if len(name) <= settings.short and not _short_is_sure(evidence, settings):
        held.append("short-name")
    if not evidence.kept:
        held.append("nothing-kept")
    if evidence.counter:
        held.append("counter")
    if evidence.inserted:
        held.append("inserted")
    return tuple(held)


def _short_is_sure(evidence: Evidence, settings: DecisionSettings) -> bool:
    """Whether a name of two characters has enough behind it: a generic word, or the same name on the page."""
    if evidence.generic:
        return evidence.support >= settings.support
    return evidence.repeats > 0 and evidence.support >= settings.short_support
