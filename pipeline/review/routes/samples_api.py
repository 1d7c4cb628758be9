"""Endpoints of judging: the lines that wait, their pictures, and what a person says of one."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query
from fastapi.responses import Response
from pydantic import BaseModel, ConfigDict, Field

from pipeline.errors import NoInputError, PageError
from pipeline.review.problem import NotThere
from pipeline.review.room import Room as RoomType
from pipeline.review.routes.samples import sample_of
from pipeline.review.who import Editor, Reader, Room, RowId
from pipeline.sampling.judging import LONGEST, Said
from pipeline.sampling.records import SampleLine
from pipeline.sampling.standing import Standing, to_judge, to_settle

router = APIRouter(prefix="/samples")
AT_ONCE = 20
"""Lines that are handed out together: a minute or two of work."""
KEPT = "private, max-age=3600"
"""A drawn line never changes, but a run may replace the page image."""


class WaitingLine(BaseModel):
    """One line that is to be judged."""

    line: int
    text: str = Field(description="as drawn")
    said: list[str | None] = Field(description="to settle a difference: the texts; null: it cannot be read")
    vertical: bool
    crop: str = Field(description="address of its picture")


class Waiting(BaseModel):
    """The next lines, and how many there are."""

    lines: list[WaitingLine]
    waiting: int = Field(description="for this person, these lines included")
    all: int = Field(description="lines of the sample")


class Judgement(BaseModel):
    """What a person says of a line."""

    model_config = ConfigDict(extra="forbid")

    line: int = Field(ge=1, le=2**63 - 1)
    text: str | None = Field(
        max_length=LONGEST, description="what is printed; empty: nothing is; null: it cannot be read"
    )
    settles: bool = False


class Taken(BaseModel):
    """A judgement was written."""

    line: int


@router.get("/{id}/waiting")
def waiting(
    room: Room,
    id: RowId,
    person: Editor,
    settle: bool = False,
    most: Annotated[int, Query(ge=1, le=AT_ONCE)] = AT_ONCE,
) -> Waiting:
    """The next lines for this person, in the random order of the sample; nothing tells what others said of them."""
    standing = room.sampling.judging.standing(sample_of(room, id))
    found = list((to_settle if settle else to_judge)(standing, person.name))
    lines = [_told(id, one, settle) for one in found[:most]]
    return Waiting(lines=lines, waiting=len(found), all=len(standing))


@router.post("/{id}/judgements")
def judge(room: Room, id: RowId, said: Judgement, person: Editor) -> Taken:
    """Enter a judgement; a later one of the same person on the same line holds in its place.

    422: the text is no line of print, or the person may not settle this line.
    """
    line = _line(room, id, said.line)
    room.sampling.judging.enter(person.name, [Said(line.id, said.text, said.settles)])
    return Taken(line=line.id)


@router.get("/{id}/lines/{line}/crop", response_class=Response, responses={200: {"content": {"image/jpeg": {}}}})
def crop(room: Room, id: RowId, line: RowId, person: Reader) -> Response:
    """The picture of a line.  404: no such line, or no page image."""
    drawn = _line(room, id, line).drawn
    try:
        picture = room.sampling.crops.jpeg(drawn)
    except PageError:
        raise NotThere from None
    return Response(picture, media_type="image/jpeg", headers={"Cache-Control": KEPT})


def _line(room: RoomType, sample: int, line: int) -> SampleLine:
    try:
        found = room.sampling.samples.lines_of([line])[line]
    except NoInputError:
        raise NotThere from None
    if found.sample != sample:
        raise NotThere
    return found


def _told(sample: int, one: Standing, settle: bool) -> WaitingLine:
    line, said = one.line, sorted({j.text for j in one.judged}, key=lambda text: (text is None, text or ""))
    return WaitingLine(
        line=line.id,
        text=line.drawn.text,
        said=said if settle else [],
        vertical=line.drawn.vertical,
        crop=f"/api/samples/{sample}/lines/{line.id}/crop",
    )
