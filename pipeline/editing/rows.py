"""The state of a page in the database: read whole or in part, and written."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import Connection, Row, delete, func, insert, select, update

from pipeline.database.schema import blocks, flag_groups, flags, pages, sources
from pipeline.database.upsert import upsert
from pipeline.editing.flags import Flag
from pipeline.editing.packing import pack, unpack
from pipeline.editing.state import BlockState, PageState


def page_row(connection: Connection, page: int) -> Row[Any] | None:
    """A page with ``document`` and ``sha256`` of its source; ``None`` when there is no such page."""
    query = (
        select(pages, sources.c.document, sources.c.sha256)
        .join(sources, sources.c.id == pages.c.source)
        .where(pages.c.id == page)
    )
    return connection.execute(query).first()


def block_row(connection: Connection, page: int, number: int) -> Row[Any] | None:
    """A block of a page, gone ones too."""
    return connection.execute(select(blocks).where(blocks.c.page == page, blocks.c.number == number)).first()


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
) -> int:
    """Enter a block as it is, or change its row; returns its version now."""
    had = connection.scalar(select(blocks.c.version).where(blocks.c.page == page, blocks.c.number == block.number))
    version = (had or 0) + 1
    upsert(connection, blocks, ["page", "number"], block_values(page, block, position, editor, at, version))
    return version


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


def write_flags(connection: Connection, page: Row[Any] | Any, found: Iterable[Flag], refuse_after: int) -> None:
    """The flags of a page in place of those that it had; ``page``: its row."""
    groups = set(connection.scalars(select(flags.c.grouped).where(flags.c.page == page.id)))
    connection.execute(delete(flags).where(flags.c.page == page.id))
    refused: dict[int, bool] = {}
    rows = []
    for flag in found:
        group = group_of(connection, flag)
        groups.add(group)
        if group not in refused:
            refused[group] = balance(connection, group) >= refuse_after
        state = "refused" if flag.state == "open" and refused[group] else flag.state
        rows.append(flag_values(flag, page, group, state))
    if rows:
        connection.execute(insert(flags), rows)
    count_groups(connection, groups)


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


def group_of(connection: Connection, flag: Flag) -> int:
    """Row id of the group of flags with the same change; made when it is new."""
    t = flag_groups.c
    same = (t.queue == flag.queue, t.before == flag.before, t.after == flag.after, t.kind == flag.kind)
    found = connection.scalar(select(t.id).where(*same))
    if found is not None:
        return int(found)
    values = {"queue": flag.queue, "before": flag.before, "after": flag.after, "kind": flag.kind}
    entered = connection.execute(insert(flag_groups).values(**values, open=0, score=0.0)).inserted_primary_key
    assert entered is not None
    return int(entered[0])


def balance(connection: Connection, group: int) -> int:
    """Rejections of a change less its acceptances."""
    query = select(flags.c.state, func.count()).where(flags.c.grouped == group).group_by(flags.c.state)
    counts: dict[str, int] = {state: number for state, number in connection.execute(query)}
    return counts.get("rejected", 0) - counts.get("accepted", 0)


def count_groups(connection: Connection, groups: Iterable[int]) -> None:
    """Number of flags that wait, and score of groups, anew.  What the machine changed by itself waits for nobody."""
    for group in groups:
        waits = (flags.c.grouped == group, flags.c.state == "open", flags.c.band != "applied")
        query = select(func.count(), func.sum(flags.c.weight)).where(*waits)
        number, score = connection.execute(query).one()
        values = {"open": number, "score": round(score or 0.0, 4)}
        connection.execute(update(flag_groups).where(flag_groups.c.id == group).values(**values))
