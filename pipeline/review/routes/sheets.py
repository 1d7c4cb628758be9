"""The pages of proofreading by character: all sheets, and one of them."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Path, Query
from fastapi.responses import Response

from pipeline.review.person import Role
from pipeline.review.problem import NotThere
from pipeline.review.who import Reader, Room, View
from pipeline.sheets import work
from pipeline.sheets.places import listed
from pipeline.sheets.sheet import Contents, contents

router = APIRouter(prefix="/sheets")
AT_ONCE = 500
"""Sheets that are listed on one page."""
LONGEST = 200
"""Characters that are looked for at a time."""
Character = Annotated[str, Path(min_length=1, max_length=1)]


def checked(character: str) -> str:
    """A character that has a sheet.  Raises ``NotThere``."""
    if not listed(character):
        raise NotThere
    return character


@router.get("")
def sheets_page(
    view: View,
    room: Room,
    person: Reader,
    find: Annotated[str, Query(max_length=LONGEST)] = "",
    start: Annotated[int, Query(alias="from", ge=0, le=1_000_000)] = 0,
    unseen: bool = False,
) -> Response:
    """All sheets, the fullest first; those of the characters in ``find`` in their order; only ``unseen`` ones."""
    with room.database.read() as connection:
        everything = contents(connection)
        places, seen = work.progress(connection)
        shares = work.shares(connection)
    found = _found(everything, find) if find.strip() else everything
    if unseen:
        found = [one for one in found if one.seen < one.number]
    return view.show(
        "sheets.html",
        sheets=found[start : start + AT_ONCE],
        more=start + AT_ONCE if len(found) > start + AT_ONCE else None,
        characters=len(everything),
        found=len(found),
        places_on_sheets=places,
        seen=seen,
        shares=shares,
        find=find,
        start=start,
        unseen=unseen,
    )


@router.get("/{character}")
def sheet_page(view: View, room: Room, character: Character, person: Reader) -> Response:
    """The sheet of one character; its script asks for the places.  404: marks and spaces have none."""
    checked(character)
    with room.database.read() as connection:
        everything = [one.character for one in contents(connection) if one.seen < one.number]
    after = everything.index(character) + 1 if character in everything else 0
    following = next((one for one in everything[after:] if one != character), None)
    may = person.role.covers(Role.editor)
    return view.show("sheet.html", character=character, following=following, may=may)


def _found(everything: list[Contents], find: str) -> list[Contents]:
    by_character = {one.character: one for one in everything}
    return [by_character[one] for one in dict.fromkeys(find) if one in by_character]
