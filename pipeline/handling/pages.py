"""Pages beside the stages: taken back to an earlier stage, with what was given, and what they say together."""

from __future__ import annotations

from collections.abc import Container, Iterable
from typing import Any, TypedDict

from pipeline import describe, ingest
from pipeline.model.page import Metadata, Page, PageSummary
from pipeline.model.sheet import Sheet


def without(page: Page, stages: Container[str]) -> Page:
    """A stored page as it was before some stages at the end of the flow."""
    warnings = tuple(warning for warning in page.warnings if warning.stage not in stages)
    fields: dict[str, Any] = {
        "corrections": tuple(record for record in page.corrections if record.stage not in stages),
        "warnings": warnings,
        "status": "done with warnings" if warnings else "done",
        "steps": tuple(step for step in page.steps if step.stage not in stages),
        "timings": {name: seconds for name, seconds in page.timings.items() if name not in stages},
    }
    if "describe" in stages:
        fields["metadata"] = Metadata()
        fields["articles"] = tuple(article.model_copy(update={"links": ()}) for article in page.articles)
    return page.changed(**fields)


def with_given(sheet: Sheet) -> Sheet:
    """The sheet with what ``metadata.csv`` says in the place of what is printed."""
    page, row = sheet.page, sheet.frame.row
    if row is None:
        return sheet
    # a file of spreads has two pages a frame; apply_sidecar gives labels only where the numbers agree
    frames, half = page.source.frames, page.half
    position, pages = (2 * (page.frame - 1) + half, 2 * frames) if half else (page.frame, frames)
    return sheet.with_page(metadata=ingest.apply_sidecar(page.metadata, row, position, pages))


class Said(TypedDict):
    """What the pages of a document say of their issue."""

    metadata: Metadata
    issue_key: str | None


def said(pages: Iterable[PageSummary]) -> Said:
    """What the pages of a document say together of their issue."""
    metadata = describe.document_metadata([page.metadata for page in pages if page.status != "failed"])
    return {"metadata": metadata, "issue_key": describe.issue_key(metadata)}
