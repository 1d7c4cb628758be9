"""Which pages there are, how far each has come, and how far all of them together."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, and_, func, or_, select

from pipeline.database.schema import flags, pages, sources
from pipeline.editing.flags import SETTLED

PAGE = 50
"""pages that are listed at a time."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which pages are meant; empty: any."""

    document: str = ""
    """part of a document's name."""
    issue: str = ""
    """key of an issue."""
    state: str = ""


@dataclass(frozen=True, slots=True)
class Progress:
    """How far some pages have come."""

    by_state: Mapping[str, int] = field(default_factory=dict)
    characters: int = 0

    @property
    def pages(self) -> int:
        """How many there are."""
        return sum(self.by_state.values())

    def share(self, *states: str) -> float:
        """Share of the pages that are in one of these states, 0..1."""
        return sum(self.by_state.get(state, 0) for state in states) / (self.pages or 1)


def listed(connection: Connection, wanted: Wanted, offset: int = 0, limit: int = PAGE) -> Sequence[Row[Any]]:
    """Pages that are meant, by document and page: rows of ``pages`` with ``document``, ``open`` (flags that wait for a
    decision) and ``settled`` (flags that have one)."""
    waits = and_(flags.c.state == "open", flags.c.band != "applied")
    query = (
        select(
            pages,
            sources.c.document,
            _count(waits).label("open"),
            _count(flags.c.state.in_(SETTLED.values())).label("settled"),
        )
        .join(sources, sources.c.id == pages.c.source)
        .where(*_conditions(wanted))
        .order_by(sources.c.document, pages.c.name)
        .offset(offset)
        .limit(limit)
    )
    return connection.execute(query).all()


def progress(connection: Connection, wanted: Wanted) -> Progress:
    """How far the pages that are meant have come."""
    query = (
        select(pages.c.state, func.count(), func.sum(pages.c.characters))
        .join(sources, sources.c.id == pages.c.source)
        .where(*_conditions(wanted))
        .group_by(pages.c.state)
    )
    found = connection.execute(query).all()
    return Progress({state: count for state, count, _ in found}, sum(characters or 0 for *_, characters in found))


def progress_of(connection: Connection, source_ids: Iterable[int]) -> dict[int, Progress]:
    """How far documents have come.  ``source_ids``: row ids of their sources."""
    query = (
        select(pages.c.source, pages.c.state, func.count(), func.sum(pages.c.characters))
        .where(pages.c.source.in_(list(source_ids)))
        .group_by(pages.c.source, pages.c.state)
    )
    counts: dict[int, dict[str, int]] = {}
    characters: dict[int, int] = {}
    for source, state, count, many in connection.execute(query):
        counts.setdefault(source, {})[state] = count
        characters[source] = characters.get(source, 0) + (many or 0)
    return {source: Progress(by_state, characters[source]) for source, by_state in counts.items()}


def issues(connection: Connection) -> list[str]:
    """Keys of all issues."""
    query = select(pages.c.issue).where(pages.c.issue.is_not(None)).distinct().order_by(pages.c.issue)
    return [issue for issue in connection.scalars(query) if issue is not None]


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
        found.append(sources.c.document.contains(wanted.document, autoescape=True))
    if wanted.issue:
        found.append(pages.c.issue == wanted.issue)
    if wanted.state:
        found.append(pages.c.state == wanted.state)
    return found
