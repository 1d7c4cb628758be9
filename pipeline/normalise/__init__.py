"""Stage ``normalise``: the text in one normal form, every change a record (``docs/normal-form.md``)."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pipeline.model.page import Page
    from pipeline.model.sheet import Sheet
    from pipeline.normalise.settings import NormaliseSettings

VERSION = 2


def normalise(sheet: Sheet, settings: NormaliseSettings) -> Sheet:
    """The sheet with one ``Correction`` (stage ``normalise``, status ``applied``) for every change of form.

    Works from ``sheet.page`` alone.  The ``ocr`` layer is not touched; a page in normal form gets no records.
    """
    return sheet.with_page(corrections=normalise_page(sheet.page, settings).corrections)


def normalise_page(page: Page, settings: NormaliseSettings) -> Page:
    """The same for a page without pixels.  New records continue the ids of those that the page has."""
    from pipeline.normalise.stage import normalise_page as run

    return run(page, settings)
