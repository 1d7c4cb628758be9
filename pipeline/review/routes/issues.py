"""The page of the issues: what is there, what was not found, what may be there twice."""

from __future__ import annotations

from typing import Annotated
from urllib.parse import urlencode

from fastapi import APIRouter, Query
from fastapi.responses import Response
from sqlalchemy import Connection

from pipeline.corpus.issue_pages import ALIKE
from pipeline.corpus.issues import Issue
from pipeline.review.background import Counting
from pipeline.review.corpus_kept import issues_of
from pipeline.review.filters import LONGEST
from pipeline.review.paging import At, Pager, offset
from pipeline.review.search_shown import page_rows_of
from pipeline.review.who import Reader, Room, View

router = APIRouter(prefix="/issues")
SIZE = 50
"""issues of one page of the list."""


@router.get("")
def issues_page(
    view: View,
    room: Room,
    person: Reader,
    title: Annotated[str, Query(max_length=LONGEST)] = "",
    incomplete: bool = False,
    at: At = 1,
) -> Response:
    """All issues by date, or those of a title, or those about which something wants a look."""
    looked = issues_of(room)
    if isinstance(looked, Counting):
        return view.show("issues-counting.html", here="/pages")
    found = looked[1]
    wanted = [one for one in found.issues if (not title or one.title == title) and not (incomplete and one.clear)]
    shown = wanted[offset(at, SIZE) :][:SIZE]
    with room.database.read() as connection:
        pages = _pages(connection, shown)
    given = {**({"title": title} if title else {}), **({"incomplete": "1"} if incomplete else {})}
    return view.show(
        "issues.html",
        here="/pages",
        issues=shown,
        pages=pages,
        gaps=[gap for gap in found.gaps if not title or gap.title == title],
        without=found.without,
        titles=sorted({one.title for one in found.issues if one.title}),
        title=title,
        incomplete=incomplete,
        alike=ALIKE,
        all=len(found.issues),
        open=sum(not one.clear for one in found.issues),
        pager=Pager(at, len(wanted), SIZE),
        page_address=lambda number: "/issues?" + urlencode({**given, "at": number}),
    )


def _pages(connection: Connection, shown: list[Issue]) -> dict[tuple[str, str], int]:
    """Row ids of the pages, for links."""
    return page_rows_of(connection, {(page.document, page.page) for one in shown for page in one.pages})
