"""The stage put together: candidates -> evidence -> probability -> decision -> records."""

from __future__ import annotations

from collections import Counter
from importlib.metadata import version

from pipeline.correct import glyphs as glyph_table
from pipeline.correct import lexicon as word_list
from pipeline.correct import words as context_words
from pipeline.correct.candidates import find
from pipeline.correct.decision import decide
from pipeline.correct.evidence import weigh
from pipeline.correct.language import Language
from pipeline.correct.passage import Passage, passage_of
from pipeline.correct.probability import Proposal, Weighed, compete, score
from pipeline.correct.records import record_of
from pipeline.correct.settings import CorrectSettings
from pipeline.gazetteer import Gazetteer
from pipeline.model.correction import Correction
from pipeline.model.page import Page
from pipeline.resources import dictionary, sha256_of

CHARACTERS_PER_TOKEN = 1.6
"""mean length of a word in Chinese newspaper text."""


def correct_page(page: Page, gazetteer: Gazetteer, settings: CorrectSettings) -> Page:
    """The page with the records of this stage (see ``pipeline.correct.correct_page``)."""
    page = _without_own_records(page)
    if not settings.enabled:
        return page
    glyphs, index = glyph_table.shipped(), gazetteer.index
    passages = [passage_of(page, block) for block in page.blocks]
    exact = [tuple(index.exact(passage.text)) for passage in passages]
    candidates = [
        find(passage, index, glyphs, matches, settings.candidates)
        for passage, matches in zip(passages, exact, strict=True)
    ]
    if not any(candidates):
        return page
    repeats = Counter(match.spelling for matches in exact for match in matches)
    language = Language(
        word_list.shipped(),
        context_words.shipped(),
        gazetteer.by_spelling,
        repeats,
        sum(len(passage.text) for passage in passages) / CHARACTERS_PER_TOKEN,
        settings.language,
    )
    records: list[Correction] = []
    first_id = max((record.id for record in page.corrections), default=-1) + 1
    for passage, found in zip(passages, candidates, strict=True):
        weighed = []
        for candidate in found:
            evidence = weigh(candidate, passage, glyphs, language, repeats[candidate.name], settings.evidence)
            weighed.append(Weighed(candidate, evidence, score(evidence, settings.probability)))
        for proposal in compete(weighed):
            record = _record(page, passage, proposal, gazetteer, settings, first_id + len(records))
            if record is not None:
                records.append(record)
    return page.changed(corrections=(*page.corrections, *records)) if records else page


def _without_own_records(page: Page) -> Page:
    kept = tuple(record for record in page.corrections if record.stage != "correct")
    return page if len(kept) == len(page.corrections) else page.changed(corrections=kept)


def _record(
    page: Page, passage: Passage, proposal: Proposal, gazetteer: Gazetteer, settings: CorrectSettings, number: int
) -> Correction | None:
    decision = decide(proposal, settings.decision)
    if decision is None:
        return None
    return record_of(page, passage, proposal, decision, gazetteer, settings.decision.listed, number)


def data_versions(gazetteer: Gazetteer) -> dict[str, str]:
    """What decides the result beside page and settings (see ``pipeline.correct.data_versions``)."""
    return {
        "gazetteer": gazetteer.version,
        glyph_table.FILE: sha256_of(dictionary(glyph_table.FILE)),
        context_words.FILE: sha256_of(dictionary(context_words.FILE)),
        "jieba": version("jieba"),
    }
