"""Images of whole pages."""

from __future__ import annotations

from fastapi import APIRouter
from fastapi.responses import FileResponse, Response

from pipeline.editing import rows
from pipeline.review.problem import NotThere
from pipeline.review.who import Reader, Room, RowId

router = APIRouter()


@router.get("/images/page/{page}")
def image(page: RowId, room: Room, person: Reader) -> Response:
    """The stored image of a page."""
    with room.database.read() as connection:
        row = rows.page_row(connection, page)
    if row is None:
        raise NotThere
    path = room.editing.files.path(row.document, row.name, ".jpg")
    if not path.is_file():
        raise NotThere
    return FileResponse(path, media_type="image/jpeg", headers={"Cache-Control": "private, no-cache"})
