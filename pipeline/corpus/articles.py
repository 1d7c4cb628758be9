"""One article as it now reads, how surely it was read, and its neighbours."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Row, func, select

from pipeline.corpus.citing import Cited
from pipeline.corpus.issue_facts import issue_facts
from pipeline.database.schema import articles, blocks, flags
from pipeline.editing import listing, rows
from pipeline.editing.pagefiles import PageFiles
from pipeline.errors import PageError
from pipeline.model.page import Metadata, Page


@dataclass(frozen=True, slots=True)
class Part:
    """One block of an article."""

    block: int
    kind: str
    text: str
    lines: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Article:
    """An article.  ``page``: row of its page, with ``document``."""

    page: Row[Any]
    name: int
    """on its page."""
    title: str
    """empty: none."""
    parts: tuple[Part, ...]
    open: int
    """flags in it that wait for a decision."""

    @property
    def opening(self) -> str:
        """How its text begins, beside its title."""
        texts = [part.text for part in self.parts if part.text and part.kind not in ("title", "photo")]
        return next(iter(texts), "")


def article_of(connection: Connection, page: int, name: int) -> Article | None:
    """An article of a page (row id).  ``None``: there is none of that name."""
    row = rows.page_row(connection, page)
    title = connection.scalar(select(articles.c.title).where(articles.c.page == page, articles.c.number == name))
    if row is None or title is None:
        return None
    b = blocks.c
    query = (
        select(b.number, b.kind, b.text, b.lines)
        .where(b.page == page, b.article == name, b.position.is_not(None))
        .order_by(b.position)
    )
    parts = tuple(
        Part(number, kind, text, tuple(json.loads(lines)))
        for number, kind, text, lines in connection.execute(query)
        if text
    )
    waits = (flags.c.page == page, flags.c.state == "open", flags.c.band != "applied")
    mine = flags.c.block.in_([part.block for part in parts])
    open = connection.scalar(select(func.count()).select_from(flags).where(*waits, mine)) or 0
    return Article(row, name, title, parts, open)


def beside(connection: Connection, article: Article, *, forward: bool) -> tuple[int, int] | None:
    """Row id of the page and name of the article before or behind, in the order of reading; also on the next page."""
    here = _names(connection, article.page.id)
    at = here.index(article.name) + (1 if forward else -1)
    if 0 <= at < len(here):
        return article.page.id, here[at]
    page = listing.beside(connection, article.page, forward=forward)
    there = [] if page is None else _names(connection, page)
    return (page, there[0 if forward else -1]) if page is not None and there else None


def _names(connection: Connection, page: int) -> list[int]:
    b = blocks.c
    query = (
        select(b.article)
        .where(b.page == page, b.article.is_not(None), b.position.is_not(None))
        .group_by(b.article)
        .order_by(func.min(b.position))
    )
    return list(connection.scalars(query))


def confidence(article: Article, files: PageFiles) -> float | None:
    """Mean over its characters as the engine read them, 0..1.  ``None``: no text, or its page file is gone."""
    machine = _machine(article, files)
    if machine is None:
        return None
    read = list(_confidences(machine, (line for part in article.parts for line in part.lines)))
    return sum(read) / (100 * len(read)) if read else None


def _confidences(page: Page, lines: Iterable[int]) -> Iterator[int]:
    for line in lines:
        if line in page.line_by_id:  # those that people drew have none
            yield from page.line_by_id[line].confidences


def cited(article: Article, number: int, files: PageFiles) -> Cited:
    """What is known of it for a citation: of its page, else of its document, else of the issue."""
    machine, facts = _machine(article, files), issue_facts(files.results)
    own = machine.metadata if machine else Metadata()
    others = facts.of_document(article.page.document)
    return Cited(
        key=f"{article.page.document} {article.page.name} {number}",
        title=article.title,
        opening=article.opening,
        publication=own.publication or others.publication,
        issue=own.issue or others.issue,
        date=article.page.date or others.date,
        label=article.page.label,
    )


def _machine(article: Article, files: PageFiles) -> Page | None:
    try:
        return files.read(article.page.document, article.page.name, article.page.content).page
    except PageError:
        return None
