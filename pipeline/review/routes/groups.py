"""All places of one change: looked through as pictures, and decided at once."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from fastapi import APIRouter
from fastapi.responses import Response
from pydantic import BaseModel, ConfigDict, Field
from sqlalchemy import Connection, Row, select

from pipeline.database.schema import flags
from pipeline.editing import walking
from pipeline.editing.queue import Filter
from pipeline.editing.requests import Decision
from pipeline.editing.walking import Step
from pipeline.review.bodies import Pair, Settled, Why
from pipeline.review.crop import version_of
from pipeline.review.filters import Wanted, of_queue, query_of
from pipeline.review.paging import At, Pager, offset
from pipeline.review.problem import NotThere, Problem
from pipeline.review.who import Editor, Reader, Room, RowId, View

router = APIRouter(prefix="/groups")
api = APIRouter(prefix="/groups", tags=["groups"])
MOST = 20_000
"""places that one decision may be about; their numbers take half of what a request may bring."""


class Places(BaseModel):
    """All places of a group that meet a filter."""

    places: list[Pair]
    """(row id of the flag, its version), in the order of the page."""
    score: float
    """where the group is in the queue."""


class Decided(BaseModel):
    """One decision for many places."""

    model_config = ConfigDict(extra="forbid")

    choice: Literal["accept", "reject"]
    places: Annotated[list[Pair], Field(min_length=1, max_length=MOST)]
    """those that are ticked: (row id of the flag, its version as it was seen)."""
    score: Annotated[float, Field(ge=0, le=1e12)] = 0.0
    why: Why = ""


@router.get("/{id}")
def group_page(view: View, room: Room, person: Reader, id: RowId, wanted: Wanted, at: At = 1) -> Response:
    """Every place of a group, a page at a time.  404: there is no such group."""
    with room.database.read() as connection:
        group = _group(connection, id)
        wanted = of_queue(wanted, group.queue)
        places = walking.places(connection, id, wanted, offset(at))
        number, pages = walking.spread(connection, id, wanted)
        score = walking.score_of(connection, id, wanted)
    return view.show(
        "group.html",
        group=group,
        here="/queue",
        listed=places,
        pages=pages,
        pager=Pager(at, number),
        page_address=lambda number: f"/groups/{id}{query_of(wanted, at=number)}",
        query=query_of(wanted),
        flag_query=query_of(wanted, score=score),
        version_of=version_of,
    )


@api.get("/{id}")
def all_places(room: Room, person: Reader, id: RowId, wanted: Wanted) -> Places:
    """All places, so that a decision can name those that the page has not shown yet."""
    with room.database.read() as connection:
        group = _group(connection, id)
        wanted = of_queue(wanted, group.queue)
        listed = walking.versions(connection, id, wanted)
        return Places(places=[list(one) for one in listed], score=walking.score_of(connection, id, wanted))


@api.post("/{id}/decision")
def decide(room: Room, person: Editor, id: RowId, wanted: Wanted, body: Decided) -> Settled:
    """Decide on all ticked places; ``next`` is the group to go on to.  409: all of them were changed by others."""
    with room.database.read() as connection:
        group = _group(connection, id)
        ours = set(connection.scalars(select(flags.c.id).where(flags.c.grouped == id)))
    if not ours.issuperset(flag for flag, _ in body.places):
        raise Problem(422, "editing.flag-gone")
    decisions = [Decision(flag, version, body.choice) for flag, version in body.places]
    done = room.editing.decide(person.name, decisions, body.why)
    with room.database.read() as connection:
        return Settled.of(done, _next(connection, Step(id, body.score), of_queue(wanted, group.queue)))


def _group(connection: Connection, id: int) -> Row[Any]:
    found = walking.group(connection, id)
    if found is None:
        raise NotThere
    return found


def _next(connection: Connection, here: Step, wanted: Filter) -> str | None:
    """The group behind; at the end the first one, if it is another."""
    found = [*walking.steps(connection, wanted, here), *walking.steps(connection, wanted, None, limit=2)]
    return next((f"/groups/{step.group}{query_of(wanted)}" for step in found if step.group != here.group), None)
