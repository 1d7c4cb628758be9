"""Issue and date of pages that were taken in before their document was finished."""

from __future__ import annotations

from pathlib import Path

from sqlalchemy import Connection, and_, func, or_, select, update

from pipeline.corpus import state
from pipeline.database import Database, Lock
from pipeline.database.locks import hold_pages, hold_together
from pipeline.database.schema import files, flags, pages, sources
from pipeline.errors import PageError
from pipeline.export.interchange import read_document

_SECONDS = 19
"""characters of an ISO time down to its seconds."""


def settle_heads(database: Database, results: Path) -> None:
    """Give them what the finished document says."""
    with database.read() as connection:
        late = _late(connection)
    for source, document in late:
        try:
            found = read_document(results / document / "document.json")
        except PageError:
            continue  # it is told where the document itself is asked for
        said = {"issue": found.issue_key, "date": found.metadata.date}
        with database.write(Lock.PAGES) as connection:
            hold_pages(connection, connection.scalars(select(pages.c.id).where(pages.c.source == source)))
            if any([_give(connection, source, column, value) for column, value in said.items() if value]):
                hold_together(connection)
                state.changed(connection)


def _give(connection: Connection, source: int, column: str, value: str) -> bool:
    given = 0
    for table in (pages, flags):
        without = (table.c.source == source, table.c[column].is_(None))
        given += connection.execute(update(table).where(*without).values({column: value})).rowcount
    return given > 0


def _late(connection: Connection) -> list[tuple[int, str]]:
    """Documents that were written after pages of theirs, which lack something, had been taken in."""
    query = (
        select(sources.c.id, sources.c.document)
        .join(pages, pages.c.source == sources.c.id)
        .join(
            files,
            and_(files.c.source == sources.c.id, files.c.path == sources.c.document + "/document.json"),
        )
        .where(or_(pages.c.issue.is_(None), pages.c.date.is_(None)))
        .where(func.substr(files.c.written, 1, _SECONDS) >= func.substr(pages.c.taken, 1, _SECONDS))
        .distinct()
    )
    return [(id, document) for id, document in connection.execute(query)]
