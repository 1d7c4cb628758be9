"""The stage put together: candidates -> evidence -> probability -> decision -> records."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from importlib.metadata import version

from pipeline.correct import confusions as confusion_table
from pipeline.correct import glyphs as glyph_table
from pipeline.correct import lexicon as word_list
from pipeline.correct import variants
from pipeline.correct import weights as fitted
from pipeline.correct import words as context_words
from pipeline.correct.candidates import Candidate, find
from pipeline.correct.confusions import Confusions
from pipeline.correct.decision import decide
from pipeline.correct.decisions import memory_of
from pipeline.correct.evidence import Evidence, page_doubt, weigh
from pipeline.correct.folding import folded_texts
from pipeline.correct.language import Language
from pipeline.correct.links import links_of
from pipeline.correct.passage import Passage, passage_of
from pipeline.correct.probability import Weighed, compete, score
from pipeline.correct.records import record_of
from pipeline.correct.settings import CorrectSettings
from pipeline.correct.surroundings import Surroundings
from pipeline.gazetteer import Gazetteer
from pipeline.gazetteer.index import Match
from pipeline.model.correction import Correction
from pipeline.model.page import Page
from pipeline.model.sheet import NamesOnPage
from pipeline.resources import dictionary, sha256_of

CHARACTERS_PER_TOKEN = 1.6
"""mean length of a word in Chinese newspaper text."""


@dataclass(frozen=True)
class Examined:
    """One block: its text, the names that stand right, the candidates with their evidence."""

    passage: Passage
    exact: tuple[Match, ...]
    found: tuple[tuple[Candidate, Evidence], ...]


@dataclass(frozen=True)
class Corrected:
    """A page with the records of this stage, and its names."""

    page: Page
    names: NamesOnPage


def correct_page(
    page: Page,
    gazetteer: Gazetteer,
    settings: CorrectSettings,
    elsewhere: Mapping[str, int] | None = None,
) -> Corrected:
    """The page with the records of this stage (see ``pipeline.correct.correct_page``).

    ``elsewhere``: spelling -> how often it stands right on other pages of the issue.
    """
    page = without_own_records(page)
    read: Counter[str] = Counter()
    in_question: set[str] = set()
    if not settings.enabled:
        return Corrected(page, NamesOnPage(read, frozenset(in_question)))
    weights, memory = fitted.shipped(), memory_of(settings.decisions)
    records: list[Correction] = []
    first_id = max((record.id for record in page.corrections), default=-1) + 1
    for examined in examine(page, gazetteer, settings, elsewhere, memory.confusions):
        passage = examined.passage
        read.update(match.spelling for match in examined.exact)
        in_question.update(candidate.name for candidate, _ in examined.found)
        weighed = [
            Weighed(candidate, evidence, score(evidence, weights, settings.probability))
            for candidate, evidence in examined.found
            if not memory.refuses(passage.text[candidate.start : candidate.end], candidate.name, settings.decision)
        ]
        for proposal in compete(weighed, weights):
            entry = gazetteer.by_spelling[proposal.best.candidate.name][0]
            decision = decide(proposal, weights, settings.decision, gazetteer.precision_of(entry))
            if decision is not None:
                number = first_id + len(records)
                listed = settings.decision.listed
                records.append(record_of(page, passage, proposal, decision, gazetteer, listed, number))
        records.extend(links_of(page, passage, examined.exact, gazetteer, first_id + len(records)))
    corrected = page.changed(corrections=(*page.corrections, *records)) if records else page
    return Corrected(corrected, NamesOnPage(read, frozenset(in_question)))


def examine(
    page: Page,
    gazetteer: Gazetteer,
    settings: CorrectSettings,
    elsewhere: Mapping[str, int] | None = None,
    confusions: Confusions | None = None,
) -> Iterator[Examined]:
    """Each block of the page with its candidates and their evidence; nothing is weighed yet.

    ``elsewhere``: spelling -> how often it stands right on other pages of the issue.
    """
    glyphs, index = glyph_table.shipped(), gazetteer.index
    table = confusions or confusion_table.shipped()
    passages = [passage_of(page, block) for block in page.blocks]
    exact = [tuple(index.exact(text)) for text in folded_texts(passages, settings.candidates)]
    doubt = page_doubt(passages, settings.evidence)
    surroundings = Surroundings((m for matches in exact for m in matches), gazetteer.linked, elsewhere, doubt)
    language: Language | None = None
    for passage, matches in zip(passages, exact, strict=True):
        candidates = find(passage, index, glyphs, table, matches, settings.candidates)
        if candidates and language is None:  # the word list is loaded for the first doubtful name, not before
            language = Language(
                word_list.shipped(),
                context_words.shipped(),
                index,
                surroundings.repeats + surroundings.elsewhere,
                sum(len(p.text) for p in passages) / CHARACTERS_PER_TOKEN,
                settings.language,
            )
        found = tuple(
            (candidate, weigh(candidate, passage, glyphs, table, language, surroundings, settings.evidence))
            for candidate in candidates
            if language is not None
        )
        yield Examined(passage, matches, found)


def without_own_records(page: Page) -> Page:
    """The page before this stage."""
    kept = tuple(record for record in page.corrections if record.stage != "correct")
    return page if len(kept) == len(page.corrections) else page.changed(corrections=kept)


def data_versions(gazetteer: Gazetteer, settings: CorrectSettings) -> dict[str, str]:
    """What decides the result beside page and settings (see ``pipeline.correct.data_versions``)."""
    files = (glyph_table.FILE, confusion_table.FILE, context_words.FILE, variants.FILE, fitted.FILE)
    return {
        "gazetteer": gazetteer.version,
        **{name: sha256_of(dictionary(name)) for name in files},
        "jieba": version("jieba"),
        **({"decisions": sha256_of(settings.decisions)} if settings.decisions else {}),
    }
