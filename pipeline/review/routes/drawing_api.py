"""Endpoints for a block that the layout missed: a box is drawn, the engine reads it, an editor puts it right."""

from __future__ import annotations

from pathlib import Path

from fastapi import APIRouter
from sqlalchemy import Connection

from pipeline.editing import rows
from pipeline.editing.current import with_drawn
from pipeline.editing.drawing import typed
from pipeline.errors import EngineError, PageError
from pipeline.model.geometry import Box
from pipeline.model.page import Page
from pipeline.model.text import Line
from pipeline.review.page_asked import (
    BoxAsked,
    DoneAnswer,
    DrawAsked,
    ReadingAnswer,
    ReadLine,
    done_answer,
    within,
)
from pipeline.review.problem import NotThere, Problem
from pipeline.review.room import Room as RoomType
from pipeline.review.who import Editor, Room, RowId

router = APIRouter(prefix="/pages")


@router.post("/{page}/readings")
def read(page: RowId, asked: BoxAsked, room: Room, person: Editor) -> ReadingAnswer:
    """Let the engine read a box; nothing is stored.  503 with code ``engine`` when it cannot be used."""
    with room.database.read() as connection:
        found, image = _page(room, connection, page)
    box = _box(asked.box, found)
    try:
        reading = room.rereading.read(page, found, image, box)
    except EngineError as error:
        raise Problem(503, "engine", cause=str(error)) from error
    except PageError as error:
        raise Problem(503, "no-image") from error
    lines = [ReadLine(text=line.text, sure=list(line.confidences)) for line in reading.lines]
    upright = sum(line.vertical for line in reading.lines) > len(lines) / 2
    return ReadingAnswer(reading=reading.id, lines=lines, text=reading.text, vertical=upright)


@router.post("/{page}/blocks")
def draw(page: RowId, asked: DrawAsked, room: Room, person: Editor) -> DoneAnswer:
    """Store a drawn block with the text that an editor made of it."""
    structure, text = room.editing.structure, asked.text.strip()
    if not text:
        raise Problem(422, "editing.no-text")
    if asked.reading is None:
        lines, corrected = _typed(room, page, asked), None
    else:
        reading = room.rereading.kept(asked.reading, page)
        if reading is None:
            raise Problem(422, "reading-gone")
        lines, corrected = list(reading.lines), "".join(text.splitlines())
    done = structure.draw(person.name, page, lines, asked.after, asked.kind, asked.why, corrected)
    return done_answer(done, page)


def _typed(room: RoomType, page: int, asked: DrawAsked) -> list[Line]:
    with room.database.read() as connection:
        found, _ = _page(room, connection, page)
    texts = [line.strip() for line in asked.text.splitlines() if line.strip()]
    return typed(_box(asked.box, found), texts, vertical=asked.vertical)


def _page(room: RoomType, connection: Connection, page: int) -> tuple[Page, Path]:
    row = rows.page_row(connection, page)
    if row is None:
        raise NotThere
    files = room.editing.files
    return with_drawn(connection, row, files), files.path(row.document, row.name, ".jpg")


def _box(asked: tuple[float, ...], page: Page) -> Box:
    box = within(asked, page.size)
    if box is None:
        raise Problem(422, "box")
    return box
