"""The pass over the finished pages of one issue: a name that stands right on one page speaks for it on the others.

A pure function of the pages in their order; what a page was corrected to before does not matter, so that it can be
repeated, and the order in which pages were finished cannot change a result.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from pipeline.correct.passage import passage_of
from pipeline.correct.settings import CorrectSettings
from pipeline.correct.stage import correct_page, without_own_records
from pipeline.gazetteer import Gazetteer
from pipeline.model.page import Page


def names_read(page: Page, gazetteer: Gazetteer) -> Counter[str]:
    """Spelling -> how often it stands on the page as read, before any correction of names."""
    bare = without_own_records(page)
    return Counter(
        match.spelling for block in bare.blocks for match in gazetteer.index.exact(passage_of(bare, block).text)
    )


def correct_issue(pages: Sequence[Page], gazetteer: Gazetteer, settings: CorrectSettings) -> tuple[Page, ...]:
    """The pages of one issue, each corrected again with what the others say."""
    counts = [names_read(page, gazetteer) for page in pages]
    total: Counter[str] = sum(counts, Counter())
    return tuple(
        correct_page(page, gazetteer, settings, elsewhere=total - own) for page, own in zip(pages, counts, strict=True)
    )
