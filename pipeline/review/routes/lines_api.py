"""Endpoints of line-by-line reading: the lines of a page, their pictures, passing them, another text."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Path, Query
from fastapi.responses import Response
from pydantic import BaseModel, ConfigDict, Field
from sqlalchemy import Row

from pipeline.database import Lock
from pipeline.database.locks import hold_pages
from pipeline.editing.rows import page_row
from pipeline.errors import PageError
from pipeline.model.page import Page
from pipeline.model.text import Line
from pipeline.review.problem import NotThere
from pipeline.review.room import Room as RoomType
from pipeline.review.who import Editor, Reader, Room, RowId
from pipeline.sheets import reading
from pipeline.sheets.pictures import LinePicture, line_image, line_picture, page_with_lines
from pipeline.sheets.retyping import line_edits

router = APIRouter(prefix="/lines")
LONGEST = 1_000
"""Characters of a line; no print is longer."""
KEPT = "private, max-age=86400"
"""A line keeps its picture until its page is read again, and then it has another address."""
Cuts = Annotated[
    list[float],
    Field(
        description="along the line: where each character as read begins and, last, where the line ends; shares of it"
    ),
]
LineId = Annotated[int, Path(ge=0, le=2**31 - 1)]


class ReadLine(BaseModel):
    """One line."""

    line: int
    block: int
    text: str = Field(description="as it now reads")
    read_by: str | None = Field(description="who passed it as it reads")
    at: str | None
    picture: str = Field(description="address of its picture")
    cuts: Cuts
    width: int = Field(description="px, of its picture")
    height: int
    vertical: bool


class Lines(BaseModel):
    """The lines of a page in reading order."""

    document: str
    name: str
    lines: list[ReadLine]


class Place(BaseModel):
    """One line with its characters, to be shown beside a sheet."""

    document: str
    name: str
    text: str = Field(description="as read")
    picture: str = Field(description="address of its picture")
    cuts: Cuts
    width: int
    height: int
    vertical: bool


class Passing(BaseModel):
    """A line that was read."""

    model_config = ConfigDict(extra="forbid")

    text: str = Field(min_length=1, max_length=LONGEST, description="as it was seen")


class Retyping(BaseModel):
    """Another text for a line."""

    model_config = ConfigDict(extra="forbid")

    before: str = Field(min_length=1, max_length=LONGEST, description="as it was seen")
    after: str = Field(max_length=LONGEST)


class Progress(BaseModel):
    """How much of the page is read."""

    lines: int
    read: int


class Done(BaseModel):
    """What was done."""

    batch: str = Field(description="name of the action, to take it back")
    changed: int
    text: str = Field(description="of the line, as it now reads")


@router.get("/{page}")
def lines(room: Room, page: RowId, person: Reader) -> Lines:
    """All lines of a page with text, as they now read.  404: there is no such page, or its file is gone."""
    found = _page(room, page)
    with room.database.read() as connection:
        row = page_row(connection, page)
        read = reading.lines_of(connection, page)
    if row is None:
        raise NotThere
    by_id = found.line_by_id
    return Lines(document=row.document, name=row.name, lines=[_told(row, one, by_id[one.line]) for one in read])


@router.get("/{page}/{line}")
def line(room: Room, page: RowId, line: LineId, person: Reader) -> Place:
    """One line with the places of its characters.  404: there is no such line."""
    with room.database.read() as connection:
        row = page_row(connection, page)
    found = _line(_page(room, page), line)
    if row is None:
        raise NotThere
    shown = line_picture(found)
    return Place(document=row.document, name=row.name, text=found.text, picture=_address(row, line), **_shape(shown))


@router.get("/{page}/{line}/picture", response_class=Response, responses={200: {"content": {"image/jpeg": {}}}})
def picture(
    room: Room, page: RowId, line: LineId, person: Reader, v: Annotated[str, Query(max_length=40)] = ""
) -> Response:
    """The picture of a line with a margin.  404: no such line, or no page image."""
    with room.database.read() as connection:
        try:
            found = page_with_lines(connection, room.editing.files, page)
        except PageError:
            raise NotThere from None
    if found is None:
        raise NotThere
    try:
        data = line_image(room.images, found[1], line_picture(_line(found[0], line)))
    except PageError:
        raise NotThere from None
    return Response(data, media_type="image/jpeg", headers={"Cache-Control": KEPT if v else "no-store"})


@router.post("/{page}/{line}/pass")
def pass_line(room: Room, page: RowId, line: LineId, said: Passing, person: Editor) -> Progress:
    """A line was read and is right.  409: it reads otherwise by now."""
    with room.database.write(Lock.PAGES) as connection:
        hold_pages(connection, [page])
        done = reading.pass_line(connection, page, line, said.text, person.name)
    return Progress(lines=done.lines, read=done.read)


@router.delete("/{page}/{line}/pass")
def take_back(room: Room, page: RowId, line: LineId, person: Editor) -> Progress:
    """A line is to be read again."""
    _line(_page(room, page), line)
    with room.database.write(Lock.PAGES) as connection:
        hold_pages(connection, [page])
        done = reading.take_back(connection, page, line)
    return Progress(lines=done.lines, read=done.read)


@router.post("/{page}/{line}/text")
def retype(room: Room, page: RowId, line: LineId, said: Retyping, person: Editor) -> Done:
    """Give a line another text.  409: it reads otherwise by now."""
    with room.database.read() as connection:
        edits = line_edits(connection, page, line, said.before, said.after)
    done = room.editing.edit_spans(person.name, edits)
    with room.database.read() as connection:
        text = next((one.text for one in reading.lines_of(connection, page) if one.line == line), "")
    return Done(batch=done.batch, changed=done.changed, text=text)


def _page(room: RoomType, page: int) -> Page:
    with room.database.read() as connection:
        try:
            found = page_with_lines(connection, room.editing.files, page)
        except PageError:
            raise NotThere from None
    if found is None:
        raise NotThere
    return found[0]


def _line(page: Page, line: int) -> Line:
    found = page.line_by_id.get(line)
    if found is None or not found.text:
        raise NotThere
    return found


def _told(row: Row[Any], one: reading.ReadableLine, line: Line) -> ReadLine:
    read = {"line": one.line, "block": one.block, "text": one.text, "read_by": one.read_by, "at": one.at}
    return ReadLine(**read, picture=_address(row, one.line), **_shape(line_picture(line)))


def _address(row: Row[Any], line: int) -> str:
    """Where the picture of a line is, while its page is as it is."""
    return f"/api/lines/{row.id}/{line}/picture?v={row.content[:16]}"


def _shape(shown: LinePicture) -> dict[str, Any]:
    """What a script needs to show a line."""
    return {
        "cuts": list(shown.cuts),
        "width": shown.size[0],
        "height": shown.size[1],
        "vertical": shown.vertical,
    }
