"""A page as it is now, worked out from its file and its events."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection, Row, select

from pipeline.database.schema import pages
from pipeline.editing import events as log
from pipeline.editing.pagefiles import PageFile, PageFiles
from pipeline.editing.replay import Replayed, replay
from pipeline.model.page import Page


def replayed(connection: Connection, source: int, sha256: str, file: PageFile) -> Replayed:
    """A page with everything that people did to it."""
    page = file.page
    history = log.of_frame(connection, sha256, page.frame)
    dead = log.undone(connection, (event.batch for event in history))
    live = [event for event in history if event.batch not in dead]
    query = select(pages.c.name).where(pages.c.source == source, pages.c.frame == page.frame, pages.c.name != page.name)
    return replay(page, file.content, live, frozenset(connection.scalars(query)))


def replayed_row(connection: Connection, row: Row[Any], files: PageFiles) -> Replayed:
    """The same for a page's row (with ``document`` and ``sha256``).  Raises ``PageError``."""
    return replayed(connection, row.source, row.sha256, files.read(row.document, row.name, row.content))


def with_drawn(connection: Connection, row: Row[Any], files: PageFiles) -> Page:
    """The page file's page, with the lines that people drew.  ``row``: of ``rows.page_row``.  Raises ``PageError``."""
    if row.drawn:
        return replayed_row(connection, row, files).page
    return files.read(row.document, row.name, row.content).page
