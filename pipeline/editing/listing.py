"""Which pages there are, how far each has come, and how far all of them together."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, and_, func, or_, select

from pipeline.database.schema import flags, pages, sources
from pipeline.editing.progress import DECIDED, Progress
from pipeline.editing.queue import PAGE


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which pages are meant; empty: any."""

    document: str = ""
    """part of a document's name."""
    issue: str = ""
    """part of an issue's key."""
    state: str = ""


def listed(connection: Connection, wanted: Wanted, offset: int = 0, limit: int = PAGE) -> Sequence[Row[Any]]:
    """Pages that are meant, by document and page: rows of ``pages`` with ``document``, ``open`` (flags that wait for a
    decision) and ``settled`` (flags that have one)."""
    waits = and_(flags.c.state == "open", flags.c.band != "applied")
    query = (
        select(
            pages,
            sources.c.document,
            _count(waits).label("open"),
            _count(flags.c.state.in_(DECIDED)).label("settled"),
        )
        .join(sources, sources.c.id == pages.c.source)
        .where(*_conditions(wanted))
        .order_by(sources.c.document, pages.c.name)
        .offset(offset)
        .limit(limit)
    )
    return connection.execute(query).all()


def together(connection: Connection, wanted: Wanted) -> tuple[Progress, int]:
    """How far the pages that are meant have come, and how many characters they have."""
    query = (
        select(pages.c.state, func.count(), func.sum(pages.c.characters))
        .join(sources, sources.c.id == pages.c.source)
        .where(*_conditions(wanted))
        .group_by(pages.c.state)
    )
    whole, characters = Progress(None), 0
    for state, count, many in connection.execute(query):
        whole.pages[state] = count
        characters += many or 0
    return whole, characters


def of_documents(connection: Connection, source_ids: Iterable[int]) -> dict[int, Progress]:
    """How far documents have come.  ``source_ids``: row ids of their sources."""
    query = (
        select(pages.c.source, pages.c.state, func.count())
        .where(pages.c.source.in_(list(source_ids)))
        .group_by(pages.c.source, pages.c.state)
    )
    found: dict[int, Progress] = {}
    for source, state, count in connection.execute(query):
        found.setdefault(source, Progress(None)).pages[state] = count
    return found


def beside(connection: Connection, page: Row[Any], *, forward: bool) -> int | None:
    """The page before or behind one, in the order of the list.  ``page``: its row, with ``document``."""
    document, name = sources.c.document, pages.c.name
    if forward:
        later = or_(document > page.document, and_(document == page.document, name > page.name))
        order: tuple[Any, ...] = (document, name)
    else:
        later = or_(document < page.document, and_(document == page.document, name < page.name))
        order = (document.desc(), name.desc())
    query = select(pages.c.id).join(sources, sources.c.id == pages.c.source).where(later).order_by(*order).limit(1)
    return connection.scalar(query)


def _count(which: ColumnElement[bool]) -> Any:
    return select(func.count()).where(flags.c.page == pages.c.id, which).correlate(pages).scalar_subquery()


def _conditions(wanted: Wanted) -> list[ColumnElement[bool]]:
    found: list[ColumnElement[bool]] = []
    if wanted.document:
        found.append(sources.c.document.icontains(wanted.document, autoescape=True))
    if wanted.issue:
        found.append(pages.c.issue.icontains(wanted.issue, autoescape=True))
    if wanted.state:
        found.append(pages.c.state == wanted.state)
    return found
