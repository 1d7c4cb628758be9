"""What was done, by whom, when and why; and what became of one paragraph."""

from __future__ import annotations

from typing import Annotated, Any
from urllib.parse import urlencode

from fastapi import APIRouter, Path, Query
from fastapi.responses import Response

from pipeline.editing import choices, history, orphans, rows
from pipeline.errors import PageError
from pipeline.review.crop import version_of
from pipeline.review.filters import Text
from pipeline.review.paging import At, Pager, offset
from pipeline.review.problem import NotThere
from pipeline.review.routes.actions import Batch
from pipeline.review.who import Reader, Room, RowId, View

router = APIRouter()
Before = Annotated[int | None, Query(ge=1, le=2**62)]
Kind = Annotated[str, Query(pattern=f"^({'|'.join(history.KINDS)})?$")]
Number = Annotated[int, Path(ge=0, le=2**31)]


@router.get("/history")
def history_page(
    view: View,
    room: Room,
    person: Reader,
    editor: Text = "",
    document: Text = "",
    kind: Kind = "",
    before: Before = None,
) -> Response:
    """Actions of everybody, the last one first."""
    wanted = history.Wanted(editor or None, document or None, kind or None)
    with room.database.read() as connection:
        found = history.actions(connection, wanted, before)
        people = choices.editors(connection)
        waiting = orphans.count(connection)
    given = {"editor": editor, "document": document, "kind": kind}
    fields: dict[str, Any] = {name: value for name, value in given.items() if value}
    return view.show(
        "history.html",
        found=found,
        wanted=wanted,
        people=people,
        kinds=history.KINDS,
        orphans=waiting,
        first=before is None,
        older=urlencode(fields | {"before": found.older}) if found.older else None,
        newest=f"/history?{urlencode(fields)}" if fields else "/history",
    )


@router.get("/history/{batch}")
def action_page(view: View, room: Room, person: Reader, batch: Batch, at: At = 1) -> Response:
    """Every place of one action.  404: there is no such action."""
    with room.database.read() as connection:
        found = history.action(connection, batch)
        if found is None:
            raise NotThere
        listed = history.events_of(connection, batch, offset(at), history.PAGE)
    pager = Pager(at, found.number)
    return view.show(
        "action.html",
        here="/history",
        action=found,
        listed=listed,
        pager=pager,
        page_address=lambda number: f"/history/{batch}?at={number}",
    )


@router.get("/pages/{page}/blocks/{number}/history")
def block_history(view: View, room: Room, person: Reader, page: RowId, number: Number) -> Response:
    """What became of one paragraph.  404: there is no such block."""
    with room.database.read() as connection:
        row = rows.page_row(connection, page)
        block = rows.block_row(connection, page, number)
        if row is None or block is None:
            raise NotThere
        try:
            listed = history.of_block(connection, room.editing.files, row, number)
        except PageError:
            raise NotThere from None
    version = version_of(row.content)
    return view.show("block-history.html", here="/history", page=row, block=block, listed=listed, version=version)
