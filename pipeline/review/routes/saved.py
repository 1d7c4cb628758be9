"""Saved result sets: all of them, a new one, one with what has changed since."""

from __future__ import annotations

import json

from fastapi import APIRouter
from fastapi.responses import Response

from pipeline.corpus import saving
from pipeline.corpus.comparing import COLUMNS, compare
from pipeline.corpus.hits import FIELDS
from pipeline.corpus.orders import Sort
from pipeline.corpus.saving import LONGEST_NAME, LONGEST_NOTE, SavedSet, SavingError
from pipeline.corpus.syntax import QueryError
from pipeline.corpus.taking import MOST, take
from pipeline.database.moment import moment
from pipeline.review.asking import language_of
from pipeline.review.corpus_asked import wrong_query
from pipeline.review.downloads import file_name, saved, saved_table
from pipeline.review.paging import At, Pager, offset
from pipeline.review.person import Person, Role
from pipeline.review.problem import NotAllowed, NotThere
from pipeline.review.room import Room as RoomType
from pipeline.review.saved_shown import SHOWN, asked_of, lines_of, shown_changes
from pipeline.review.search_asked import Asked, AskedHere
from pipeline.review.search_shown import in_words
from pipeline.review.view import View as ViewType
from pipeline.review.who import Form, Reader, Room, RowId, View

router = APIRouter(prefix="/saved")
PAGES = 300
"""pages that hits of a set may stand on when it is saved here, 3 to 15 s of work; the command line takes more."""
JSON_LINES = "application/jsonl; charset=utf-8"


@router.get("")
def saved_page(view: View, room: Room, person: Reader) -> Response:
    """All sets, the newest first."""
    with room.database.read() as connection:
        sets = saving.listed(connection)
    return view.show("saved.html", here="/search", sets=[(one, asked_of(one)) for one in sets])


@router.get("/new")
def new_page(view: View, room: Room, person: Reader, asked: AskedHere) -> Response:
    """A search that is to be saved: how many hits it has now, and a name for them; without one the way to it."""
    if not asked.meant.q:
        return view.show("saved-none.html", here="/search")
    return _new(view, room, asked)


@router.post("/new")
def new(view: View, room: Room, form: Form, person: Reader, asked: AskedHere) -> Response:
    """Save it.  422: the name does not fit, there are too many hits, the query cannot be understood."""
    name = form.text("name", most=2 * LONGEST_NAME)
    note = form.text("note", most=2 * LONGEST_NOTE)
    meant, sort = asked.meant, Sort(asked.order)
    try:
        with moment(room.database) as still, still.read() as connection:
            files, names = room.editing.files, room.corpus.names
            taken = take(connection, names, files, meant.q, meant.options, sort, asked.also, most_pages=PAGES)
        with room.database.write() as connection:
            made = saving.keep(connection, taken, name, note, person.name, person.id)
    except SavingError as error:
        return _new(view, room, asked, name, note, error)
    except QueryError as error:
        raise wrong_query(error, language_of(view.request)) from error
    return view.go(f"/saved/{made.id}")


def _new(
    view: ViewType, room: RoomType, asked: Asked, name: str = "", note: str = "", error: SavingError | None = None
) -> Response:
    try:
        total = room.corpus.search(asked.meant.q, asked.meant.options, limit=0, also=asked.also).total
    except QueryError as fault:
        raise wrong_query(fault, language_of(view.request)) from fault
    failed = view.say(f"saved.error.{error.code}", most=MOST, pages=PAGES, name=LONGEST_NAME) if error else None
    return view.show(
        "saved-new.html",
        422 if error else 200,
        here="/search",
        asked=asked,
        total=total,
        most=MOST,
        band=in_words,
        name=name or asked.meant.q[:LONGEST_NAME],
        note=note,
        longest=(LONGEST_NAME, LONGEST_NOTE),
        failed=failed,
    )


@router.get("/{id}")
def set_page(view: View, room: Room, person: Reader, id: RowId) -> Response:
    """A set, and what has changed since it was saved."""
    found = _set(room, id)
    fault = None
    with moment(room.database) as still, still.read() as connection:
        try:
            changes = compare(connection, room.corpus.names, room.editing.files, found)
            parts = shown_changes(connection, changes, found)
        except QueryError as error:  # a name of the query is in no list any more
            changes, parts, fault = None, [], error
    return view.show(
        "saved-set.html",
        here="/search",
        one=found,
        asked=asked_of(found),
        band=in_words,
        changes=changes,
        listed=parts,
        fault=fault,
        most=SHOWN,
        may_forget=_may_forget(person, found),
    )


@router.get("/{id}/hits")
def hits_page(view: View, room: Room, person: Reader, id: RowId, at: At = 1) -> Response:
    """The hits as they were."""
    found = _set(room, id)
    pager = Pager(at, found.total, SHOWN)
    with room.database.read() as connection:
        hits = saving.hits_of(connection, id, SHOWN, offset(at, SHOWN))
        lines = lines_of(connection, hits, found)
    return view.show(
        "saved-hits.html",
        here="/search",
        one=found,
        lines=lines,
        meant=asked_of(found).meant,
        pager=pager,
        page_address=lambda at: f"/saved/{id}/hits?at={at}",
    )


@router.get("/{id}/hits.csv")
def hits_table(room: Room, person: Reader, id: RowId) -> Response:
    """The hits as they were, as a table."""
    found = _set(room, id)
    with room.database.read() as connection:
        rows = [one.hit.row() for one in saving.hits_of(connection, id)]
    return saved_table(rows, FIELDS, file_name([found.name], "csv"))


@router.get("/{id}/hits.jsonl")
def hits_lines(room: Room, person: Reader, id: RowId) -> Response:
    """The hits as they were, one JSON object a line, with their places on the scan; the first line says of what."""
    found = _set(room, id)
    with room.database.read() as connection:
        rows = [{"set": found.row()}, *(one.row() for one in saving.hits_of(connection, id))]
    content = "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows)
    return saved(content.encode(), file_name([found.name], "jsonl"), JSON_LINES)


@router.get("/{id}/changes.csv")
def changes_table(view: View, room: Room, person: Reader, id: RowId) -> Response:
    """What has changed since, as a table.  422: the query cannot be understood any more."""
    found = _set(room, id)
    with moment(room.database) as still, still.read() as connection:
        try:
            changes = compare(connection, room.corpus.names, room.editing.files, found)
        except QueryError as error:
            raise wrong_query(error, language_of(view.request)) from error
    name = file_name([found.name, view.say("saved.changes.file"), str(changes.version)], "csv")
    return saved_table(changes.rows(), COLUMNS, name)


@router.post("/{id}/forget")
def forget(view: View, room: Room, person: Reader, id: RowId) -> Response:
    """Delete a set.  403: it is somebody else's."""
    if not _may_forget(person, _set(room, id)):
        raise NotAllowed(Role.admin)
    with room.database.write() as connection:
        saving.forget(connection, id)
    return view.go("/saved")


def _may_forget(person: Person, found: SavedSet) -> bool:
    """Whose it is, and admins."""
    return person.role.covers(Role.admin) or found.owner == person.id


def _set(room: RoomType, id: int) -> SavedSet:
    with room.database.read() as connection:
        found = saving.with_id(connection, id)
    if found is None:
        raise NotThere
    return found
