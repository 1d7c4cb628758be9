"""What was done on the sheets: which places were seen, and by whom."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import Connection, func, select

from pipeline.database.locks import hold_pages
from pipeline.database.schema import sheet_work, sheets
from pipeline.database.upsert import upsert
from pipeline.editing.events import now
from pipeline.editing.overall import Overall
from pipeline.sheets.places import SEEN
from pipeline.sheets.rows import seen_of, stored, write

Spot = tuple[int, int, int]
"""Row id of a page, line id, offset in the line."""


@dataclass(frozen=True, slots=True)
class Share:
    """What one editor did on the sheets."""

    editor: str
    seen: int
    """places that the editor was the first to see."""
    retyped: int
    last: str
    """ISO 8601, UTC."""


def mark_seen(connection: Connection, character: str, spots: Iterable[Spot], editor: str) -> int:
    """Note that an editor saw places on the sheet of a character; returns how many nobody had seen.

    Places that read another character by now are passed over: they are to be seen on its sheet.
    """
    by_page: defaultdict[int, set[tuple[int, int]]] = defaultdict(set)
    for page, line, offset in spots:
        by_page[page].add((line, offset))
    hold_pages(connection, by_page)
    new, overall = 0, Overall()
    for page, wanted in sorted(by_page.items()):
        had = stored(connection, page, [character])
        if character not in had:
            continue
        places = had[character].copy()
        places["marks"][[spot in wanted for spot in places[["line", "offset"]].tolist()]] |= SEEN
        new += seen_of(places) - seen_of(had[character])
        write(connection, page, had, {character: places}, overall)
    if new:
        overall.add(_add, [(character, editor, new, 0)])
    overall.finish(connection)
    return new


def note_retyped(connection: Connection, character: str, number: int, editor: str) -> None:
    """Count places that an editor gave another character on the sheet of a character."""
    _add(connection, [(character, editor, 0, number)])


def progress(connection: Connection) -> tuple[int, int]:
    """Places on all sheets, and how many of them were seen."""
    places, seen = connection.execute(select(func.sum(sheets.c.places), func.sum(sheets.c.seen))).one()
    return places or 0, seen or 0


def shares(connection: Connection) -> list[Share]:
    """What each editor did, the busiest first."""
    w = sheet_work.c
    seen, retyped = func.sum(w.seen), func.sum(w.retyped)
    query = select(w.editor, seen, retyped, func.max(w.last)).group_by(w.editor).order_by(seen.desc(), w.editor)
    return [Share(*row) for row in connection.execute(query)]


def _add(connection: Connection, work: Iterable[tuple[str, str, int, int]]) -> None:
    """``work``: character, editor, places seen, places retyped."""
    w = sheet_work.c
    for character, editor, seen, retyped in work:
        had = connection.execute(select(w.seen, w.retyped).where(w.text == character, w.editor == editor)).first()
        before = (had.seen, had.retyped) if had else (0, 0)
        values = {"seen": before[0] + seen, "retyped": before[1] + retyped, "last": now()}
        upsert(connection, sheet_work, ["text", "editor"], {"text": character, "editor": editor, **values})
