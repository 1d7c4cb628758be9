"""Decisions as a table: what correction and ``baokan gazetteer learn`` learn from (``docs/correction.md``)."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from pathlib import Path

from sqlalchemy import Connection, select

from pipeline import files
from pipeline.database import Database
from pipeline.database.schema import events, flags, pages, sources

COLUMNS = ("before", "after", "status", "document", "page", "left", "right", "editor", "decided", "why")


def write_decisions(database: Database, path: Path) -> int:
    """Write all decisions on names that hold, oldest first.  Returns their number.  Raises ``OutputError``."""
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(COLUMNS)
    number = 0
    with database.read() as connection:
        for row in _rows(connection):
            writer.writerow(row)
            number += 1
    files.write(path, "\ufeff" + text.getvalue())
    return number


def _rows(connection: Connection) -> Iterator[tuple[str, ...]]:
    f = flags.c
    why = select(events.c.why).where(events.c.batch == f.batch).limit(1).scalar_subquery()
    query = (
        select(
            f.before, f.after, f.state, sources.c.document, pages.c.name, f.left, f.right, f.decided_by, f.decided, why
        )
        .join(pages, pages.c.id == f.page)
        .join(sources, sources.c.id == pages.c.source)
        .where(f.queue == "names", f.state.in_(["accepted", "rejected"]))
        .order_by(f.decided, f.id)
    )
    for row in connection.execute(query):
        yield tuple("" if value is None else str(value) for value in row)
