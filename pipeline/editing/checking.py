"""Whether the text in the database is what page files and events make of it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from sqlalchemy import Connection, Row, select

from pipeline.database import Database
from pipeline.database.schema import pages
from pipeline.editing import rows
from pipeline.editing.current import replayed_row
from pipeline.editing.pagefiles import PageFiles
from pipeline.editing.state import BlockState, PageState
from pipeline.errors import PageError


@dataclass(frozen=True, slots=True)
class Difference:
    """A block that reads otherwise."""

    document: str
    page: str
    block: int | None
    """``None``: the order of the blocks."""
    kept: str
    """as the database has it."""
    replayed: str
    """as its events make it."""


@dataclass
class Checked:
    """What a check found."""

    pages: int = 0
    waiting: int = 0
    """pages whose file has changed since they were taken in; they are taken in again when the pages are served."""
    differences: tuple[Difference, ...] = ()
    problems: tuple[PageError, ...] = ()


def check(database: Database, files: PageFiles) -> Checked:
    """Replay every page and hold it against the database.  Reads only."""
    done, found, problems = Checked(), list[Difference](), list[PageError]()
    with database.read() as connection:
        ids = list(connection.scalars(select(pages.c.id).order_by(pages.c.id)))
    for page in ids:
        with database.read() as connection:  # one at a time: others may be at work
            row = rows.page_row(connection, page)
            if row is None:
                continue
            try:
                if files.read(row.document, row.name, row.content).content != row.content:
                    done.waiting += 1
                    continue
                found.extend(_differences(connection, row, files))
            except PageError as error:
                problems.append(error)
                continue
        done.pages += 1
    done.differences, done.problems = tuple(found), tuple(problems)
    return done


def _differences(connection: Connection, row: Row[object], files: PageFiles) -> Iterator[Difference]:
    kept, made = rows.page_state(connection, row.id), replayed_row(connection, row, files).state
    if kept.order != made.order:
        yield Difference(row.document, row.name, None, _order(kept), _order(made))
    for number in sorted({*kept.blocks, *made.blocks}):
        one, other = _said(kept.blocks.get(number)), _said(made.blocks.get(number))
        if one != other:
            yield Difference(row.document, row.name, number, one, other)


def _order(state: PageState) -> str:
    return " ".join(map(str, state.order))


def _said(block: BlockState | None) -> str:
    return f"{block.kind}: {block.text.text}" if block else "(not there)"
