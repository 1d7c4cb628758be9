"""Find and replace in the whole corpus: all places are shown first, exceptions are unticked, all is one action."""

from __future__ import annotations

from typing import Annotated, get_args
from urllib.parse import urlencode

from fastapi import APIRouter, Depends, Query
from fastapi.responses import Response
from pydantic import BaseModel, ConfigDict, Field

from pipeline.editing.finding import Scope
from pipeline.editing.replacing import MOST, Found, Spot, find
from pipeline.model.block import BlockKind
from pipeline.review.bodies import Four, Settled, Why
from pipeline.review.filters import Text
from pipeline.review.paging import At, Pager, offset
from pipeline.review.problem import Problem
from pipeline.review.who import Editor, Room, View

router = APIRouter(prefix="/replace")
api = APIRouter(prefix="/replace", tags=["replace"])
LONGEST = 100
"""characters that are looked for, or put in their place."""
KINDS: tuple[str, ...] = get_args(BlockKind)
Wanted = Annotated[str, Query(max_length=LONGEST)]
Kind = Annotated[str, Query(pattern=f"^({'|'.join(KINDS)})?$")]


class Places(BaseModel):
    """All places of a text."""

    places: list[Four]
    """(row id of the page, number of the block, version of the block, offset), in the order of the page."""
    more: bool
    """there are still more."""


class Replacement(BaseModel):
    """What is to be replaced, and where."""

    model_config = ConfigDict(extra="forbid")

    find: Annotated[str, Field(min_length=1, max_length=LONGEST)]
    replace: Annotated[str, Field(max_length=LONGEST)]
    places: Annotated[list[Four], Field(min_length=1, max_length=MOST)]
    """those that are ticked."""
    why: Why = ""


class Replaced(Settled):
    """What a replacement did."""

    unplaced: int
    """places that no text can be put to, since no character of the scan is behind them."""


async def _scope(document: Text = "", issue: Text = "", kind: Kind = "") -> Scope:
    return Scope(document or None, issue or None, kind or None)


Where = Annotated[Scope, Depends(_scope)]


@router.get("")
def replace_page(
    view: View, room: Room, person: Editor, scope: Where, find: Wanted = "", replace: Wanted = "", at: At = 1
) -> Response:
    """What is found, a page at a time."""
    found = _found(room, find, scope)
    given = {"find": find, "replace": replace, "document": scope.document, "issue": scope.issue, "kind": scope.kind}
    fields = {name: value for name, value in given.items() if value}
    pager = Pager(at, len(found.occurrences))
    return view.show(
        "replace.html",
        find=find,
        replace=replace,
        scope=scope,
        kinds=KINDS,
        found=found,
        listed=found.occurrences[offset(at) : offset(at) + pager.size],
        pager=pager,
        page_address=lambda page: f"/replace?{urlencode(fields | {'at': page})}",
        most=MOST,
        longest=LONGEST,
    )


@api.get("/places")
def places(
    room: Room, person: Editor, scope: Where, find: Annotated[str, Query(min_length=1, max_length=LONGEST)]
) -> Places:
    """All places, so that a replacement can name those that the page has not shown yet."""
    found = _found(room, find, scope)
    return Places(places=[list(one.spot) for one in found.occurrences], more=found.more)


@api.post("")
def replace(room: Room, person: Editor, body: Replacement) -> Replaced:
    """Replace at all ticked places, as one action.  409: all of them were changed by others."""
    if body.find == body.replace:
        raise Problem(422, "replace-same")
    spots = [Spot(*place) for place in body.places]
    replaced = room.editing.replacing.replace(person.name, body.find, body.replace, spots, body.why)
    return Replaced(**Settled.of(replaced.done).model_dump(), unplaced=replaced.unplaced)


def _found(room: Room, wanted: str, scope: Scope) -> Found:
    with room.database.read() as connection:
        return find(connection, wanted, scope)
