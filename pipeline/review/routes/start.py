"""The start page."""

from __future__ import annotations

from fastapi import APIRouter
from fastapi.responses import Response
from sqlalchemy import func, select

from pipeline.database.schema import sources
from pipeline.review.overview import overview
from pipeline.review.who import Reader, Room, View

router = APIRouter()


@router.get("/")
def start(view: View, room: Room, person: Reader) -> Response:
    """How far the work has come, and where to go."""
    today = room.clock().astimezone().replace(hour=0, minute=0, second=0, microsecond=0)
    with room.database.read() as connection:
        documents = connection.scalar(select(func.count()).select_from(sources).where(sources.c.state != "replaced"))
        seen = overview(connection, person.name, today)
    return view.show(
        "start.html",
        documents=documents or 0,
        seen=seen,
        intake=room.keeper.progress,
        folder=room.results.absolute().name,
    )
