"""Files of one issue belong together: a pass over the finished documents, after the run.

It writes ``output/issues.json`` and gives the documents of one issue the same key.  It depends on what lies in the
results folder alone, not on the order in which it came there.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path

from pipeline import describe
from pipeline.describe.continuations import PageOfIssue
from pipeline.describe.issue import Issue
from pipeline.describe.settings import DescribeSettings
from pipeline.errors import PageError
from pipeline.export.folders import finished_documents
from pipeline.export.interchange import read_document, read_page
from pipeline.model.page import Document, Metadata, Page

FILE_NAME = "issues.json"


@dataclass(frozen=True, slots=True)
class _Page:
    """What the issues have to know of a page."""

    name: str
    label: str | None


@dataclass(frozen=True, slots=True)
class _Member:
    """What the issues have to know of a document: of a hundred thousand all are held at once."""

    id: str
    key: str | None
    metadata: Metadata
    pages: tuple[_Page, ...]
    """that did not fail."""
    pointers: bool
    """whether a page of it points to another one."""


def issue_files(output: Path, settings: DescribeSettings) -> dict[str, bytes]:
    """The issues of all documents in the results folder, with the articles that go on from page to page.

    Returns the files to write, by their path in the folder: ``issues.json``, and documents whose issue changed.
    """
    members: dict[str, _Member] = {}
    for path in finished_documents(output):
        try:
            members[path.parent.name] = _member(read_document(path))
        except PageError:
            continue  # of another version or damaged: whoever opens it is told; it has no issue until it is made again
    changed: dict[str, bytes] = {}
    listed = []
    for issue in describe.gather_issues([(name, member.metadata) for name, member in members.items()]):
        for name in issue.documents:
            if members[name].key != issue.key:
                document = read_document(output / name / "document.json")
                said = document.model_copy(update={"issue_key": issue.key})
                changed[f"{name}/document.json"] = said.model_dump_json(by_alias=True, indent=1).encode()
        if issue.key is not None:
            listed.append(_listed(issue, [members[name] for name in issue.documents], output, settings))
    changed[FILE_NAME] = (json.dumps({"issues": listed}, ensure_ascii=False, indent=1) + "\n").encode()
    return changed


def _member(document: Document) -> _Member:
    return _Member(
        document.id,
        document.issue_key,
        document.metadata,
        tuple(_Page(page.name, page.metadata.page_label) for page in document.pages if page.status != "failed"),
        any(page.pointers for page in document.pages),
    )


def _listed(issue: Issue, members: list[_Member], output: Path, settings: DescribeSettings) -> dict[str, object]:
    said = issue.metadata
    pages = [
        {"document": member.id, "page": page.name, "page_label": page.label}
        for member in members
        for page in member.pages
    ]
    return {
        "key": issue.key,
        "publication": said.publication,
        "date": said.date,
        "issue": said.issue,
        "issue_total": said.issue_total,
        "documents": list(issue.documents),
        "pages": sorted(pages, key=_by_label),
        "continuations": _continuations(members, output, settings),
    }


def _continuations(members: list[_Member], output: Path, settings: DescribeSettings) -> list[dict[str, object]]:
    """Articles that go on on another page; page files are opened only where a pointer is printed in the issue."""
    if not any(member.pointers for member in members):
        return []
    pages = []
    for member in members:
        for page in member.pages:
            try:
                stored = read_page(output / member.id / f"{page.name}.json")
            except PageError:
                continue  # damaged since its run: the other pages are matched without it
            pages.append(_page_of_issue(member.id, stored))
    return [
        {
            "from": dict(zip(("document", "page", "article"), found.source, strict=True)),
            "to": dict(zip(("document", "page", "article"), found.target, strict=True)),
            "evidence": found.evidence,
        }
        for found in describe.match_continuations(pages, settings)
    ]


def _page_of_issue(document: str, page: Page) -> PageOfIssue:
    titles: dict[int, str] = {}
    for block in page.blocks:
        if block.kind == "title" and block.article is not None:
            titles.setdefault(block.article, page.text(block).text)
    return PageOfIssue(document, page.name, page.metadata, page.articles, titles)


def _by_label(page: dict[str, str | None]) -> tuple[bool, str, int, str, str]:
    """Pages by their printed label, A1 before A2 before A10 before B1; pages without one behind, by their files."""
    label = page["page_label"] or ""
    digits = "".join(character for character in label if character.isdecimal())
    letters = "".join(character for character in label if not character.isdecimal())
    return not label, letters, int(digits or 0), page["document"] or "", page["page"] or ""
