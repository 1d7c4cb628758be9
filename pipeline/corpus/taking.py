"""The hits of a query tied to the characters and places of the scan, to be saved."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence

from sqlalchemy import Connection, func, select

from pipeline.corpus import state
from pipeline.corpus.hits import Hit, hits
from pipeline.corpus.names import Names
from pipeline.corpus.orders import Sort
from pipeline.corpus.saving import SavedHit, SavingError, Taken
from pipeline.corpus.searching import Options, search
from pipeline.corpus.sorting import ordered
from pipeline.corpus.words import cutting
from pipeline.database.schema import events, pages, sources
from pipeline.editing.pagefiles import PageFiles
from pipeline.editing.places import polygons
from pipeline.errors import PageError
from pipeline.model.geometry import Quad

MOST = 10_000
"""hits of a set: each is tied to the scan by its page file; 20 files are read a second, 100 when the system holds
them."""
CONTEXT = 40
"""characters on either side that are kept with a hit."""
Told = Callable[[int, int], None]
"""Told how many of how many hits are tied to the scan."""


def take(
    connection: Connection,
    names: Names,
    files: PageFiles,
    query: str,
    options: Options,
    sort: Sort,
    also: Sequence[tuple[str, str]] = (),
    on_hit: Told = lambda done, of: None,
    most_pages: int | None = None,
) -> Taken:
    """Find a query and tie its hits to the scan.  ``also``: fields and values that must hold beside it.

    Raises ``QueryError``, ``SavingError``: more than ``MOST`` hits, or on more than ``most_pages`` pages.
    """
    found = search(connection, names, query, options, also)
    if found.total > MOST:
        raise SavingError("many", f"{found.total:,} hits: a saved set has {MOST:,} at most. Narrow the query.")
    number = len({found.blocks[place.block].page for place in found.places})
    if most_pages is not None and number > most_pages:
        raise SavingError("wide", f"The hits stand on {number:,} pages; here it is {most_pages:,} at most.")
    listed = list(hits(connection, found, ordered(found, sort, cut=cutting(names)), CONTEXT))
    return Taken(
        query,
        options,
        tuple(also),
        sort.value,
        state.version(connection),
        connection.scalar(select(func.max(events.c.id))) or 0,
        tuple(tied(connection, files, listed, on_hit)),
    )


def tied(
    connection: Connection, files: PageFiles, listed: Sequence[Hit], on_hit: Told, without: Collection[str] = ()
) -> list[SavedHit]:
    """Hits with their places on the scan.  ``without``: checksums of page files for which no places are needed."""
    where = _pages(connection, {(hit.document, hit.page) for hit in listed})
    found: dict[int, SavedHit] = {}
    # page by page, whatever the order of the hits: each page file is then read once
    for done, k in enumerate(sorted(range(len(listed)), key=lambda k: (listed[k].document, listed[k].page)), 1):
        hit = listed[k]
        sha256, frame, content = where[hit.document, hit.page]
        place = () if content in without else place_of(files, hit, content)
        found[k] = SavedHit(k + 1, sha256, frame, content, place, hit)
        on_hit(done, len(listed))
    return [found[k] for k in range(len(listed))]


def place_of(files: PageFiles, hit: Hit, content: str) -> tuple[Quad, ...]:
    """Where a hit stands on the scan; empty where its page file is gone or another one."""
    try:
        file = files.read(hit.document, hit.page, content)
    except PageError:
        return ()
    return polygons(file.page, hit.characters) if file.content == content else ()


def _pages(connection: Connection, asked: set[tuple[str, str]]) -> dict[tuple[str, str], tuple[str, int, str]]:
    query = select(sources.c.document, pages.c.name, sources.c.sha256, pages.c.frame, pages.c.content)
    rows = connection.execute(query.join(sources, pages.c.source == sources.c.id))
    return {(row[0], row[1]): (row[2] or "", row[3], row[4]) for row in rows if (row[0], row[1]) in asked}
