"""Rows of the index: one for each character and page, and one for each character over all pages."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from sqlalchemy import Connection, bindparam, delete, select, update

from pipeline.database.many import enter, grow
from pipeline.database.schema import glyphs, sheets
from pipeline.editing.overall import Overall
from pipeline.sheets.places import SEEN, Places, packed, unpacked

Rows = Mapping[str, Places]
"""Character -> its places on one page."""
_COLUMNS = ("text", "page", "places", "number", "seen")


def stored(connection: Connection, page: int, texts: Iterable[str] | None = None) -> dict[str, Places]:
    """The rows of a page.  ``texts``: only those of these characters."""
    query = select(glyphs.c.text, glyphs.c.places).where(glyphs.c.page == page)
    if texts is not None:
        query = query.where(glyphs.c.text.in_(sorted(texts)))
    return {text: unpacked(data) for text, data in connection.execute(query)}


def write(connection: Connection, page: int, had: Rows, now: Rows, overall: Overall) -> None:
    """Put rows of a page in the place of those that it had, as far as they differ."""
    gone = [text for text in had if not len(now.get(text, ()))]
    new = [text for text, places in now.items() if len(places) and text not in had]
    other = [text for text, places in now.items() if len(places) and text in had and _differ(places, had[text])]
    g = glyphs.c
    if gone:
        connection.execute(delete(glyphs).where(g.page == page, g.text.in_(gone)))
    if new:
        rows = ({"text": text, "page": page, **_values(now[text])} for text in new)
        enter(connection, glyphs, _COLUMNS, ([row[name] for name in _COLUMNS] for row in rows))
    if other:
        again = [{"which": text, **_values(now[text])} for text in other]
        connection.execute(update(glyphs).where(g.page == page, g.text == bindparam("which")), again)
    overall.add(_count, [_more(text, had.get(text), now.get(text)) for text in (*gone, *new, *other)])


def seen_of(places: Places) -> int:
    """Number of places that a person has seen."""
    return int((places["marks"] & SEEN > 0).sum())


def _differ(places: Places, had: Places) -> bool:
    return len(places) != len(had) or packed(places) != packed(had)


def _values(places: Places) -> dict[str, object]:
    return {"places": packed(places), "number": len(places), "seen": seen_of(places)}


def _more(text: str, had: Places | None, now: Places | None) -> tuple[str, int, int, int]:
    """By how much a character stands at more places, is seen at more, and stands on more pages."""
    before, after = ((len(one), seen_of(one)) if one is not None else (0, 0) for one in (had, now))
    pages = (after[0] > 0) - (before[0] > 0)
    return text, after[0] - before[0], after[1] - before[1], pages


def _count(connection: Connection, counts: Iterable[tuple[str, int, int, int]]) -> None:
    """Add what has changed to the rows of the characters."""
    sums = dict[str, list[int]]()
    for text, *more in counts:
        sums[text] = [one + other for one, other in zip(sums.get(text, (0, 0, 0)), more, strict=True)]
    changed = [(text, *more) for text, more in sorted(sums.items()) if any(more)]
    grow(connection, sheets, ["text"], ("text", "places", "seen", "pages"), changed)
