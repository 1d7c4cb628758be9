"""Decisions that found no place when their page was read again."""

from __future__ import annotations

from typing import Literal

from fastapi import APIRouter
from fastapi.responses import Response
from pydantic import BaseModel, ConfigDict

from pipeline.editing import orphans
from pipeline.editing.requests import Done
from pipeline.review.bodies import Settled, Text, Why
from pipeline.review.crop import version_of
from pipeline.review.paging import At, Pager, offset
from pipeline.review.who import Editor, Reader, Room, RowId, View

router = APIRouter(prefix="/orphans")
api = APIRouter(prefix="/orphans", tags=["orphans"])


class Choice(BaseModel):
    """What is to become of an orphan."""

    model_config = ConfigDict(extra="forbid")

    choice: Literal["keep", "apply"]
    """``keep``: what stands there; ``apply``: the text of the decision."""
    seen: Text = ""
    """what stands there, as the editor saw it."""
    why: Why = ""


@router.get("")
def orphans_page(view: View, room: Room, person: Reader, at: At = 1) -> Response:
    """All that wait, with both texts."""
    with room.database.read() as connection:
        number = orphans.count(connection)
        listed = orphans.listed(connection, offset(at), Pager(at, number).size)
    return view.show(
        "orphans.html",
        here="/history",
        listed=listed,
        pager=Pager(at, number),
        page_address=lambda page: f"/orphans?at={page}",
        version_of=version_of,
    )


@api.post("/{event}/{page}")
def settle(room: Room, person: Editor, event: RowId, page: RowId, body: Choice) -> Settled:
    """Settle one.  409: its place reads otherwise now; 422: it is settled already, or has no place on the page."""
    if body.choice == "apply":
        return Settled.of(room.editing.orphans.apply(person.name, event, page, body.seen, body.why))
    room.editing.orphans.keep(person.name, event, page)
    return Settled.of(Done("", 1))
