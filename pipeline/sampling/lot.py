"""What a sample is drawn from: the lines of all pages of a choice of documents, as they read now."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from pydantic import ValidationError

from pipeline.errors import NoInputError, PageError
from pipeline.export.folders import finished_documents
from pipeline.export.interchange import read_document
from pipeline.formats.results import Selection
from pipeline.model.page import Document, Page
from pipeline.sampling.lines import BlockText, PrintedLine, printed_lines, size_of


@dataclass(frozen=True, slots=True)
class Filed:
    """One page file."""

    document: str
    page: Page
    content: str
    """its SHA-256, lower-case hex."""


Reading = Callable[[Filed], Iterable[BlockText]]
"""The blocks of a page that belong to its text, in reading order, in their best layer.  May raise ``PageError``."""


def as_filed(filed: Filed) -> Iterable[BlockText]:
    """The reading of the page file itself: with the machine's corrections, and decisions that the file has."""
    page = filed.page
    return (BlockText(block.kind, page.text(block, "reviewed")) for block in page.text_blocks())


@dataclass(frozen=True, slots=True)
class Scope:
    """Which pages are meant; all, where nothing is named."""

    select: tuple[str, ...] = ()
    """``document`` or ``document/page-0001``, with ``*`` and ``?``."""
    issue: str | None = None
    """key that the documents of one issue share."""

    def to_json(self) -> str:
        """For the database."""
        return json.dumps({"select": self.select, "issue": self.issue}, ensure_ascii=False)

    @classmethod
    def from_json(cls, text: str) -> Scope:
        """What ``to_json`` wrote."""
        told = json.loads(text)
        return cls(tuple(told["select"]), told["issue"])

    def in_words(self) -> str:
        """For people."""
        parts = ([f"issue {self.issue}"] if self.issue else []) + list(self.select)
        return ", ".join(parts) or "all documents"

    def documents(self, results: Path) -> Iterator[Document]:
        """The documents that are meant, in the order of their ids.  Raises ``PageError`` for a damaged one."""
        selection = Selection(self.select)
        for path in finished_documents(results):
            if not selection.document(path.parent.name):
                continue
            document = read_document(path)
            if self.issue is None or document.issue_key == self.issue:
                yield document

    def pages(self, results: Path) -> Iterator[tuple[str, str]]:
        """(document, page) of every page that is meant and was done."""
        selection = Selection(self.select)
        for document in self.documents(results):
            for page in document.pages:
                if page.status != "failed" and selection.page(document.id, page.name):
                    yield document.id, page.name


@dataclass(frozen=True, slots=True)
class PageCount:
    """What one page adds to a lot."""

    document: str
    name: str
    lines: int
    characters: int
    content: str
    """SHA-256 over the texts of its lines."""


@dataclass(frozen=True, slots=True)
class LotCount:
    """A lot, counted."""

    pages: tuple[PageCount, ...]

    @property
    def documents(self) -> int:
        """Number of documents."""
        return len({page.document for page in self.pages})

    @property
    def lines(self) -> int:
        """Number of lines that have text."""
        return sum(page.lines for page in self.pages)

    @property
    def characters(self) -> int:
        """Characters of these lines, without white space."""
        return sum(page.characters for page in self.pages)

    @property
    def content(self) -> str:
        """SHA-256, lower-case hex: changes with any text of the lot."""
        rows = (f"{page.document}/{page.name} {page.content}\n" for page in self.pages)
        return hashlib.sha256("".join(rows).encode()).hexdigest()


def read_filed(results: Path, document: str, name: str) -> Filed:
    """Load a page file.  Raises ``PageError`` when it is missing or damaged."""
    path = results / document / f"{name}.json"
    try:
        data = path.read_bytes()
        return Filed(document, Page.model_validate_json(data), hashlib.sha256(data).hexdigest())
    except (OSError, ValidationError) as error:
        cause = error.strerror if isinstance(error, OSError) else error.errors()[0]["msg"]
        remedy = "Run 'baokan run' on its scan again."
        raise PageError(
            path, "unreadable-result", f"The page file cannot be used ({cause}).", remedy, stage="sampling"
        ) from error


def count_lot(
    results: Path,
    scope: Scope,
    reading: Reading = as_filed,
    on_page: Callable[[int], None] = lambda done: None,
) -> LotCount:
    """Read every page of a lot and count its lines; some 8 ms a page.

    ``on_page``: told how many pages were read.  A lot is counted whole or not at all: raises ``PageError`` for a page
    that cannot be read, ``NoInputError`` when no page, or no text, is meant.
    """
    pages = []
    for document, name in scope.pages(results):
        pages.append(_count(read_filed(results, document, name), reading))
        on_page(len(pages))
    found = LotCount(tuple(pages))
    if not found.lines:
        raise NoInputError(
            f"{results}: there is no text to draw lines from ({scope.in_words()}). 'baokan status' lists what is done."
        )
    return found


def _count(filed: Filed, reading: Reading) -> PageCount:
    lines = list(printed_lines(filed.page, reading(filed)))
    return PageCount(
        filed.document,
        filed.page.name,
        len(lines),
        sum(size_of(one.text) for one in lines),
        content_of(lines),
    )


def content_of(lines: Iterable[PrintedLine]) -> str:
    """SHA-256, lower-case hex, over the texts of lines."""
    told = json.dumps([(one.line.id, one.text) for one in lines], ensure_ascii=False)
    return hashlib.sha256(told.encode()).hexdigest()
