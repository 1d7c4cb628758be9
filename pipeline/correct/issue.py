"""The pass over the finished pages of one issue: a name that stands right on one page speaks for it on the others.

Only names that are in question on a page are asked for, so that most pages of an issue need not be corrected again.  A
pure function of the pages, whatever their order and whatever was corrected on them before.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence

from pipeline.correct.settings import CorrectSettings
from pipeline.correct.stage import correct_page
from pipeline.gazetteer import Gazetteer
from pipeline.model.page import Page
from pipeline.model.sheet import NamesOnPage


def elsewhere(pages: Mapping[str, NamesOnPage]) -> dict[str, dict[str, int]]:
    """Page -> name in question there -> how often it stands right on the other pages; pages without any left out."""
    total: Counter[str] = Counter()
    for names in pages.values():
        total.update(names.read)
    found = {}
    for page, names in pages.items():
        others = {name: total[name] - names.read.get(name, 0) for name in sorted(names.in_question)}
        if asked := {name: count for name, count in others.items() if count > 0}:
            found[page] = asked
    return found


def correct_issue(pages: Sequence[Page], gazetteer: Gazetteer, settings: CorrectSettings) -> tuple[Page, ...]:
    """The pages of one issue, each corrected with what the others say."""
    alone = [correct_page(page, gazetteer, settings) for page in pages]
    asked = elsewhere({str(n): one.names for n, one in enumerate(alone)})
    return tuple(
        correct_page(page, gazetteer, settings, asked[str(n)]).page if str(n) in asked else one.page
        for n, (page, one) in enumerate(zip(pages, alone, strict=True))
    )
