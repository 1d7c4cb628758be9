"""Which names may stand where: the text, the engine's alternatives and look-alikes against the gazetteer."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from pipeline.correct.confusions import Confusions
from pipeline.correct.glyphs import Glyphs
from pipeline.correct.passage import Passage, is_chinese
from pipeline.correct.settings import CandidateSettings
from pipeline.gazetteer.index import Budget, Edit, Match, NameIndex


@dataclass(frozen=True, slots=True)
class Candidate:
    """A name that may stand at ``passage.text[start:end]``, and how it differs from what was read."""

    start: int
    end: int
    name: str
    edits: tuple[Edit, ...]


Support = Literal["alternative", "look-alike"]


def find(
    passage: Passage,
    index: NameIndex,
    glyphs: Glyphs,
    confusions: Confusions,
    exact: tuple[Match, ...],
    settings: CandidateSettings,
) -> list[Candidate]:
    """Candidates of one passage, by position.

    ``exact``: the names that stand in the text as they are.  A candidate that would change a character of one of
    them is left out, unless that name is only a part of what the candidate's own unchanged text spells: right names
    are never traded for their neighbours.
    """
    settled = protected(len(passage.text), exact)
    options = [
        {} if settled[k] else _options(passage, k, index, glyphs, confusions, settings)
        for k in range(len(passage.text))
    ]
    holes = _holes(passage, settings)
    budget = Budget(
        edits=settings.edits,
        share=settings.edit_share,
        unsupported=settings.unsupported,
        other_length=settings.other_length,
        indel_length=min(settings.hole_length, settings.indel_length) if any(holes) else settings.indel_length,
    )
    best: dict[tuple[int, int, str], Candidate] = {}
    for match in index.near(passage.text, options, budget, settled):
        if any(passage.text[k] in "\t\n" for k in range(match.start, match.end)):
            continue
        if len(match.spelling) < settings.indel_length and not _has_room(match, holes):
            continue
        if any(edit.kind == "extra" and not is_chinese(passage.text[edit.position]) for edit in match.edits):
            continue  # a comma or a digit between two words is no misread character
        key = (match.start, match.end, match.spelling)
        held = best.get(key)
        if held is None or len(match.edits) < len(held.edits):
            best[key] = Candidate(match.start, match.end, match.spelling, match.edits)
    return sorted(_without_detours(best.values()), key=lambda c: (c.start, c.end, c.name))


def _holes(passage: Passage, settings: CandidateSettings) -> list[bool]:
    """For each position, whether the line has room for a character before it."""
    return [passage.hole(k) >= settings.hole for k in range(len(passage.text))]


def _has_room(match: Match, holes: Sequence[bool]) -> bool:
    """Whether no character is taken out and each that is put in has a hole to stand in."""
    return all(
        edit.kind != "extra" and (edit.kind != "missing" or (edit.position < len(holes) and holes[edit.position]))
        for edit in match.edits
    )


def _without_detours(candidates: Collection[Candidate]) -> Iterator[Candidate]:
    """Leaves out what a simpler candidate makes needless: a name with a character put in or taken out where the same
    name stands character by character, and a name that changes all that another changes there and more."""
    straight: dict[str, list[Candidate]] = {}
    others: list[Candidate] = []
    by_span: dict[tuple[int, int], list[set[Edit]]] = {}
    for candidate in candidates:
        by_span.setdefault((candidate.start, candidate.end), []).append(set(candidate.edits))
    for candidate in candidates:
        if any(edits < set(candidate.edits) for edits in by_span[candidate.start, candidate.end]):
            continue
        if any(edit.kind in ("extra", "missing") for edit in candidate.edits):
            others.append(candidate)
        else:
            straight.setdefault(candidate.name, []).append(candidate)
            yield candidate
    for candidate in others:
        if not any(c.start < candidate.end and candidate.start < c.end for c in straight.get(candidate.name, ())):
            yield candidate


def _options(
    passage: Passage,
    position: int,
    index: NameIndex,
    glyphs: Glyphs,
    confusions: Confusions,
    settings: CandidateSettings,
) -> Mapping[str, Support]:
    reading = passage.readings[position]
    found: dict[str, Support] = {}
    for text, similarity in glyphs.look_alikes(reading.text).items():
        if similarity >= settings.look_alike and text in index.characters:
            found[text] = "look-alike"
    for text, cases in confusions.printed_for(reading.text).items():
        if cases >= settings.confused and text in index.characters and text != reading.text:
            found[text] = "look-alike"
    for text, probability in reading.alternatives.items():
        if text != reading.text and probability >= settings.alternative and text in index.characters:
            found[text] = "alternative"
    return found


def protected(size: int, exact: tuple[Match, ...]) -> list[bool]:
    """Positions that belong to a name as it stands."""
    result = [False] * size
    for match in exact:
        for k in range(match.start, match.end):
            result[k] = True
    return result
