"""A decision as a correction record: ids, readings with probabilities, reasons, evidence, place on the scan."""

from __future__ import annotations

from pipeline.correct.decision import Decision
from pipeline.correct.passage import Passage
from pipeline.correct.probability import Proposal
from pipeline.correct.reasons import explain
from pipeline.gazetteer import TERMS, Gazetteer
from pipeline.model.block import Block
from pipeline.model.correction import Candidate, Correction
from pipeline.model.page import Page

KIND, TERM_KIND = "place-name", "term"
"""Kinds of records: of places, and of organisations, titles and fixed phrases."""


def record_of(
    page: Page,
    passage: Passage,
    proposal: Proposal,
    decision: Decision,
    gazetteer: Gazetteer,
    listed: int,
    number: int,
) -> Correction:
    """The record of one proposal.  ``listed``: most readings to list; ``number``: id of the record."""
    best = proposal.best.candidate
    entry = gazetteer.by_spelling[best.name][0]
    ids = page.text(block_of(page, passage.block), "corrected").ids(best.start, best.end)
    before = passage.text[best.start : best.end]
    readings = {best.name: (proposal.probability, best.name), before: (proposal.as_read, None)}
    for rival, probability in proposal.rivals:
        other = rival.candidate
        text = _on_span(passage.text, best.start, best.end, other.start, other.end, other.name)
        if text is not None and text not in readings:
            readings[text] = (probability, other.name)
    ranked = sorted(readings.items(), key=lambda item: -item[1][0])[:listed]
    if before not in dict(ranked):
        ranked[-1] = (before, readings[before])
    return Correction(
        id=number,
        stage="correct",
        kind=TERM_KIND if entry.kind in TERMS else KIND,
        block=passage.block,
        characters=ids,
        before=before,
        after=best.name,
        status=decision.status,
        candidates=tuple(
            Candidate(
                text=text,
                probability=round(probability, 6),
                entry=gazetteer.by_spelling[name][0].name if name else None,
            )
            for text, (probability, name) in ranked
        ),
        reasons=explain(proposal, decision, passage, entry),
        evidence=proposal.best.evidence.named(),
        polygon=page.span_polygon(ids),
    )


def block_of(page: Page, number: int) -> Block:
    """The block of that id."""
    return next(block for block in page.blocks if block.id == number)


def _on_span(text: str, start: int, end: int, other_start: int, other_end: int, other: str) -> str | None:
    """What the span [start, end) would read if ``other`` stood at [other_start, other_end); ``None`` when that
    changes something outside the span."""
    if other_start < start:
        head = start - other_start
        if text[other_start:start] != other[:head]:
            return None
        other, other_start = other[head:], start
    if other_end > end:
        tail = other_end - end
        if text[end:other_end] != other[len(other) - tail :]:
            return None
        other, other_end = other[: len(other) - tail], end
    return text[start:other_start] + other + text[other_end:end]
