"""The best layer of a page: as people left it, where they worked on it."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from sqlalchemy import select

from pipeline.database import Database
from pipeline.database.schema import blocks, pages, sources
from pipeline.editing.packing import unpack
from pipeline.errors import PageError
from pipeline.model.page import UNTEXTED_KINDS
from pipeline.sampling.lines import BlockText
from pipeline.sampling.lot import Filed, Reading, as_filed


def as_reviewed(database: Database, results: Path) -> Reading:
    """The reading of the database, and that of the page file for pages that the database does not have.

    The reading raises ``PageError`` for a page that was made anew since the database took it in.
    """

    def read(filed: Filed) -> Iterable[BlockText]:
        with database.read() as connection:
            query = (
                select(pages.c.id, pages.c.content)
                .join(sources, sources.c.id == pages.c.source)
                .where(sources.c.document == filed.document, pages.c.name == filed.page.name)
            )
            page = connection.execute(query).first()
            if page is None:
                return as_filed(filed)
            if page.content != filed.content:
                raise PageError(
                    results / filed.document / f"{filed.page.name}.json",
                    "not-taken-in",
                    "The page was made anew, and what people decided has not been carried over to it yet.",
                    "Start 'baokan review' once, which does it.",
                    stage="sampling",
                )
            of_page = select(blocks.c.kind, blocks.c.cells).where(
                blocks.c.page == page.id, blocks.c.position.is_not(None), blocks.c.kind.not_in(UNTEXTED_KINDS)
            )
            rows = connection.execute(of_page.order_by(blocks.c.position)).all()
        return [BlockText(row.kind, unpack(row.cells)) for row in rows]

    return read
