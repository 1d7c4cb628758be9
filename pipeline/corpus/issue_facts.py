"""What the documents of an issue say of it together (``issues.json``): its name, and which article goes on where."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Any

from pipeline.batch.issues import FILE_NAME
from pipeline.errors import PageError
from pipeline.export.interchange import read_document
from pipeline.model.page import Metadata

Where = tuple[str, str, int]
"""Document, page, name of the article on its page."""


@dataclass(frozen=True)
class IssueFacts:
    """The issues of a results folder."""

    results: Path
    issues: dict[str, Metadata] = field(default_factory=dict)
    """document -> its issue."""
    onward: dict[Where, Where] = field(default_factory=dict)
    """article -> the one on another page that goes on with it (下转)."""
    back: dict[Where, Where] = field(default_factory=dict)
    """article -> the one that it goes on with (上接)."""

    def of_document(self, document: str) -> Metadata:
        """What the document says, and its issue where it says nothing."""
        issue = self.issues.get(document, Metadata())
        try:
            own = read_document(self.results / document / "document.json").metadata
        except PageError:
            return issue
        known = {name: value for name, value in own if value is not None}
        return issue.model_copy(update=known)


def issue_facts(results: Path) -> IssueFacts:
    """As they were written last; nothing where no run has finished yet."""
    path = results / FILE_NAME
    try:
        found = path.stat()
    except OSError:
        return IssueFacts(results)
    return _read(path, found.st_mtime_ns, found.st_size)


@lru_cache(maxsize=4)
def _read(path: Path, modified: int, size: int) -> IssueFacts:
    facts = IssueFacts(path.parent)
    try:
        listed = json.loads(path.read_bytes())["issues"]
    except (OSError, ValueError, KeyError):
        return facts  # a run is writing it, or it is damaged: 'baokan verify' says so
    for issue in listed:
        said = Metadata(**{name: issue.get(name) for name in ("publication", "date", "issue", "issue_total")})
        facts.issues.update(dict.fromkeys(issue["documents"], said))
        for one in issue["continuations"]:
            first, second = _where(one["from"]), _where(one["to"])
            facts.onward[first], facts.back[second] = second, first
    return facts


def _where(said: dict[str, Any]) -> Where:
    return said["document"], said["page"], said["article"]
