"""An article as its page shows it: its text with the hits of a query, its neighbours, its citations."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date

from sqlalchemy import Connection, select

from pipeline.corpus import citing
from pipeline.corpus.articles import Article, Part, article_of
from pipeline.corpus.hits import Hit
from pipeline.corpus.issue_facts import Where, issue_facts
from pipeline.corpus.permalinks import numbers, path_of
from pipeline.database.schema import pages, sources
from pipeline.editing.pagefiles import PageFiles
from pipeline.review.search_asked import Meant
from pipeline.review.search_shown import image_of


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of text.  ``image``: address of the page image where it is a hit, else ``None``."""

    text: str
    image: str | None = None


@dataclass(frozen=True, slots=True)
class Leading:
    """A link to an article."""

    address: str
    article: Article


def pieces(part: Part, hits: Sequence[Hit], page: int, meant: Meant) -> Iterator[Piece]:
    """The text of a block with its hits; where these overlap, the first has the stretch.  ``page``: row id."""
    at = 0
    for hit in sorted((hit for hit in hits if hit.block == part.block), key=lambda one: (one.start, -one.end)):
        start = max(at, hit.start)
        if start >= hit.end:
            continue
        if start > at:
            yield Piece(part.text[at:start])
        yield Piece(part.text[start : hit.end], image_of(page, hit, meant))
        at = hit.end
    if at < len(part.text):
        yield Piece(part.text[at:])


def leading(connection: Connection, where: tuple[int, int] | None) -> Leading | None:
    """The way to an article.  ``where``: row id of its page and its name there; ``None``: it has no address."""
    article = None if where is None else article_of(connection, *where)
    if where is None or article is None:
        return None
    number = numbers(connection, [where[0]]).get(where)
    return None if number is None else Leading(path_of(article.page.document, article.page.name, number), article)


def continued(connection: Connection, article: Article, files: PageFiles) -> tuple[Leading | None, Leading | None]:
    """Where it goes on from (上接), and where it goes on (下转)."""
    facts, here = issue_facts(files.results), (article.page.document, article.page.name, article.name)
    return _there(connection, facts.back.get(here)), _there(connection, facts.onward.get(here))


def _there(connection: Connection, where: Where | None) -> Leading | None:
    if where is None:
        return None
    document, name, article = where
    query = select(pages.c.id).join(sources, sources.c.id == pages.c.source)
    page = connection.scalar(query.where(sources.c.document == document, pages.c.name == name))
    return None if page is None else leading(connection, (page, article))


def with_address(cited: citing.Cited, address: str | None, seen: date) -> citing.Cited:
    """The same with the way in which others reach it, and the day."""
    return replace(cited, address=address, accessed=seen if address else None)
