"""Endpoints of glyph sheets: the places of a character, their pictures, what was seen, another character for some."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict
from typing import Annotated, Any

from fastapi import APIRouter, Path, Query
from fastapi.responses import Response
from pydantic import BaseModel, ConfigDict, Field
from sqlalchemy import func, select

from pipeline.database import Lock
from pipeline.database.schema import pages
from pipeline.editing import requests
from pipeline.editing.conflict import NotPossible
from pipeline.review.problem import NotThere
from pipeline.review.routes.sheets import checked
from pipeline.review.who import Editor, Reader, Room
from pipeline.sheets import work
from pipeline.sheets.pictures import glyph_row, wanted_places
from pipeline.sheets.places import character_of
from pipeline.sheets.retyping import glyph_edits
from pipeline.sheets.sheet import sheet

router = APIRouter(prefix="/sheets")
MOST = 20_000
"""Places that are listed: what lies behind them nobody looks through."""
ROW = 60
"""Characters in one picture."""
AT_ONCE = 2_000
"""Places that are marked or retyped at a time."""
KEPT = "private, max-age=86400"
"""A place keeps its picture while no page is taken in: the address names the time when the last one was."""
Code = Annotated[int, Path(ge=1, le=0x10FFFF, description="of the character, in Unicode")]
Number = Annotated[int, Field(ge=0, le=2**31 - 1)]
Spot = Annotated[list[Number], Field(min_length=3, max_length=3)]
Places = Annotated[list[Spot], Field(min_length=1, max_length=AT_ONCE, description="page, line, offset of each")]


class Sheet(BaseModel):
    """The places of a character, the doubtful ones first."""

    character: str
    number: int = Field(description="of all places")
    seen: int = Field(description="places that somebody has seen")
    version: str = Field(description="``v`` of its pictures: another one when pages were taken in")
    places: list[list[int | str]] = Field(
        description="page, line, offset, confidence (per cent), marks (1: a name is flagged there, 2: a person decided "
        "it, 4: seen, 8: without an image to compare), the likeliest other character"
    )


class Seen(BaseModel):
    """Places that a person has looked at."""

    model_config = ConfigDict(extra="forbid")

    places: Places


class SeenAnswer(BaseModel):
    """How many nobody had seen before."""

    new: int


class Retyping(BaseModel):
    """Another text for some places."""

    model_config = ConfigDict(extra="forbid")

    places: Places
    text: str = Field(max_length=8, description="empty: nothing is printed there")


class Done(BaseModel):
    """What was done."""

    batch: str = Field(description="name of the action, to take it back")
    changed: int
    clashes: list[dict[str, Any]] = Field(default=[], description="places that others had changed meanwhile")


@router.get("/{code}")
def places(room: Room, code: Code, person: Reader) -> Sheet:
    """All places of a character, at most the 20,000 most doubtful.  404: marks and spaces have no sheet."""
    with room.database.read() as connection:
        found = sheet(connection, _character(code))
        version = connection.scalar(select(func.max(pages.c.taken))) or ""
    shown = found.places[:MOST]
    fields = (shown[name].tolist() for name in ("line", "offset", "confidence", "marks"))
    others = [character_of(one) for one in shown["other"].tolist()]
    rows = [list(row) for row in zip(found.pages[:MOST].tolist(), *fields, others, strict=True)]
    return Sheet(character=found.character, number=len(found), seen=found.seen, version=version, places=rows)


@router.get("/{code}/glyphs", response_class=Response, responses={200: {"content": {"image/jpeg": {}}}})
def glyphs(
    room: Room,
    code: Code,
    person: Reader,
    places: Annotated[str, Query(pattern=r"^\d{1,9}\.\d{1,9}\.\d{1,5}(-\d{1,9}\.\d{1,9}\.\d{1,5}){0,59}$")],
    size: Annotated[int, Query(ge=24, le=128)] = 64,
    v: Annotated[str, Query(max_length=40)] = "",
) -> Response:
    """Pictures of places beside each other, ``size`` px high and wide each, at most 60.

    ``places``: page.line.offset of each, joined by hyphens.  A place that there is not stays white.
    """
    spots = _spots([list(map(int, one.split("."))) for one in places.split("-")])
    with room.database.read() as connection:
        wanted = wanted_places(connection, room.editing.files, _character(code), spots)
    picture = glyph_row(room.images, wanted, size)
    return Response(picture, media_type="image/jpeg", headers={"Cache-Control": KEPT if v else "no-store"})


@router.post("/{code}/seen")
def seen(room: Room, code: Code, said: Seen, person: Editor) -> SeenAnswer:
    """Note which places were looked at on this sheet."""
    with room.database.write(Lock.PAGES) as connection:
        return SeenAnswer(new=work.mark_seen(connection, _character(code), _spots(said.places), person.name))


@router.post("/{code}/retype")
def retype(room: Room, code: Code, said: Retyping, person: Editor) -> Done:
    """Give places of this character another text, all in one action.

    409: others had changed all of them; those that others changed among several are told in ``clashes``.
    """
    character = _character(code)
    with room.database.read() as connection:
        edits = glyph_edits(connection, character, _spots(said.places), said.text)
    done = _done(lambda: room.editing.edit_spans(person.name, edits))
    with room.database.write(Lock.TOGETHER) as connection:
        work.note_retyped(connection, character, done.changed, person.name)
    return done


def _done(act: Callable[[], requests.Done]) -> Done:
    try:
        done = act()
    except NotPossible as error:
        if error.code == "page-gone":
            raise NotThere from None
        raise
    return Done(batch=done.batch, changed=done.changed, clashes=[asdict(clash) for clash in done.clashes])


def _character(code: int) -> str:
    return checked(chr(code))


def _spots(places: list[list[int]]) -> list[work.Spot]:
    return [(page, line, offset) for page, line, offset in places]
