"""Stage ``correct``: misread names against the gazetteer, every change a record (``docs/correction.md``).

Candidates (``candidates``) -> evidence (``evidence``) -> calibrated probability (``probability``, ``weights``) ->
decision (``decision``), put together in ``stage``; ``issue`` goes over the finished pages of an issue, ``links`` ties
former names and other forms to their entries, ``decisions`` reads what people decided, ``recheck`` tells which finished
pages a changed gazetteer can touch.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from pipeline.correct.settings import CorrectSettings
    from pipeline.gazetteer import Gazetteer
    from pipeline.model.page import Page
    from pipeline.model.sheet import NamesOnPage, Sheet

VERSION = 5


def correct(sheet: Sheet, gazetteer: Gazetteer, settings: CorrectSettings) -> Sheet:
    """The sheet with one ``Correction`` (stage ``correct``, kind ``place-name`` or ``term``) for every name that
    looks misread.

    Works from the page alone, on the text after ``normalise``, and from what ``sheet.frame.elsewhere`` says of the rest
    of its issue.  The ``ocr`` layer is not touched.
    """
    from pipeline.correct.stage import correct_page as run

    done = run(sheet.page, gazetteer, settings, sheet.frame.elsewhere.get(sheet.page.name))
    return replace(sheet, page=done.page, names=done.names)


def correct_page(page: Page, gazetteer: Gazetteer, settings: CorrectSettings) -> Page:
    """The same for a page without pixels, for instance one loaded from its JSON.

    Records of this stage that the page has already are replaced, so that a stored page can be corrected again with
    another gazetteer or other settings.  New records continue the ids of the records that stay.
    """
    from pipeline.correct.stage import correct_page as run

    return run(page, gazetteer, settings).page


def names_elsewhere(pages: Mapping[str, NamesOnPage]) -> dict[str, dict[str, int]]:
    """Page -> name in question there -> how often it stands right on the other pages; pages without any left out."""
    from pipeline.correct.issue import elsewhere as run

    return run(pages)


def correct_issue(pages: Sequence[Page], gazetteer: Gazetteer, settings: CorrectSettings) -> tuple[Page, ...]:
    """All pages of one issue corrected again, each with what stands right on the others: a pure function.

    Works from the pages as they are stored; their order is kept, and repeating it changes nothing.
    """
    from pipeline.correct.issue import correct_issue as run

    return run(pages, gazetteer, settings)


def data_versions(gazetteer: Gazetteer, settings: CorrectSettings) -> dict[str, str]:
    """What decides the result beside the page and the values of the settings: name -> SHA-256, for the fingerprint."""
    from pipeline.correct.stage import data_versions as run

    return run(gazetteer, settings)
