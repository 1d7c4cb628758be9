"""What speaks for and against each candidate, as named numbers.

Each value is recorded under its name in the correction record; ``docs/correction.md`` lists them.  Logarithms are
natural ones.  Nothing here says how much a value counts: that is fitted (``weights``).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import log

from pipeline.correct.candidates import Candidate
from pipeline.correct.confusions import Confusions
from pipeline.correct.glyphs import Glyphs
from pipeline.correct.language import Language
from pipeline.correct.passage import Passage, Reading
from pipeline.correct.settings import EvidenceSettings
from pipeline.correct.surroundings import Surroundings
from pipeline.gazetteer.index import Edit

LEAST = 1e-6
"""a probability of zero is taken for this."""


@dataclass(frozen=True, slots=True)
class Evidence:
    """Evidence for one candidate."""

    lattice: float
    """log of the engine's probability of the name's characters over that of the characters read, summed over those
    that the engine offers; 0 at most as a rule."""
    rank: float
    """log of 1 + the number of other readings that the engine prefers to the name's character, summed over those that
    it offers; 0: each is its second choice."""
    habit: float
    """log share, by the counted confusions, of the characters that the engine offers."""
    doubt: float
    """log ratio of what the engine leaves to readings that it does not offer : the characters read, summed over the
    characters that it does not offer."""
    unsure: float
    """log odds against the characters read, by their confidence, summed over those that it does not offer."""
    confusion: float
    """log share, by the counted confusions of all the engine's readings, of the characters that it does not offer."""
    unsupported: float
    """number of characters that the engine does not offer."""
    unseen: float
    """of them, characters neither counted as misread for one of the engine's readings nor alike: nothing in the print
    speaks for them."""
    blind: float
    """the same, of the character read alone."""
    edge: float
    """1 when one of these is the first or last character of the name: it may belong to the text beside it."""
    language: float
    """log ratio, by the words around, name : text as read."""
    similarity: float
    """0..1, least glyph similarity of the characters that differ; 0 where one is no look-alike."""
    support: float
    """0..1 and more, least share that the name's character has of the character read, by the engine's alternatives;
    0 where the engine does not offer the name's character."""
    confidence: float
    """0..1, highest confidence of the characters that differ and that the engine offers no support for; else 0."""
    sure: float
    """0..1, highest confidence of the characters that differ."""
    edits: float
    """number of characters that differ."""
    inserted: float
    """of them, characters too many or missing in the text."""
    hole: float
    """em; room for the characters that are missing in the text, the least of them; 0: none is missing, or no room."""
    word: float
    """occurrences (in the word list) of the most common word that the change would break up; 0: none."""
    person: float
    """1 when the text as read is best explained as the name of a person, there where it would change."""
    counter: float
    """1 when a numeral or direction would be traded for another (天山二村, 天山三村), or put in for a character that
    does not tell which one it was."""
    doubled: float
    """1 when the change would make the name end with the character that follows it: its parts stand shifted."""
    kept: float
    """characters of the name's proper part (without 路, 小区 …) that stand as read."""
    repeats: float
    """how often the name stands right elsewhere on the page."""
    issue: float
    """how often it stands right on other pages of the issue."""
    kin: float
    """names on the page that belong to the same division, or are it."""
    generic: float
    """1 when the name is complete with its generic word (…路, …小区), or one follows."""
    short: float
    """1 for a name of two characters."""
    quality: float
    """log of the mean doubt (1 - confidence) about the characters around: how badly the print is read."""
    page: float
    """the same of the whole page."""

    def named(self) -> dict[str, float]:
        """Name -> value, rounded for the record."""
        return {name: round(getattr(self, name), 4) for name in self.__slots__}


def weigh(
    candidate: Candidate,
    passage: Passage,
    glyphs: Glyphs,
    confusions: Confusions,
    language: Language,
    surroundings: Surroundings,
    settings: EvidenceSettings,
) -> Evidence:
    """The evidence for one candidate."""
    lattice, rank, habit, doubt, unsure, confusion, unsupported, unseen, blind = 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0, 0, 0
    similarity, support, confidence, sure, inserted, guessed, edge = 1.0, 1.0, 0.0, 0.0, 0, False, False
    for edit in candidate.edits:
        reading = passage.readings[min(edit.position, len(passage.readings) - 1)]
        if edit.kind in ("extra", "missing"):
            similarity = support = 0.0
            inserted += 1
            confidence, sure = max(confidence, reading.confidence), max(sure, reading.confidence)
            continue
        sure = max(sure, reading.confidence)
        alike = glyphs.similarity(reading.text, edit.target)
        similarity = min(similarity, alike)
        offered = reading.alternatives.get(edit.target, 0.0)
        read = max(reading.alternatives.get(reading.text, reading.confidence), LEAST)
        support = min(support, offered / read)
        if offered:
            lattice += log(max(offered, LEAST) / read)
            rank += log(1 + sum(p > offered for text, p in reading.alternatives.items() if text != reading.text))
            habit += log(confusions.share(reading.text, edit.target))
            continue
        believed = min(reading.confidence, settings.surest)
        rest = 1 - sum(reading.alternatives.values()) if reading.alternatives else 1 - believed
        doubt += log(max(min(rest, 1 - believed), LEAST) / max(believed, LEAST))
        unsure += log((1 - believed) / max(believed, LEAST))
        share, seen = _likeness(reading, edit.target, glyphs, confusions)
        confusion += log(share)
        unsupported += 1
        unseen += not seen
        unlike = not alike and edit.target not in confusions.printed_for(reading.text)
        blind += unlike
        edge |= unlike and edit.position in (candidate.start, candidate.end - 1)
        guessed |= unlike and any(edit.target in series for series in language.words.series)
        confidence = max(confidence, reading.confidence)
    left, right = _within_line(passage.text, candidate, language.settings.window)
    as_read = passage.text[left:right]
    named = passage.text[left : candidate.start] + candidate.name + passage.text[candidate.end : right]
    begin = candidate.start - left
    read_as = language.explain(as_read)
    put_in = language.explain(named, (begin, begin + len(candidate.name)))
    changed = [edit.position - left for edit in candidate.edits if edit.kind != "missing"]
    return Evidence(
        lattice=lattice,
        rank=rank,
        habit=habit,
        doubt=doubt,
        unsure=unsure,
        confusion=confusion,
        unsupported=unsupported,
        unseen=unseen,
        blind=blind,
        edge=float(edge),
        language=put_in.log_probability - read_as.log_probability,
        similarity=similarity,
        support=support,
        confidence=confidence,
        sure=sure,
        edits=len(candidate.edits),
        inserted=inserted,
        hole=_least_hole(candidate, passage),
        word=float(_broken_word(as_read, changed, language)),
        person=float(any(read_as.kind_at(k) == "person" for k in changed)),
        counter=float(guessed or any(_trades_counters(edit, passage, language) for edit in candidate.edits)),
        doubled=float(_doubles(candidate, passage.text)),
        kept=_kept(candidate, language),
        repeats=surroundings.repeats[candidate.name],
        issue=surroundings.elsewhere[candidate.name],
        kin=surroundings.kin(candidate.name),
        generic=float(
            language.words.ends_generic(candidate.name)
            or passage.text.startswith(language.words.behind_place, candidate.end)
        ),
        short=float(len(candidate.name) == 2),
        quality=_quality(passage, candidate, settings),
        page=surroundings.doubt,
    )


def _trades_counters(edit: Edit, passage: Passage, language: Language) -> bool:
    """Whether an edit puts one numeral or direction for another, or puts one in or takes one out."""
    if edit.kind == "missing":
        return any(edit.target in series for series in language.words.series)
    read = passage.text[edit.position]
    return any(read in series and (not edit.target or edit.target in series) for series in language.words.series)


def _doubles(candidate: Candidate, text: str) -> bool:
    """Whether an edit makes the name end with the very character that follows it: 北苑区民|区 as 北苑居民区区."""
    last = candidate.edits[-1]
    return last.position == candidate.end - 1 and text.startswith(last.target or "\n", candidate.end)


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


def _likeness(reading: Reading, printed: str, glyphs: Glyphs, confusions: Confusions) -> tuple[float, bool]:
    """For a character that the engine does not offer: the share that the counted confusions give it, over all readings
    of the position by their probabilities; and whether one of them was misread so, or is alike.

    What was printed often resembles one of the engine's readings though not the first, and is none of them.
    """
    share, seen = 0.0, False
    for text, probability in (reading.alternatives or {reading.text: 1.0}).items():
        share += probability * confusions.share(text, printed)
        seen = seen or printed in confusions.printed_for(text) or bool(glyphs.similarity(text, printed))
    return max(share, LEAST), seen


def _least_hole(candidate: Candidate, passage: Passage) -> float:
    """em; see ``Evidence.hole``."""
    return min((passage.hole(edit.position) for edit in candidate.edits if edit.kind == "missing"), default=0.0)


def _quality(passage: Passage, candidate: Candidate, settings: EvidenceSettings) -> float:
    """How badly the characters around the name are read, those of the name left out."""
    reach = settings.quality_window
    around: Sequence[float] = [
        1 - reading.confidence
        for reading in (
            *passage.readings[max(0, candidate.start - reach) : candidate.start],
            *passage.readings[candidate.end : candidate.end + reach],
        )
    ]
    return _log_doubt(sum(around), len(around), settings)


def page_doubt(passages: Sequence[Passage], settings: EvidenceSettings) -> float:
    """log of the mean doubt about the characters of all passages."""
    readings = [reading for passage in passages for reading in passage.readings]
    return _log_doubt(sum(1 - reading.confidence for reading in readings), len(readings), settings)


def _log_doubt(total: float, count: int, settings: EvidenceSettings) -> float:
    return log((total + settings.quality_least) / (count + 1))


def _within_line(text: str, candidate: Candidate, window: int) -> tuple[int, int]:
    """The window without what lies behind a tab or line feed (cells of a table)."""
    left, right = max(0, candidate.start - window), min(len(text), candidate.end + window)
    for mark in "\t\n":
        left = max(left, text.rfind(mark, left, candidate.start) + 1)
        end = text.find(mark, candidate.end, right)
        right = end if end >= 0 else right
    return left, right


def _broken_word(text: str, changed: list[int], language: Language) -> int:
    """Occurrences of the most common word of two to five characters that has a changed character in it.

    It may reach over the edge of the name: 绿地公园 is no misread 地公园.
    """
    most = 0
    for k in changed:
        for a in range(max(0, k - 3), k + 1):
            for b in range(max(k + 1, a + 2), min(len(text), a + 5) + 1):
                most = max(most, language.lexicon.frequency.get(text[a:b], 0))
    return most
