"""Pictures of pages and lines.  Addresses hold row ids and numbers only; where the files are, the database says."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path as FilePath
from typing import Annotated, Any

from fastapi import APIRouter, Path, Query, Request
from fastapi.responses import FileResponse, Response
from sqlalchemy import Row

from pipeline.crops.encoding import MEDIA_TYPE
from pipeline.editing import events as log
from pipeline.editing import rows, walking
from pipeline.editing.current import with_drawn
from pipeline.errors import PageError
from pipeline.review.crop import ROW_AROUND, crops, version_of
from pipeline.review.problem import NotThere
from pipeline.review.room import Room as RoomType
from pipeline.review.who import Reader, Room, RowId

router = APIRouter(prefix="/images")
_MOST = 2**31
LineId = Annotated[int, Path(ge=0, le=_MOST)]
Offset = Annotated[int, Query(ge=0, le=_MOST)]
Version = Annotated[int, Query(ge=0, le=2**63 - 1)]
FOR_GOOD, ASK_AGAIN = "private, max-age=31536000, immutable", "private, no-cache"


@router.get("/line/{page}/{line}")
def line_image(
    request: Request, room: Room, person: Reader, page: RowId, line: LineId, first: Offset, last: Offset, v: Version = 0
) -> Response:
    """The characters ``first`` to ``last`` of a line, upright.  404: there is no such line."""
    with room.database.read() as connection:
        row = _row(rows.page_row(connection, page))
        tag = f"{row.content[:16]}-{line}-{first}-{last}"

        def made() -> Response:
            try:
                found = with_drawn(connection, row, room.editing.files).line_by_id.get(line)
                if found is None or not first <= last < len(found.text):
                    raise NotThere
                picture = room.pictures.line(_path(room, row), found, first, last)
            except PageError:
                raise NotThere from None
            return Response(picture, media_type=MEDIA_TYPE)

        return _kept(request, tag, v == version_of(row.content), made)


@router.get("/page/{page}")
def page_image(request: Request, room: Room, person: Reader, page: RowId, v: Version = 0) -> Response:
    """The stored image of a page.  404: there is none."""
    with room.database.read() as connection:
        row = _row(rows.page_row(connection, page))
    path = _path(room, row)
    if not path.is_file():
        raise NotThere
    fresh = v == version_of(row.content)
    return _kept(request, f"{row.content[:16]}-page", fresh, lambda: FileResponse(path, media_type=MEDIA_TYPE))


@router.get("/page/{page}/small")
def small_image(request: Request, room: Room, person: Reader, page: RowId, v: Version = 0) -> Response:
    """The page as a small picture.  404: there is no image of it."""
    with room.database.read() as connection:
        row = _row(rows.page_row(connection, page))

    def made() -> Response:
        try:
            size = room.editing.files.read(row.document, row.name, row.content).page.size
            picture = room.pictures.small(_path(room, row), version_of(row.content), size)
        except PageError:
            raise NotThere from None
        return Response(picture, media_type=MEDIA_TYPE)

    return _kept(request, f"{row.content[:16]}-small", v == version_of(row.content), made)


@router.get("/text/{page}/{block}")
def text_image(
    request: Request, room: Room, person: Reader, page: RowId, block: LineId, start: Offset, end: Offset, v: Version = 0
) -> Response:
    """A part of a block's text as it is printed, framed.  ``v``: version of the block.  404: there is none."""
    with room.database.read() as connection:
        row = _row(rows.page_row(connection, page))
        held = _row(rows.block_row(connection, page, block))

        def made() -> Response:
            ids = rows.block_state(held).text.ids(start, end)
            try:
                machine = with_drawn(connection, row, room.editing.files)
                parts = crops(machine, row.id, row.content, ids, ROW_AROUND)
                if not parts:
                    raise NotThere
                return Response(room.pictures.marked(_path(room, row), machine, parts), media_type=MEDIA_TYPE)
            except PageError:
                raise NotThere from None

        tag = f"{row.content[:16]}-text-{block}-{held.version}-{start}-{end}"
        return _kept(request, tag, v == held.version, made)


@router.get("/flag/{id}")
def flag_image(request: Request, room: Room, person: Reader, id: RowId, v: Version = 0) -> Response:
    """The place of a flag in its line, framed.  404: there is no such flag, or no image of its page."""
    with room.database.read() as connection:
        flag = walking.place(connection, id)
        if flag is None:
            raise NotThere
        row = _row(rows.page_row(connection, flag.page))

        def made() -> Response:
            try:
                page = with_drawn(connection, row, room.editing.files)
                parts = crops(page, row.id, row.content, walking.characters(flag), ROW_AROUND)
                if not parts:
                    raise NotThere
                return Response(room.pictures.marked(_path(room, row), page, parts), media_type=MEDIA_TYPE)
            except PageError:
                raise NotThere from None

        return _kept(request, f"{row.content[:16]}-flag-{id}", v == version_of(row.content), made)


@router.get("/place/{page}/{event}")
def place_image(request: Request, room: Room, person: Reader, page: RowId, event: RowId, v: Version = 0) -> Response:
    """Where on a page something was done, framed.  404: no such event or page, or it was done to no characters."""
    with room.database.read() as connection:
        row = _row(rows.page_row(connection, page))
        done = log.with_id(connection, event)

    def made() -> Response:
        if done is None or done.where is None or done.where.sha256 != row.sha256 or not done.polygons:
            raise NotThere
        try:
            machine = room.editing.files.read(row.document, row.name, row.content).page
            return Response(room.pictures.place(_path(room, row), machine, done.polygons[0]), media_type=MEDIA_TYPE)
        except PageError:
            raise NotThere from None

    return _kept(request, f"{row.content[:16]}-place-{event}", v == version_of(row.content), made)


def _row(found: Row[Any] | None) -> Row[Any]:
    if found is None:
        raise NotThere
    return found


def _path(room: RoomType, row: Row[Any]) -> FilePath:
    return room.editing.files.path(row.document, row.name, ".jpg")


def _kept(request: Request, tag: str, fresh: bool, make: Callable[[], Response]) -> Response:
    """An answer that a browser keeps; 304 where it has it already.  ``fresh``: the address names the present page."""
    headers = {"ETag": f'"{tag}"', "Cache-Control": FOR_GOOD if fresh else ASK_AGAIN}
    if f'"{tag}"' in request.headers.get("if-none-match", ""):
        return Response(status_code=304, headers=headers)
    answer = make()
    answer.headers.update(headers)
    return answer
