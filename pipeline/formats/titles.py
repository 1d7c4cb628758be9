"""What a document is called in formats that have a place for a title."""

from __future__ import annotations

import re

from pipeline.model.page import Document

_WHOLE_DATE = re.compile(r"\d{4}-\d{2}-\d{2}")


def title(document: Document) -> str:
    """The given title; else name, date and number of the issue as far as they are known; else the document's id."""
    said = document.metadata
    if said.title:
        return said.title
    issue = [f"第{said.issue}期" if said.issue else "", f"总第{said.issue_total}期" if said.issue_total else ""]
    parts = [part for part in (said.publication, said.date, *issue) if part]
    return " ".join(parts) if said.publication else " ".join((document.id, *parts))


def whole_date(document: Document) -> str | None:
    """The date of issue where it is known to the day, ISO 8601."""
    date = document.metadata.date
    return date if date and _WHOLE_DATE.fullmatch(date) else None
