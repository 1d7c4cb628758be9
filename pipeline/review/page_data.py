"""A page as the page view gets it: the text as it now reads, and where each character stands, in little room.

Lengths are px of the page frame.  What is long is written as in page files (``pipeline.model.compact``) and in the
database (``pipeline.editing.packing``).
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from itertools import pairwise
from typing import Any

from pydantic import BaseModel, Field
from sqlalchemy import Connection, Row, select

from pipeline.database.schema import blocks, flags
from pipeline.editing.current import with_drawn
from pipeline.editing.latest import last_action
from pipeline.editing.pagefiles import PageFiles
from pipeline.model import compact
from pipeline.model.page import Page
from pipeline.model.text import Line
from pipeline.review.person import Person, Role


class BlockData(BaseModel):
    """One block, in reading order."""

    number: int
    kind: str
    article: int | None
    version: int
    text: str
    cells: list[list[Any]] = Field(description="pieces: line, first offset, text; or text, ids of the characters")
    lines: list[int] = Field(description="ids, in reading order")
    boxes: list[list[float]] = Field(description="left, top, right, bottom; only of a block without lines")
    changed: bool = Field(description="it reads otherwise than the machine made it")
    by: str | None = Field(description="who changed it last")
    at: str | None = Field(description="ISO 8601, UTC")


class LineData(BaseModel):
    """One line of print, as it was read."""

    text: str
    quad: list[float] = Field(description="x, y, dx, dy, height of a rectangle; or x, y of four corners")
    cuts: list[int] = Field(description="along the line: the first cut, then how far each next one is from the last")
    sure: list[int] | dict[int, int] = Field(description="per cent, all of them; or by offset those below 100")
    vertical: bool


class FlagData(BaseModel):
    """Something to decide on the page."""

    id: int
    queue: str
    band: str
    kind: str
    state: str
    block: int
    ids: list[str]
    before: str
    after: str
    probability: float


class UndoData(BaseModel):
    """What the person did last to the page."""

    batch: str
    kind: str
    before: str
    after: str
    pages: int = Field(description="that it was about, all together")


class PageData(BaseModel):
    """One page."""

    id: int
    document: str
    name: str
    label: str | None
    issue: str | None
    date: str | None
    version: int
    state: str
    reviewed_by: str | None
    validated_by: str | None
    size: tuple[int, int]
    em: float = Field(description="size of body text")
    blocks: list[BlockData]
    lines: dict[int, LineData]
    flags: list[FlagData]
    undo: UndoData | None
    may_edit: bool
    may_validate: bool = Field(description="the role reaches, and somebody else reviewed it")


def page_data(connection: Connection, row: Row[Any], files: PageFiles, person: Person) -> PageData:
    """A page for a person.  ``row``: of the page, with ``document`` and ``sha256``.  Raises ``PageError``."""
    page = with_drawn(connection, row, files)
    done = last_action(connection, row, person.name) if person.role.covers(Role.editor) else None
    return PageData(
        **{name: getattr(row, name) for name in ("id", "document", "name", "label", "issue", "date", "version")},
        **{name: getattr(row, name) for name in ("state", "reviewed_by", "validated_by")},
        size=page.size,
        em=page.em,
        blocks=list(_blocks(connection, row.id, page)),
        lines={line.id: _line(line) for line in page.lines if line.text},
        flags=list(_flags(connection, row.id)),
        undo=UndoData(batch=done.batch, kind=done.kind, before=done.before, after=done.after, pages=done.pages)
        if done
        else None,
        may_edit=person.role.covers(Role.editor),
        may_validate=person.role.covers(Role.validator) and row.state == "reviewed" and row.reviewed_by != person.name,
    )


def _blocks(connection: Connection, row: int, page: Page) -> Iterator[BlockData]:
    boxes = {block.id: block.boxes for block in page.blocks}
    query = select(blocks).where(blocks.c.page == row, blocks.c.position.is_not(None)).order_by(blocks.c.position)
    for found in connection.execute(query):
        lines = json.loads(found.lines)
        yield BlockData(
            number=found.number,
            kind=found.kind,
            article=found.article,
            version=found.version,
            text=found.text,
            cells=json.loads(found.cells),
            lines=lines,
            boxes=[] if lines else [list(compact.lengths(box)) for box in boxes.get(found.number, ())],
            changed=found.text != found.machine,
            by=found.changed_by,
            at=found.changed,
        )


def _line(line: Line) -> LineData:
    edges = [round(cut) for cut in line.cuts]
    sure = compact.confidences_written(line.confidences)
    return LineData(
        text=line.text,
        quad=list(compact.quad_written(line.quad)),
        cuts=[edges[0], *(after - before for before, after in pairwise(edges))],
        sure=dict(sure) if isinstance(sure, dict) else list(sure),
        vertical=line.vertical,
    )


def _flags(connection: Connection, row: int) -> Iterator[FlagData]:
    wanted = (flags.c.page == row, flags.c.state.not_in(("gone", "refused")))
    for found in connection.execute(select(flags).where(*wanted).order_by(flags.c.id)):
        yield FlagData(
            **{name: getattr(found, name) for name in ("id", "queue", "band", "kind", "state", "block")},
            **{name: getattr(found, name) for name in ("before", "after", "probability")},
            ids=json.loads(found.ids),
        )
