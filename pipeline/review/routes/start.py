"""The start page."""

from __future__ import annotations

from fastapi import APIRouter
from fastapi.responses import Response
from sqlalchemy import func, select

from pipeline.database.schema import frames, sources
from pipeline.review.who import Reader, Room, View

router = APIRouter()


@router.get("/")
def start(view: View, room: Room, person: Reader) -> Response:
    """How much there is, and where to go."""
    with room.database.read() as connection:
        documents = connection.scalar(select(func.count()).select_from(sources).where(sources.c.state != "replaced"))
        found = connection.execute(select(frames.c.state, func.count()).group_by(frames.c.state))
        counts: dict[str, int] = {state: count for state, count in found}
    done = counts.get("done", 0)
    waiting = counts.get("waiting", 0) + counts.get("working", 0)
    return view.show("start.html", documents=documents or 0, done=done, waiting=waiting, folder=room.results.name)
