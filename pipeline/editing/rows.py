"""The state of a page in the database: read whole or in part, and written."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from sqlalchemy import Connection, Row, bindparam, delete, exists, insert, select, update

from pipeline.database.schema import blocks, events, flags, pages, sources
from pipeline.database.upsert import upsert
from pipeline.editing import groups
from pipeline.editing.changes import Kind
from pipeline.editing.flags import Flag
from pipeline.editing.groups import balances, groups_of
from pipeline.editing.overall import Overall
from pipeline.editing.packing import pack, unpack
from pipeline.editing.state import BlockState, PageState

# what is asked again and again is put together once: that takes longer than many an answer
_DRAWN = exists().where(
    events.c.sha256 == sources.c.sha256, events.c.frame == pages.c.frame, events.c.kind == Kind.DRAW.value
)
_PAGE = (
    select(pages, sources.c.document, sources.c.sha256, _DRAWN.label("drawn"))
    .join(sources, sources.c.id == pages.c.source)
    .where(pages.c.id == bindparam("which"))
)
_BLOCK = select(blocks).where(blocks.c.page == bindparam("on"), blocks.c.number == bindparam("which"))


def page_row(connection: Connection, page: int) -> Row[Any] | None:
    """A page with ``document`` and ``sha256`` of its source, and ``drawn``: whether people drew lines on it; ``None``
    when there is no such page."""
    return connection.execute(_PAGE, {"which": page}).first()


def block_row(connection: Connection, page: int, number: int) -> Row[Any] | None:
    """A block of a page, gone ones too."""
    return connection.execute(_BLOCK, {"on": page, "which": number}).first()


def block_state(row: Row[Any]) -> BlockState:
    """A row as the state of a block."""
    lines = tuple(json.loads(row.lines))
    return BlockState(row.number, row.kind, unpack(row.cells), lines, row.article, row.machine)


def page_state(connection: Connection, page: int) -> PageState:
    """The blocks of a page as they now read, in reading order."""
    query = select(blocks).where(blocks.c.page == page, blocks.c.position.is_not(None)).order_by(blocks.c.position)
    found = [block_state(row) for row in connection.execute(query)]
    return PageState({block.number: block for block in found}, tuple(block.number for block in found))


def write_block(
    connection: Connection, page: int, block: BlockState, position: int | None, editor: str | None, at: str | None
) -> None:
    """Enter a block as it is, or change its row, whose version rises."""
    values = block_values(page, block, position, editor, at, 1)
    upsert(connection, blocks, ["page", "number"], values, {"version": blocks.c.version + 1})


def block_values(
    page: int, block: BlockState, position: int | None, editor: str | None, at: str | None, version: int
) -> dict[str, Any]:
    """A block as a row."""
    return {
        "page": page,
        "number": block.number,
        "position": position,
        "kind": block.kind,
        "article": block.article,
        "text": block.text.text,
        "cells": pack(block.text),
        "machine": block.machine,
        "lines": json.dumps(block.lines),
        "version": version,
        "changed_by": editor,
        "changed": at,
    }


def write_state(
    connection: Connection, page: int, before: PageState, after: PageState, editor: str | None, at: str | None
) -> None:
    """Write what differs between two states of a page; blocks that are gone keep their row without a position."""
    places = {number: n for n, number in enumerate(after.order)}
    was = {number: n for n, number in enumerate(before.order)}
    for number, block in after.blocks.items():
        if before.blocks.get(number) != block:
            write_block(connection, page, block, places[number], editor, at)
        elif was.get(number) != places[number]:  # the block itself is as others see it
            moved = update(blocks).where(blocks.c.page == page, blocks.c.number == number)
            connection.execute(moved.values(position=places[number]))
    for number in before.blocks:
        if number not in after.blocks:
            gone = update(blocks).where(blocks.c.page == page, blocks.c.number == number)
            connection.execute(gone.values(position=None, version=blocks.c.version + 1, changed_by=editor, changed=at))


def write_flags(
    connection: Connection, page: Row[Any] | Any, found: Sequence[Flag], refuse_after: int, overall: Overall
) -> None:
    """The flags of a page in place of those that it had; ``page``: its row."""
    f = flags.c
    had = connection.execute(select(f.grouped, f.state, f.band, f.weight).where(f.page == page.id)).mappings()
    overall.add(groups.grow, [(group, -1, -weight) for group, _, weight in groups.waiting(had)])
    connection.execute(delete(flags).where(flags.c.page == page.id))
    ids = groups_of(connection, found)
    rejected = {group for group, number in balances(connection, set(ids)).items() if number >= refuse_after}
    values = [
        flag_values(flag, page, group, "refused" if flag.state == "open" and group in rejected else flag.state)
        for flag, group in zip(found, ids, strict=True)
    ]
    if values:
        connection.execute(insert(flags), values)
    overall.add(groups.grow, groups.waiting(values))


def flag_values(flag: Flag, page: Any, group: int, state: str) -> dict[str, Any]:
    """A flag as a row; ``page``: the row of its page."""
    return {
        "grouped": group,
        "queue": flag.queue,
        "state": state,
        "band": flag.band,
        "kind": flag.kind,
        "page": page.id,
        "block": flag.block,
        "source": page.source,
        "issue": page.issue,
        "date": page.date,
        "before": flag.before,
        "after": flag.after,
        "probability": flag.probability,
        "weight": flag.weight,
        "ids": ids_text(flag.ids),
        "record": flag.record,
        "left": flag.left,
        "right": flag.right,
        "batch": flag.batch,
        "decided_by": flag.decided_by,
        "decided": flag.decided,
    }


def ids_text(ids: Sequence[str]) -> str:
    """Character ids as the rows of flags have them."""
    return json.dumps(ids)
