"""Brings the corpus up to date before something is asked of it: new pages, other lists of names."""

from __future__ import annotations

from collections.abc import Callable

from sqlalchemy import or_, select

from pipeline.corpus.heads import settle_heads
from pipeline.corpus.keeping import CorpusIndex
from pipeline.corpus.names import Names
from pipeline.database import Lock
from pipeline.database.locks import hold_pages
from pipeline.database.schema import indexed, pages
from pipeline.editing import rows
from pipeline.editing.overall import Overall
from pipeline.editing.store import Editing
from pipeline.errors import PageError


def refresh(
    editing: Editing,
    names: Names,
    on_page: Callable[[int, int], None] = lambda done, of: None,
    stopped: Callable[[], bool] = lambda: False,
) -> list[PageError]:
    """Take waiting pages in, then index those that were taken in before there was a corpus or under other names.

    ``on_page``: told how many of how many are done; ``stopped``: asked before each.  Returns what could not be used;
    the rest is up to date.
    """
    problems = list(editing.intake.run(on_page, stopped).problems)
    settle_heads(editing.database, editing.results)
    todo, index = _stale(editing, names), CorpusIndex(names)
    for number, page in enumerate(todo, 1):
        if stopped():
            break
        try:
            _index(editing, index, page)
        except PageError as error:
            problems.append(error)
        on_page(number, len(todo))
    return problems


def behind(editing: Editing, names: Names) -> int:
    """Number of pages that ``refresh`` would take in or index."""
    return len(editing.intake.waiting()) + len(_stale(editing, names))


def _stale(editing: Editing, names: Names) -> list[int]:
    stale = (
        select(pages.c.id)
        .outerjoin(indexed, indexed.c.page == pages.c.id)
        .where(or_(indexed.c.page.is_(None), indexed.c.names != names.identity))
    )
    with editing.database.read() as connection:
        return list(connection.scalars(stale))


def _index(editing: Editing, index: CorpusIndex, page: int) -> None:
    while True:
        with editing.database.read() as connection:
            row = rows.page_row(connection, page)
            state = rows.page_state(connection, page)
        if row is None:
            return
        machine = editing.files.read(row.document, row.name, row.content).page
        prepared = index.prepare(row.document, machine, state)
        with editing.database.write(Lock.PAGES) as connection:
            hold_pages(connection, [page])
            now = rows.page_row(connection, page)
            if now is not None and now.version != row.version:
                continue  # somebody changed it meanwhile
            if now is not None:
                overall = Overall()
                index.page_taken(connection, page, machine, state, prepared, overall)
                overall.finish(connection)
            return
