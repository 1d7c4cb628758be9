"""Line-by-line reading (横校): the lines of a page in reading order, passed one by one.

A pass remembers the text as it stood; a line that reads otherwise by now is unread again.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from sqlalchemy import Connection, delete, func, or_, select

from pipeline.database.schema import pages, read_lines, read_pages, sources
from pipeline.database.upsert import upsert
from pipeline.editing.conflict import Clash, Conflict
from pipeline.editing.events import now
from pipeline.editing.rows import page_state
from pipeline.editing.state import BlockState, PageState
from pipeline.model.text import parse_character_id
from pipeline.sheets.taking import UNLISTED_KINDS


@dataclass(frozen=True, slots=True)
class ReadableLine:
    """One line of a page as it now reads."""

    block: int
    """number of its block."""
    line: int
    """line id."""
    text: str
    read_by: str | None = None
    """who passed it as it reads; ``None``: nobody."""
    at: str | None = None
    """ISO 8601, UTC."""


@dataclass(frozen=True, slots=True)
class Progress:
    """How much is read of a page, a document, or everything."""

    lines: int
    read: int


@dataclass(frozen=True, slots=True)
class PageProgress:
    """How much is read of one page."""

    page: int
    """row id."""
    document: str
    name: str
    label: str | None
    """as printed."""
    lines: int
    read: int


@dataclass(frozen=True, slots=True)
class Reader:
    """What one editor has read."""

    editor: str
    lines: int
    last: str
    """ISO 8601, UTC."""


def line_texts(block: BlockState | None) -> dict[int, str]:
    """Line id -> what it reads, in the order of the block; lines without text are left out.

    A piece of text that stands for characters of two lines belongs to the first.
    """
    found: dict[int, str] = {}
    if block is None or block.kind in UNLISTED_KINDS:
        return found
    for cell in block.text.cells:
        if cell.ids and cell.text:
            line = parse_character_id(cell.ids[0])[0]
            found[line] = found.get(line, "") + cell.text
    return {line: text for line, text in found.items() if text.strip()}


def lines_of(connection: Connection, page: int) -> list[ReadableLine]:
    """The lines of a page in reading order.  ``page``: its row id."""
    passes = {row.line: row for row in connection.execute(select(read_lines).where(read_lines.c.page == page))}
    found = []
    for block, line, text in _lines(page_state(connection, page)):
        had = passes.get(line)
        by, at = (had.editor, had.at) if had is not None and had.text == text else (None, None)
        found.append(ReadableLine(block, line, text, by, at))
    return found


def pass_line(connection: Connection, page: int, line: int, text: str, editor: str) -> Progress:
    """Note that a line was read and is right as it reads.  ``text``: as the editor saw it.

    Returns how much of the page is read.  Raises ``Conflict`` when it reads otherwise by now, or is gone.
    """
    found = next((one for one in lines_of(connection, page) if one.line == line), None)
    if found is None or found.text != text:
        now_reads = found.text if found else ""
        raise Conflict([Clash(page, found.block if found else None, None, text, text, now_reads, "")])
    if found.read_by is None:
        values = {"page": page, "line": line, "text": text, "editor": editor, "at": now()}
        upsert(connection, read_lines, ["page", "line"], values)
        grow(connection, page, read=1)
    return of_page(connection, page)


def take_back(connection: Connection, page: int, line: int) -> Progress:
    """A line is to be read again.  Returns how much of the page is read."""
    found = next((one for one in lines_of(connection, page) if one.line == line), None)
    connection.execute(delete(read_lines).where(read_lines.c.page == page, read_lines.c.line == line))
    if found is not None and found.read_by is not None:
        grow(connection, page, read=-1)
    return of_page(connection, page)


def of_page(connection: Connection, page: int) -> Progress:
    """How much of a page is read."""
    query = select(read_pages.c.lines, read_pages.c.read).where(read_pages.c.page == page)
    row = connection.execute(query).first()
    return Progress(row.lines, row.read) if row else Progress(0, 0)


def by_document(connection: Connection, documents: Iterable[str]) -> dict[str, Progress]:
    """Document id -> how much of it is read, of these documents."""
    query = (
        select(sources.c.document, func.sum(read_pages.c.lines), func.sum(read_pages.c.read))
        .join(pages, pages.c.id == read_pages.c.page)
        .join(sources, sources.c.id == pages.c.source)
        .where(sources.c.document.in_(set(documents)))
        .group_by(sources.c.document)
    )
    return {document: Progress(lines, read) for document, lines, read in connection.execute(query)}


def of_pages(connection: Connection, document: str, most: int, start: int = 0) -> list[PageProgress]:
    """Pages in the order of documents, ``most`` of them from the one numbered ``start`` (0-based).

    ``document``: only those of documents whose id has this in it.
    """
    query = (
        select(pages.c.id, sources.c.document, pages.c.name, pages.c.label, read_pages.c.lines, read_pages.c.read)
        .join(sources, sources.c.id == pages.c.source)
        .join(read_pages, read_pages.c.page == pages.c.id)
        .where(sources.c.document.contains(document, autoescape=True))
        .order_by(sources.c.document, pages.c.frame, pages.c.half)
        .limit(most)
        .offset(start)
    )
    return [PageProgress(*row) for row in connection.execute(query)]


def next_unread(connection: Connection, page: int) -> int | None:
    """The next page in the order of documents that has lines to read; behind the last comes the first."""
    query = (
        select(pages.c.id)
        .join(sources, sources.c.id == pages.c.source)
        .join(read_pages, read_pages.c.page == pages.c.id)
        .where(or_(read_pages.c.read < read_pages.c.lines, pages.c.id == page))
        .order_by(sources.c.document, pages.c.frame, pages.c.half)
    )
    unread = list(connection.scalars(query))
    at = unread.index(page) + 1 if page in unread else 0
    return next((one for one in (*unread[at:], *unread[:at]) if one != page), None)


def everywhere(connection: Connection) -> Progress:
    """How much of all pages is read."""
    lines, read = connection.execute(select(func.sum(read_pages.c.lines), func.sum(read_pages.c.read))).one()
    return Progress(lines or 0, read or 0)


def by_editor(connection: Connection) -> list[Reader]:
    """What each editor has read, the busiest first; lines that read otherwise by now included."""
    r = read_lines.c
    number = func.count()
    query = select(r.editor, number, func.max(r.at)).group_by(r.editor).order_by(number.desc(), r.editor)
    return [Reader(*row) for row in connection.execute(query)]


def _lines(state: PageState) -> Iterator[tuple[int, int, str]]:
    for number in state.order:
        for line, text in line_texts(state.blocks[number]).items():
            yield number, line, text


def grow(connection: Connection, page: int, *, lines: int = 0, read: int = 0) -> None:
    """Add to the counts of a page."""
    had = of_page(connection, page)
    values = {"page": page, "lines": had.lines + lines, "read": had.read + read}
    upsert(connection, read_pages, ["page"], values)
