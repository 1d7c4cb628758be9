"""The pages of line-by-line reading: all pages with what is read of them, and one of them."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query
from fastapi.responses import Response

from pipeline.editing.rows import page_row
from pipeline.review.person import Role
from pipeline.review.problem import NotThere
from pipeline.review.who import Reader, Room, RowId, View
from pipeline.sheets import reading

router = APIRouter(prefix="/lines")
AT_ONCE = 100
"""Pages that are listed on one page."""
LONGEST = 200
"""Characters of a document's name that is looked for."""


@router.get("")
def lines_page(
    view: View,
    room: Room,
    person: Reader,
    document: Annotated[str, Query(max_length=LONGEST)] = "",
    start: Annotated[int, Query(alias="from", ge=0, le=10_000_000)] = 0,
) -> Response:
    """All pages in the order of documents, with what is read; only documents with ``document`` in their name."""
    with room.database.read() as connection:
        found = reading.of_pages(connection, document.strip(), AT_ONCE + 1, start)
        whole, readers = reading.everywhere(connection), reading.by_editor(connection)
        first = next((one.page for one in found if one.read < one.lines), None)
        documents = reading.by_document(connection, (one.document for one in found))
    return view.show(
        "lines.html",
        pages=found[:AT_ONCE],
        more=start + AT_ONCE if len(found) > AT_ONCE else None,
        before=max(0, start - AT_ONCE) if start else None,
        documents=documents,
        whole=whole,
        readers=readers,
        document=document,
        first=first,
    )


@router.get("/{page}")
def reading_page(view: View, room: Room, page: RowId, person: Reader) -> Response:
    """The lines of one page; its script asks for them.  404: there is no such page."""
    with room.database.read() as connection:
        row = page_row(connection, page)
        if row is None:
            raise NotThere
        following = reading.next_unread(connection, page)
    may = person.role.covers(Role.editor)
    return view.show("reading.html", page=row, following=following, may=may)
