"""The list of pages, and the page view."""

from __future__ import annotations

from itertools import groupby
from operator import attrgetter
from typing import Literal
from urllib.parse import urlencode

from fastapi import APIRouter
from fastapi.responses import Response

from pipeline.editing import listing, rows
from pipeline.editing.listing import Wanted
from pipeline.editing.progress import PAGE_STATES
from pipeline.editing.structure import KINDS
from pipeline.review.crop import version_of
from pipeline.review.filters import Text
from pipeline.review.paging import At, Pager, offset
from pipeline.review.problem import NotThere
from pipeline.review.who import Reader, Room, RowId, View

router = APIRouter()
State = Literal["", "machine", "in review", "reviewed", "validated"]


@router.get("/pages")
def pages(
    view: View, room: Room, person: Reader, document: Text = "", issue: Text = "", state: State = "", at: At = 1
) -> Response:
    """Documents and pages, how far each has come, and all together."""
    wanted = Wanted(document.strip(), issue.strip(), state)
    with room.database.read() as connection:
        found = listing.listed(connection, wanted, offset(at))
        together, characters = listing.together(connection, wanted)
        documents = listing.of_documents(connection, {row.source for row in found})
    given = {name: value for name, value in (("document", document), ("issue", issue), ("state", state)) if value}
    return view.show(
        "pages.html",
        groups=[(source, list(rows)) for source, rows in groupby(found, key=attrgetter("source"))],
        together=together,
        characters=characters,
        documents=documents,
        wanted=wanted,
        states=PAGE_STATES,
        pager=Pager(at, together.number),
        page_address=lambda at: "/pages?" + urlencode({**given, "at": at}),
    )


@router.get("/pages/{page}")
def page(page: RowId, view: View, room: Room, person: Reader) -> Response:
    """One page: its image, and its text beside it.  What is to be shown of it, the scripts read from the address."""
    with room.database.read() as connection:
        row = rows.page_row(connection, page)
        if row is None:
            raise NotThere
        previous, next = (listing.beside(connection, row, forward=forward) for forward in (False, True))
    image = f"/images/page/{page}?v={version_of(row.content)}"
    return view.show("page.html", page=row, image=image, kinds=KINDS, previous=previous, next=next)
