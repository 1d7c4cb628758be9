"""The list of pages, and the page view."""

from __future__ import annotations

from itertools import groupby
from operator import attrgetter
from typing import Annotated, Literal
from urllib.parse import urlencode

from fastapi import APIRouter, Query
from fastapi.responses import Response

from pipeline.editing import listing, rows
from pipeline.editing.listing import PAGE, Wanted
from pipeline.editing.structure import KINDS, STATES
from pipeline.review.problem import NotThere
from pipeline.review.who import Reader, Room, RowId, View

router = APIRouter()
State = Literal["", "machine", "in review", "reviewed", "validated"]
Part = Annotated[str, Query(max_length=200)]
_FARTHEST = 10**9


@router.get("/pages")
def pages(
    view: View,
    room: Room,
    person: Reader,
    document: Part = "",
    issue: Part = "",
    state: State = "",
    start: Annotated[int, Query(ge=0, le=_FARTHEST)] = 0,
) -> Response:
    """Documents and pages, how far each has come, and all together."""
    wanted = Wanted(document.strip(), issue, state)
    with room.database.read() as connection:
        found = listing.listed(connection, wanted, start)
        together = listing.progress(connection, wanted)
        documents = listing.progress_of(connection, {row.source for row in found})
        issues = listing.issues(connection)
    filters = {name: value for name, value in (("document", document), ("issue", issue), ("state", state)) if value}

    def address(at: int) -> str:
        return "/pages?" + urlencode({**filters, **({"start": at} if at else {})})

    return view.show(
        "pages.html",
        groups=[(source, list(rows)) for source, rows in groupby(found, key=attrgetter("source"))],
        shown=len(found),
        together=together,
        documents=documents,
        issues=issues,
        wanted=wanted,
        states=STATES,
        start=start,
        before=address(max(0, start - PAGE)) if start else None,
        after=address(start + PAGE) if start + PAGE < together.pages else None,
    )


@router.get("/pages/{page}")
def page(page: RowId, view: View, room: Room, person: Reader) -> Response:
    """One page: its image, and its text beside it.  What is to be shown of it, the scripts read from the address."""
    with room.database.read() as connection:
        row = rows.page_row(connection, page)
        if row is None:
            raise NotThere
        previous, next = (listing.beside(connection, row, forward=forward) for forward in (False, True))
    return view.show("page.html", page=row, kinds=KINDS, previous=previous, next=next)
