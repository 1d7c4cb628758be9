"""The document: one source file, its pages in order, and what became of each."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

from pipeline.errors import PageError
from pipeline.model.page import Document, Metadata, NameCount, Page, PageSummary, Source
from pipeline.versions import versions


def summarise(page: Page) -> PageSummary:
    """What ``document.json`` says of a finished page."""
    return PageSummary(
        name=page.name,
        frame=page.frame,
        half=page.half,
        status=page.status,
        warnings=page.warnings,
        metadata=page.metadata,
        characters=sum(len(line.text) for line in page.lines),
        blocks=len(page.blocks),
        pointers=sum(len(article.links) for article in page.articles),
        corrections=dict(Counter(record.status for record in page.corrections)),
        names=_names(page),
        confidence=_confidence(page),
        skew_degrees=round(page.skew_degrees, 3),
    )


def _names(page: Page) -> tuple[NameCount, ...]:
    counts = Counter(
        (record.before, record.after, record.status)
        for record in page.corrections
        if record.stage == "correct" and record.status != "left"
    )
    return tuple(
        NameCount(before=before, after=after, status=status, count=count)
        for (before, after, status), count in sorted(counts.items())
    )


def _confidence(page: Page) -> float | None:
    """Mean over the characters, 0..1."""
    number = sum(len(line.confidences) for line in page.lines)
    return round(sum(sum(line.confidences) for line in page.lines) / (100 * number), 4) if number else None


def summarise_failure(error: PageError, half: int | None = None) -> PageSummary:
    """What ``document.json`` says of a frame, or of half a spread, that could not be processed."""
    frame = error.frame or 1
    name = f"page-{frame:04d}" + (f"-{half}" if half else "")
    return PageSummary(
        name=name, frame=frame, half=half, status="failed", error=f"{error.stage}: {error.cause} {error.remedy}"
    )


def without_settings(page: Page) -> Page:
    """The page without the settings that its document has (``make_document``)."""
    return page.changed(steps=tuple(step.model_copy(update={"settings": None}) for step in page.steps))


def make_document(
    document_id: str,
    source: Source,
    pages: Sequence[PageSummary],
    *,
    metadata: Metadata | None = None,
    issue_key: str | None = None,
    error: str | None = None,
    settings: Mapping[str, dict[str, Any]] | None = None,
) -> Document:
    """The document of a source.

    ``settings``: of the stages, where the pages leave them out.  ``metadata``: what its pages say together.
    ``error``: why the file could not be read at all.
    """
    failed = error is not None or any(page.status == "failed" for page in pages)
    warned = any(page.warnings for page in pages)
    return Document(
        id=document_id,
        source=source,
        software=versions(),
        settings=dict(settings or {}),
        status="failed" if failed else "done with warnings" if warned else "done",
        error=error,
        metadata=metadata or Metadata(),
        issue_key=issue_key,
        pages=tuple(pages),
    )
