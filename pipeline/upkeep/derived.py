"""Whether what follows from other rows agrees with them: counts, sums, quoted text.

Each rule is a query for the rows that break it; an empty answer is as it should be.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Select, and_, exists, func, literal, or_, select

from pipeline.database.schema import (
    blocks,
    events,
    flag_groups,
    flags,
    frames,
    glyphs,
    indexed,
    mentions,
    pages,
    read_lines,
    read_pages,
    readings,
    sheets,
    sources,
    stages,
    uncounted_blocks,
)

SHOWN = 5
"""rows that are named of each rule that is broken."""
_CLOSE = 0.001
"""of a score, which is rounded to four digits."""


@dataclass(frozen=True, slots=True)
class Problem:
    """Something that is not as it should be."""

    where: str
    """table, or page."""
    words: str
    """what is wrong, a sentence."""


def derived(connection: Connection) -> Iterator[Problem]:
    """Every rule that is broken, with the first rows that break it."""
    for where, words, query in _rules():
        broken = connection.execute(query.limit(SHOWN)).all()
        if broken:
            number = connection.scalar(select(func.count()).select_from(query.subquery())) or 0
            named = "; ".join(", ".join(map(str, row)) for row in broken)
            yield Problem(where, f"{words}: {number:,} row{'' if number == 1 else 's'} ({named}).")


def _rules() -> Iterator[tuple[str, str, Select[Any]]]:
    yield "frames", "more frames than their file has", _surplus_frames()
    yield "frames", "done, without a row for any stage", _frames_without_stages()
    yield "flag_groups", "flags that wait are not as many as is said, or their score is another", _groups()
    yield "flags", "decided by events that are not there", _undecided()
    yield "blocks", "two blocks have one place in the order of their page", _places()
    yield "pages", "characters are not those of its blocks", _characters()
    yield "mentions", "the name does not stand at its place", _mentions()
    yield "sheets", "places, seen ones or pages are not those of the glyphs", _sheets()
    yield "read_pages", "more lines are read than the page has, or than people read", _read()
    yield "uncounted_blocks", "a block that is not there waits to be counted", _uncounted()
    for table, column in ((indexed, indexed.c.page), (glyphs, glyphs.c.page), (readings, readings.c.page)):
        missing = ~exists().where(pages.c.id == column)
        yield table.name, "of a page that is not there", select(column).where(missing).distinct()


def _surplus_frames() -> Select[Any]:
    joined = select(sources.c.document, frames.c.number).join(sources, frames.c.source == sources.c.id)
    return joined.where(sources.c.frames.is_not(None), frames.c.number > sources.c.frames)


def _frames_without_stages() -> Select[Any]:
    none = ~exists().where(stages.c.frame == frames.c.id)
    return select(frames.c.id).where(frames.c.state == "done", frames.c.seconds.is_not(None), none)


def _groups() -> Select[Any]:
    g = flag_groups.c
    waits = and_(flags.c.grouped == g.id, flags.c.state == "open", flags.c.band != "applied")
    counted = select(func.count()).where(waits).scalar_subquery()
    summed = select(func.coalesce(func.sum(flags.c.weight), 0.0)).where(waits).scalar_subquery()
    return select(g.id, g.before, g.after, g.open).where(or_(g.open != counted, func.abs(g.score - summed) > _CLOSE))


def _undecided() -> Select[Any]:
    none = ~exists().where(events.c.batch == flags.c.batch)
    return select(flags.c.id, flags.c.before, flags.c.after).where(flags.c.batch.is_not(None), none)


def _places() -> Select[Any]:
    b = blocks.c
    placed = select(b.page, b.position).where(b.position.is_not(None))
    return placed.group_by(b.page, b.position).having(func.count() > 1)


def _characters() -> Select[Any]:
    mine = and_(blocks.c.page == pages.c.id, blocks.c.position.is_not(None))
    summed = select(func.coalesce(func.sum(func.length(blocks.c.text)), 0)).where(mine).scalar_subquery()
    return select(pages.c.id, pages.c.name, pages.c.characters, summed).where(pages.c.characters != summed)


def _mentions() -> Select[Any]:
    m, here = mentions.c, and_(blocks.c.page == mentions.c.page, blocks.c.number == mentions.c.block)
    stands = func.substr(blocks.c.text, m.start + 1, m.end - m.start)
    return (
        select(m.page, m.block, m.start, m.printed)
        .join(blocks, here, isouter=True)
        .where(or_(blocks.c.id.is_(None), stands != m.printed))
    )


def _sheets() -> Select[Any]:
    g, s, zero = glyphs.c, sheets.c, literal(0)
    counts = func.sum(g.number).label("places"), func.sum(g.seen).label("seen"), func.count().label("pages")
    summed = select(g.text, *counts).where(g.number > 0).group_by(g.text).subquery()
    differs = or_(
        s.places != func.coalesce(summed.c.places, zero),
        s.seen != func.coalesce(summed.c.seen, zero),
        s.pages != func.coalesce(summed.c.pages, zero),
    )
    return select(s.text, s.places).join(summed, summed.c.text == s.text, isouter=True).where(differs)


def _read() -> Select[Any]:
    passed = select(func.count()).where(read_lines.c.page == read_pages.c.page).scalar_subquery()
    more = or_(read_pages.c.read > read_pages.c.lines, read_pages.c.read > passed)
    return select(read_pages.c.page, read_pages.c.read, read_pages.c.lines).where(more)


def _uncounted() -> Select[Any]:
    return select(uncounted_blocks.c.block).where(~exists().where(blocks.c.id == uncounted_blocks.c.block))
