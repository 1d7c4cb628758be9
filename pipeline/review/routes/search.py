"""The search page, and the hits of a query on one page."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from fastapi import APIRouter
from fastapi.responses import Response
from pydantic import BaseModel, Field

from pipeline.corpus.standing import extent
from pipeline.corpus.syntax import QueryError
from pipeline.editing import rows
from pipeline.review.paging import At, Pager, offset
from pipeline.review.problem import NotThere, Problem
from pipeline.review.search_asked import BY_WORDS, ORDERS, SIZES, Asked, AskedHere, MeantHere, Order
from pipeline.review.search_shown import OPEN, facet_names, facets_of, in_words, together, ways_on
from pipeline.review.view import View as Seen
from pipeline.review.who import Reader, Room, RowId, View

router, api = APIRouter(), APIRouter()
CONTEXT = {"list": 48, "kwic": 40}
"""characters shown on either side of a hit."""
MOST_CUT = 100_000
"""hits that are sorted by the words beside them: cutting these takes some 2.5 s."""
FREQUENCY = "/frequency"
"""the page that counts the hits of a query over time."""


class HitOnPage(BaseModel):
    """One hit."""

    block: int
    characters: list[str] = Field(description="ids of the characters of the scan behind it")
    text: str
    guessed: bool = Field(description="what was looked for does not stand there: another reading gives it")


class HitsOnPage(BaseModel):
    """All hits of a query on a page, in the order of the text."""

    hits: list[HitOnPage]


@router.get("/search")
def search_page(view: View, room: Room, person: Reader, asked: AskedHere, at: At = 1) -> Response:
    """The query, what it finds, and how that is spread."""
    common: dict[str, Any] = {
        "asked": asked,
        "meant": asked.meant,
        "plain": replace(asked, refined=()),
        "band": in_words,
        "orders": ORDERS[asked.listing],
        "open": OPEN,
        "taking": room.keeper.progress,
    }
    if not asked.meant.q:
        with room.database.read() as connection:
            return view.show("search.html", found=None, extent=extent(connection), fault=None, **common)
    try:
        return view.show("search.html", extent=None, fault=None, **_found(room, view, asked, at), **common)
    except QueryError as error:
        return view.show("search.html", found=None, extent=None, fault=error, **common)


def _found(room: Room, view: Seen, asked: Asked, at: int) -> dict[str, Any]:
    size, context = SIZES[asked.listing], CONTEXT[asked.listing]
    names, order = facet_names(asked), _order(room, asked)
    found = room.corpus.search(
        asked.meant.q,
        asked.meant.options,
        sort=order,
        limit=size,
        offset=offset(at, size),
        context=context,
        facet=names.values(),
        also=asked.also,
    )
    with room.database.read() as connection:
        groups = together(connection, found.hits, asked.meant, context)
    return {
        "found": found,
        "groups": groups,
        "longest": max((len(hit.text) for hit in found.hits), default=0),
        "facets": list(facets_of(asked, {field: found.facets[name] for field, name in names.items()})),
        "ways": list(ways_on(asked)),
        "pager": Pager(at, found.total, size),
        "by_characters": order != asked.order,
        "most_cut": MOST_CUT,
        "first": offset(at, size) + 1,
        "page_address": lambda number: asked.address(at=number),
        "frequency": asked.elsewhere(FREQUENCY) if FREQUENCY in view.request.app.state.paths else None,
    }


def _order(room: Room, asked: Asked) -> Order:
    """The order that was asked for; by characters where the words beside so many hits would take too long."""
    if asked.order in BY_WORDS:
        total = room.corpus.search(asked.meant.q, asked.meant.options, limit=0, also=asked.also).total
        if total > MOST_CUT:
            return "left" if asked.order == "left-word" else "right"
    return asked.order


@api.get("/pages/{page}/hits")
def hits_on_page(page: RowId, room: Room, person: Reader, meant: MeantHere) -> HitsOnPage:
    """The hits of a query on a page.  404: there is no such page; 422: the query cannot be understood."""
    with room.database.read() as connection:
        row = rows.page_row(connection, page)
    if row is None:
        raise NotThere
    try:
        found = room.corpus.on_page(meant.q, meant.options, row.document, page)
    except QueryError as error:
        raise Problem(422, "not-a-query", details={"at": error.position, "fault": error.fault.code}) from None
    return HitsOnPage(
        hits=[
            HitOnPage(block=hit.block, characters=list(hit.characters), text=hit.text, guessed=hit.guessed)
            for hit in found
        ]
    )
