"""One flag after the other: the page, and what its script asks for."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Query
from fastapi.responses import Response
from pydantic import BaseModel, ConfigDict, Field
from sqlalchemy import Connection, Row

from pipeline.editing import walking
from pipeline.editing.queue import Filter
from pipeline.editing.requests import Choice, Decision, SpanEdit
from pipeline.review import item
from pipeline.review.bodies import Settled, Text, Version, Why
from pipeline.review.filters import Wanted, of_queue, query_of
from pipeline.review.marks import visible
from pipeline.review.problem import NotThere
from pipeline.review.view import View as ViewType
from pipeline.review.who import Editor, Reader, Room, RowId, View

router = APIRouter(prefix="/flags")
api = APIRouter(prefix="/flags", tags=["flags"])
Score = Annotated[float | None, Query(ge=0, le=1e12, description="of the group, when one came to it")]


class Shown(BaseModel):
    """One flag for the script of its page."""

    id: int
    page: int
    block: int
    title: str
    html: str
    """the part of the page that shows it, every text escaped."""
    crops: list[str]
    """addresses of the pictures of its lines, to be fetched ahead."""
    small: str | None
    """address of the small picture of its page, to be fetched when there is time."""
    next: str | None
    previous: str | None
    group: str
    waiting: str
    """how many wait, in words."""


class Decided(BaseModel):
    """What an editor decides."""

    model_config = ConfigDict(extra="forbid")

    version: Version
    choice: Choice
    text: Text | None = None
    """the candidate that is accepted, or the text written instead."""
    why: Why = ""


class Written(BaseModel):
    """A text over that of somebody else, which was seen."""

    model_config = ConfigDict(extra="forbid")

    seen: Text
    text: Text
    why: Why = Field(default="")


@router.get("/{id}")
def flag_page(view: View, room: Room, person: Reader, id: RowId, wanted: Wanted, score: Score = None) -> Response:
    """A flag with its line, its paragraph, its candidates.  404: it is gone."""
    with room.database.read() as connection:
        flag = _flag(connection, id)
        wanted = of_queue(wanted, flag.queue)
        shown = item.item(connection, room, flag, wanted, score)
    return view.show("flag.html", here="/queue", item=shown, query=query_of(wanted))


@api.get("/{id}")
def flag(view: View, room: Room, person: Reader, id: RowId, wanted: Wanted, score: Score = None) -> Shown:
    """The same for the script."""
    with room.database.read() as connection:
        found = _flag(connection, id)
        shown = item.item(connection, room, found, of_queue(wanted, found.queue), score)
    return _shown(view, shown)


@api.post("/{id}/decision")
def decide(room: Room, person: Editor, id: RowId, wanted: Wanted, body: Decided, score: Score = None) -> Settled:
    """Decide on a flag; ``next`` is where to go on.  409: somebody was quicker."""
    with room.database.read() as connection:
        found = _flag(connection, id)
        wanted = of_queue(wanted, found.queue)
        score = walking.score_here(connection, found, wanted) if score is None else score
    done = room.editing.decide(person.name, [Decision(id, body.version, body.choice, body.text)], body.why)
    with room.database.read() as connection:
        return Settled.of(done, _next(connection, found, wanted, score))


@api.post("/{id}/text")
def write(room: Room, person: Editor, id: RowId, wanted: Wanted, body: Written, score: Score = None) -> Settled:
    """Write another text in the place of a flag that is decided.  409: it no longer reads as it was seen."""
    with room.database.read() as connection:
        found = _flag(connection, id)
    edit = SpanEdit(found.page, found.block, walking.characters(found), body.seen, body.text)
    done = room.editing.edit_spans(person.name, [edit], body.why)
    with room.database.read() as connection:
        return Settled.of(done, _next(connection, found, of_queue(wanted, found.queue), score))


def _flag(connection: Connection, id: int) -> Row[Any]:
    found = walking.place(connection, id)
    if found is None:
        raise NotThere
    return found


def _next(connection: Connection, flag: Row[Any], wanted: Filter, score: float | None) -> str | None:
    return item.address(walking.beside(connection, flag, wanted, score=score), wanted)


def _shown(view: ViewType, shown: item.Item) -> Shown:
    flag = shown.flag
    return Shown(
        id=flag.id,
        page=flag.page,
        block=flag.block,
        title=f"{visible(flag.before)} → {visible(flag.after)} · {view.say('product')}",
        html=view.render("item.html", item=shown),
        crops=[crop.address for crop in shown.crops],
        small=shown.small,
        next=shown.next,
        previous=shown.previous,
        group=shown.group,
        waiting=view.say("item.waiting", count=shown.waiting),
    )
