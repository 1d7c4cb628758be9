"""What speaks for and against each candidate, as named numbers.

Each value is recorded under its name in the correction record; ``docs/gazetteer.md`` lists them.  ``engine`` and
``language`` are natural logarithms of probability ratios, name : text as read.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import exp, log

from pipeline.correct.candidates import Candidate
from pipeline.correct.glyphs import Glyphs
from pipeline.correct.language import Language
from pipeline.correct.passage import Passage, Reading
from pipeline.correct.settings import EvidenceSettings
from pipeline.gazetteer.index import Edit

LEAST = 1e-6
"""a probability of zero is taken for this."""


@dataclass(frozen=True, slots=True)
class Evidence:
    """Evidence for one candidate."""

    engine: float
    """log ratio, by what the engine saw at the characters that differ."""
    language: float
    """log ratio, by the words around."""
    similarity: float
    """0..1, least glyph similarity of the characters that differ; 0 where one is no look-alike."""
    support: float
    """0..1 and more, least share that the name's character has of the character read, by the engine's alternatives;
    0 where the engine does not offer the name's character."""
    confidence: float
    """0..1, highest confidence of the characters that differ and that the engine offers no support for; else 0."""
    edits: float
    """number of characters that differ."""
    inserted: float
    """of them, characters too many or missing in the text."""
    word: float
    """occurrences (in the word list) of the most common word that the change would break up; 0: none."""
    person: float
    """1 when the text as read is best explained as the name of a person, there where it would change."""
    counter: float
    """1 when a numeral or direction would be traded for another: 天山二村, 天山三村."""
    kept: float
    """characters of the name's proper part (without 路, 小区 …) that stand as read."""
    repeats: float
    """how often the name stands right elsewhere on the page."""
    generic: float
    """1 when the name is complete with its generic word (…路, …小区), or one follows."""

    def named(self) -> dict[str, float]:
        """Name -> value, rounded for the record."""
        return {name: round(getattr(self, name), 4) for name in self.__slots__}


def weigh(
    candidate: Candidate,
    passage: Passage,
    glyphs: Glyphs,
    language: Language,
    repeats: int,
    settings: EvidenceSettings,
) -> Evidence:
    """The evidence for one candidate."""
    engine, similarity, support, confidence, inserted = 0.0, 1.0, 1.0, 0.0, 0
    for edit in candidate.edits:
        if edit.kind in ("extra", "missing"):
            engine += _indel(edit, passage, settings)
            similarity = support = 0.0
            inserted += 1
            reading = passage.readings[min(edit.position, len(passage.readings) - 1)]
            confidence = max(confidence, reading.confidence)
            continue
        reading = passage.readings[edit.position]
        alike = glyphs.similarity(reading.text, edit.target)
        engine += _substitution(reading, edit.target, alike, settings)
        similarity = min(similarity, alike)
        share = _share(reading, edit.target)
        support = min(support, share)
        if not share:
            confidence = max(confidence, reading.confidence)
    left = max(0, candidate.start - language.settings.window)
    right = min(len(passage.text), candidate.end + language.settings.window)
    left, right = _within_line(passage.text, candidate, left, right)
    as_read = passage.text[left:right]
    named = passage.text[left : candidate.start] + candidate.name + passage.text[candidate.end : right]
    begin = candidate.start - left
    read = language.explain(as_read)
    put_in = language.explain(named, (begin, begin + len(candidate.name)))
    changed = [edit.position - left for edit in candidate.edits if edit.kind != "missing"]
    return Evidence(
        engine=engine,
        language=put_in.log_probability - read.log_probability,
        similarity=similarity,
        support=support,
        confidence=confidence,
        edits=len(candidate.edits),
        inserted=inserted,
        word=float(_broken_word(as_read, changed, begin, candidate.end - left, language)),
        person=float(any(read.kind_at(k) == "person" for k in changed)),
        counter=float(any(_trades_counters(edit, passage, language) for edit in candidate.edits)),
        kept=_kept(candidate, language),
        repeats=repeats,
        generic=float(
            language.words.ends_generic(candidate.name)
            or any(passage.text.startswith(word, candidate.end) for word in language.words.place)
        ),
    )


def _trades_counters(edit: Edit, passage: Passage, language: Language) -> bool:
    """Whether an edit puts one numeral or direction for another, or puts one in or takes one out."""
    if edit.kind == "missing":
        return any(edit.target in series for series in language.words.series)
    read = passage.text[edit.position]
    return any(read in series and (not edit.target or edit.target in series) for series in language.words.series)


def _kept(candidate: Candidate, language: Language) -> int:
    """Characters of the name's proper part that stand as read."""
    proper = language.words.proper_length(candidate.name)
    changed, shift = 0, 0
    for edit in candidate.edits:
        if edit.kind == "extra":
            shift -= 1
            continue
        changed += edit.position - candidate.start + shift < proper
        shift += edit.kind == "missing"
    return proper - changed


def _substitution(reading: Reading, target: str, similarity: float, settings: EvidenceSettings) -> float:
    """log P(the name's character) - log P(the character read), by the engine."""
    if reading.alternatives:
        read = reading.alternatives.get(reading.text, reading.confidence)
        offered = reading.alternatives.get(target)
        if offered is None:
            last = min(reading.alternatives.values()) * settings.unlisted_share
            offered = last * _look_alike_share(similarity, settings)
        return log(max(offered, LEAST)) - log(max(read, LEAST))
    sure = min(reading.confidence, settings.surest)
    doubt = log(max(1 - sure, LEAST)) - log(max(sure, LEAST))
    return settings.silent + doubt + log(_look_alike_share(similarity, settings))


def _look_alike_share(similarity: float, settings: EvidenceSettings) -> float:
    """Share of the engine's doubt that goes to one character of that similarity to the character read."""
    exponent = settings.dissimilar
    if similarity > 0:
        exponent = max(exponent, settings.similar_high - settings.similar_slope * max(0.95 - similarity, 0.0))
    return exp(exponent)


def _share(reading: Reading, target: str) -> float:
    """How much the engine gives the name's character, as a share of the character read."""
    offered = reading.alternatives.get(target, 0.0)
    read = reading.alternatives.get(reading.text, reading.confidence)
    return offered / max(read, LEAST)


def _indel(edit: Edit, passage: Passage, settings: EvidenceSettings) -> float:
    """log ratio for a character that the engine dropped or invented."""
    k = edit.position
    around = passage.readings[max(k - 1, 0) : k + 1]
    if edit.kind == "missing":
        bonus = settings.wide_gap_bonus if any(r.width >= settings.wide_gap for r in around) else 0.0
        return settings.missed_character + bonus
    blank = passage.readings[k].alternatives.get("", 0.0)
    return settings.missed_character + max(log(max(blank, LEAST)) - settings.missed_character, 0.0)


def _within_line(text: str, candidate: Candidate, left: int, right: int) -> tuple[int, int]:
    """The window without what lies behind a tab or line feed (cells of a table)."""
    for mark in "\t\n":
        left = max(left, text.rfind(mark, left, candidate.start) + 1)
        end = text.find(mark, candidate.end, right)
        right = end if end >= 0 else right
    return left, right


def _broken_word(text: str, changed: list[int], start: int, end: int, language: Language) -> int:
    """Occurrences of the most common word of two to five characters that has a changed character in it.

    It may reach over the edge of the name: 绿地公园 is no misread 地公园.
    """
    most = 0
    for k in changed:
        for a in range(max(0, k - 3), k + 1):
            for b in range(max(k + 1, a + 2), min(len(text), a + 5) + 1):
                most = max(most, language.lexicon.frequency.get(text[a:b], 0))
    return most
