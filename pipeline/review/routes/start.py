"""The start page, and the progress of all documents and issues."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Query
from fastapi.responses import Response
from sqlalchemy import Connection, func, select

from pipeline.database.schema import frames
from pipeline.editing import orphans, progress
from pipeline.review.clock import Clock
from pipeline.review.paging import At, Pager, offset
from pipeline.review.who import Reader, Room, View

router = APIRouter()
SHOWN = 8
"""documents and issues on the start page: those with most to decide."""
By = Annotated[progress.By, Query()]


@router.get("/")
def start(view: View, room: Room, person: Reader) -> Response:
    """How far the work has come, and where to go."""
    with room.database.read() as connection:
        found = progress.everything(connection)
        people = progress.editors(connection, midnight(room.clock))
        waiting = _unread(connection)
        lost = orphans.count(connection)
    return view.show(
        "start.html",
        whole=found.whole,
        documents=found.documents,
        issues=found.issues,
        people=people,
        shown=SHOWN,
        waiting=waiting,
        orphans=lost,
        states=progress.PAGE_STATES,
        taking=room.keeper.progress,
        folder=room.results.name,
    )


@router.get("/progress")
def progress_page(view: View, room: Room, person: Reader, by: By = "document", at: At = 1) -> Response:
    """All documents or issues, those with most to decide first."""
    with room.database.read() as connection:
        everything = progress.everything(connection)
    found = everything.documents if by == "document" else everything.issues
    pager = Pager(at, len(found))
    return view.show(
        "progress.html",
        here="/",
        by=by,
        listed=found[offset(at) : offset(at) + pager.size],
        pager=pager,
        page_address=lambda page: f"/progress?by={by}&at={page}",
        states=progress.PAGE_STATES,
    )


def midnight(clock: Clock) -> str:
    """When today began in this place, ISO 8601, UTC."""
    local = clock().astimezone()
    begun = local.replace(hour=0, minute=0, second=0, microsecond=0)
    return datetime.fromtimestamp(begun.timestamp(), clock().tzinfo).isoformat(timespec="microseconds")


def _unread(connection: Connection) -> int:
    """Frames that a run has still to read."""
    here = frames.c.state.in_(("waiting", "working"))
    return connection.scalar(select(func.count()).select_from(frames).where(here)) or 0
