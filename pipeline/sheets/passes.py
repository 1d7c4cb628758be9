"""What was read stays in step with the text: a changed line is unread, a line of a page read anew is found again."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, Row, delete, insert, select

from pipeline.database.schema import read_lines, read_pages
from pipeline.database.upsert import upsert
from pipeline.editing.overall import Overall
from pipeline.editing.state import BlockState, PageState
from pipeline.model.page import Page
from pipeline.sheets.reading import grow, line_texts


class Passes:
    """Follows the text (``pipeline.editing.intake.Follower``)."""

    def prepare(self, document: str, machine: Page, state: PageState) -> None:
        """Nothing takes long here."""

    def page_taken(
        self, connection: Connection, page: int, machine: Page, state: PageState, prepared: None, overall: Overall
    ) -> None:
        """A page was taken in, or taken again.  ``page``: its row id.

        Another run may have given the lines other ids; a pass goes with its text where that stands there just once.
        """
        texts = {line: text for block in state.blocks.values() for line, text in line_texts(block).items()}
        had = connection.execute(select(read_lines).where(read_lines.c.page == page)).all()
        kept = _kept(had, texts)
        if had:
            connection.execute(delete(read_lines).where(read_lines.c.page == page))
        if kept:
            rows = [{**row._mapping, "line": line} for line, row in kept.items()]
            connection.execute(insert(read_lines), rows)
        read = sum(row.text == texts.get(line) for line, row in kept.items())
        upsert(connection, read_pages, ["page"], {"page": page, "lines": len(texts), "read": read})

    def block_changed(
        self,
        connection: Connection,
        page: int,
        before: BlockState | None,
        after: BlockState | None,
        overall: Overall,
    ) -> None:
        """A person changed a block; ``None``: it was not there, or is gone."""
        was, now = line_texts(before), line_texts(after)
        if was == now:
            return
        query = select(read_lines.c.line, read_lines.c.text).where(read_lines.c.page == page)
        passed = {row.line: row.text for row in connection.execute(query)}
        read = _read(now, passed) - _read(was, passed)
        if len(now) != len(was) or read:
            grow(connection, page, lines=len(now) - len(was), read=read)


def _read(texts: Mapping[int, str], passed: Mapping[int, str]) -> int:
    return sum(passed.get(line) == text for line, text in texts.items())


def _kept(had: Sequence[Row[Any]], texts: Mapping[int, str]) -> dict[int, Row[Any]]:
    """Line id -> the pass of that line.  One without a line is kept while no other has its id: its text may return."""
    kept = {row.line: row for row in had if texts.get(row.line) == row.text}
    places: dict[str, list[int]] = {}
    for line, text in texts.items():
        places.setdefault(text, []).append(line)
    for row in had:
        homes = places.get(row.text, [])
        if texts.get(row.line) != row.text and len(homes) == 1:
            kept.setdefault(homes[0], row)
    moved = {id(row) for row in kept.values()}
    for row in had:
        if id(row) not in moved:
            kept.setdefault(row.line, row)
    return kept
