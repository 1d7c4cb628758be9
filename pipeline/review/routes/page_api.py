"""Endpoints of the page view: a page with its text and places, and every change of it as a decision event."""

from __future__ import annotations

import hashlib

from fastapi import APIRouter, Request
from fastapi.responses import Response

from pipeline.editing import rows
from pipeline.editing.latest import is_of
from pipeline.review.page_asked import (
    DoneAnswer,
    JoinAsked,
    KindAsked,
    OrderAsked,
    SplitAsked,
    StateAsked,
    TextAsked,
    UndoAsked,
    ValidationAsked,
    done_answer,
)
from pipeline.review.page_data import PageData, page_data
from pipeline.review.problem import NotThere, Problem
from pipeline.review.tagged import tagged, unchanged
from pipeline.review.who import BlockNumber, Editor, Reader, Room, RowId, Validator

router = APIRouter(prefix="/pages")


@router.get("/{page}", responses={200: {"model": PageData}, 304: {"description": "it is as the client has it"}})
def page(page: RowId, request: Request, room: Room, person: Reader) -> Response:
    """A page as it now reads, and where its characters stand."""
    with room.database.read() as connection:
        row = rows.page_row(connection, page)
        if row is None:
            raise NotThere
        data = page_data(connection, row, room.editing.files, person)
    body = data.model_dump_json().encode()
    tag = hashlib.sha256(body).hexdigest()[:32]
    return unchanged(request, tag) or tagged(request, tag, body)


@router.post("/{page}/blocks/{number}/text")
def text(page: RowId, number: BlockNumber, asked: TextAsked, room: Room, person: Editor) -> DoneAnswer:
    """Give a block another text."""
    done = room.editing.edit_block(person.name, page, number, asked.version, asked.text, asked.why)
    return done_answer(done, page)


@router.post("/{page}/blocks/{number}/kind")
def kind(page: RowId, number: BlockNumber, asked: KindAsked, room: Room, person: Editor) -> DoneAnswer:
    """Give a block another kind."""
    done = room.editing.structure.kind(person.name, page, number, asked.version, asked.kind, asked.why)
    return done_answer(done, page)


@router.post("/{page}/blocks/{number}/join")
def join(page: RowId, number: BlockNumber, asked: JoinAsked, room: Room, person: Editor) -> DoneAnswer:
    """Put another block behind a block, as one."""
    versions = asked.version, asked.other_version
    done = room.editing.structure.join(person.name, page, number, asked.other, versions, asked.why)
    return done_answer(done, page)


@router.post("/{page}/blocks/{number}/split")
def split(page: RowId, number: BlockNumber, asked: SplitAsked, room: Room, person: Editor) -> DoneAnswer:
    """Let a new block begin at one of a block's lines."""
    done = room.editing.structure.split(person.name, page, number, asked.version, asked.line, asked.why)
    return done_answer(done, page)


@router.post("/{page}/order")
def order(page: RowId, asked: OrderAsked, room: Room, person: Editor) -> DoneAnswer:
    """Put the blocks into another reading order."""
    return done_answer(room.editing.structure.order(person.name, page, asked.before, asked.after, asked.why), page)


@router.post("/{page}/state")
def state(page: RowId, asked: StateAsked, room: Room, person: Editor) -> DoneAnswer:
    """Say how far the page has come."""
    return done_answer(room.editing.structure.set_state(person.name, page, asked.before, asked.after, asked.why), page)


@router.post("/{page}/validation")
def validation(page: RowId, asked: ValidationAsked, room: Room, person: Validator) -> DoneAnswer:
    """Say that a page which somebody else reviewed is right."""
    done = room.editing.structure.set_state(person.name, page, asked.before, "validated", asked.why)
    return done_answer(done, page)


@router.post("/{page}/undo")
def undo(page: RowId, asked: UndoAsked, room: Room, person: Editor) -> DoneAnswer:
    """Take back an own action on the page; all of it, wherever else it was."""
    with room.database.read() as connection:
        row = rows.page_row(connection, page)
        if row is None:
            raise NotThere
        if not is_of(connection, asked.batch, row, person.name):
            raise Problem(422, "editing.no-action")
    return done_answer(room.editing.undo(person.name, asked.batch, asked.why), page)
