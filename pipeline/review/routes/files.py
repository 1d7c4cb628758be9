"""Style sheets, scripts, icons."""

from __future__ import annotations

from fastapi import APIRouter
from fastapi.responses import Response

from pipeline.review.problem import NotThere
from pipeline.review.who import Anyone, Room

router = APIRouter()


@router.get("/static/{version}/{name:path}")
def static(version: str, name: str, room: Room, person: Anyone) -> Response:
    """One static file.  A browser keeps the present version for good and asks for any other again."""
    file = room.pages.files.get(name)
    if file is None:
        raise NotThere
    kept = "public, max-age=31536000, immutable" if version == room.pages.version else "no-cache"
    return Response(file.content, media_type=file.media_type, headers={"Cache-Control": kept})
