"""The queue: what is to be decided, in the order of what helps most."""

from __future__ import annotations

from functools import partial

from fastapi import APIRouter
from fastapi.responses import Response

from pipeline.editing.choices import Field, choices, suggestions
from pipeline.editing.queue import STATES, Group, groups
from pipeline.review.filters import Text, Wanted, query_of, shown
from pipeline.review.paging import At, Pager, offset
from pipeline.review.who import Reader, Room, View

router = APIRouter(prefix="/queue")
api = APIRouter(prefix="/suggestions", tags=["queue"])


@router.get("")
def queue_page(view: View, room: Room, person: Reader, wanted: Wanted, at: At = 1) -> Response:
    """Groups of changes, with filters."""
    with room.database.read() as connection:
        found = groups(connection, wanted, offset(at))
        listed = choices(connection, wanted.queue)
    query = query_of(wanted)

    def leads_to(group: Group) -> str:
        """Where a row leads: one place alone is shown at once."""
        return f"/groups/{group.id}{query}" if group.places > 1 else f"/flags/{group.first}{query}"

    return view.show(
        "queue.html",
        found=found,
        heaviest=max((group.score for group in found.groups), default=1.0) or 1.0,
        wanted=wanted,
        set_to=shown(wanted),
        choices=listed,
        states=STATES,
        pager=Pager(at, found.total),
        page_address=lambda number: "/queue" + query_of(wanted, at=number),
        leads_to=leads_to,
        query=partial(query_of, wanted),
        taking=room.keeper.progress,
    )


@api.get("")
def suggested(room: Room, person: Reader, field: Field, part: Text = "") -> list[str]:
    """Documents, or issues, that have a part in their name: for fields that complete what is typed."""
    with room.database.read() as connection:
        return suggestions(connection, field, part)
