"""Stage ``describe``: what a page says of itself — issue, date, page label — and its pointers to other pages.

Beside the stage, for the pages of one issue together: ``gather_issues`` (which documents belong to one issue),
``match_continuations`` (which 下转 meets which 上接), ``document_metadata`` and ``issue_key``.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pipeline.describe.continuations import Continuation, PageOfIssue
    from pipeline.describe.issue import Issue
    from pipeline.describe.settings import DescribeSettings
    from pipeline.model.page import Metadata, Page
    from pipeline.model.sheet import Sheet

VERSION = 1


def describe(sheet: Sheet, settings: DescribeSettings) -> Sheet:
    """The sheet with ``metadata`` from masthead and folio, and with ``links`` on its articles.

    Works from ``sheet.page`` alone.  Fields that the page's metadata has already are kept.  Adds warnings where the
    print contradicts itself.
    """
    page = describe_page(sheet.page, settings)
    return sheet.with_page(metadata=page.metadata, articles=page.articles, warnings=page.warnings, status=page.status)


def describe_page(page: Page, settings: DescribeSettings) -> Page:
    """The same for a page without pixels."""
    from pipeline.describe.stage import describe_page as run

    return run(page, settings)


def document_metadata(pages: Sequence[Metadata]) -> Metadata:
    """What the pages of one document say together; page label and section only when there is one page."""
    from pipeline.describe.issue import document_metadata as run

    return run(pages)


def issue_key(metadata: Metadata) -> str | None:
    """A key that the documents of one issue share, for people to read; ``None`` when the print does not tell."""
    from pipeline.describe.issue import issue_key as run

    return run(metadata)


def gather_issues(documents: Sequence[tuple[str, Metadata]]) -> tuple[Issue, ...]:
    """The issues that the documents (id, metadata) make up, whatever the order they come in."""
    from pipeline.describe.issue import gather_issues as run

    return run(documents)


def match_continuations(pages: Sequence[PageOfIssue], settings: DescribeSettings) -> tuple[Continuation, ...]:
    """Articles of one issue that go on on another page, with the evidence."""
    from pipeline.describe.continuations import match_continuations as run

    return run(pages, settings)
