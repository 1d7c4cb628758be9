"""Whether the text of the pages is what their files and the events say: everything that people did, done once more."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Select, and_, exists, func, select

from pipeline.database.schema import events, files, pages, sources
from pipeline.editing import rows
from pipeline.editing.current import replayed
from pipeline.editing.pagefiles import PageFiles
from pipeline.editing.state import PageState
from pipeline.errors import PageError
from pipeline.upkeep.derived import Problem

Told = Callable[[str], None]
"""Told of each page that is looked at."""


def replays(connection: Connection, results: Path, *, everything: bool, told: Told) -> Iterator[Problem]:
    """Pages that read otherwise than file and events say.

    ``everything``: pages that nobody changed too.  A page whose file a run has written anew since it was taken in is
    left out: it is taken in again when the results are opened.  So are scans that are there twice: what was decided on
    one is done on the other too, but only when that is taken in the next time.
    """
    store = PageFiles(results)
    for row in connection.execute(_wanted(everything)).all():
        told(f"{row.document}/{row.name}")
        try:
            file = store.read(row.document, row.name)
        except PageError as error:
            yield Problem(f"{row.document}/{row.name}", f"its file cannot be read: {error.cause}")
            continue
        if file.content != row.content:
            yield Problem(f"{row.document}/{row.name}", "its file is another one than the database knows.")
            continue
        state = replayed(connection, row.source, row.sha256, file).state
        different = _different(state, rows.page_state(connection, row.id))
        if different:
            yield Problem(f"{row.document}/{row.name}", different)


def _wanted(everything: bool) -> Select[Any]:
    p, s = pages.c, sources.c
    path = s.document + "/" + p.name + ".json"
    same = sources.alias().c.sha256
    twice = select(same).where(same.is_not(None)).group_by(same).having(func.count() > 1)
    current = exists().where(files.c.path == path, files.c.sha256 == p.content)
    wanted = (
        select(p.id, p.source, p.name, p.frame, p.content, s.document, s.sha256)
        .join(sources, s.id == p.source)
        .where(current, s.sha256.not_in(twice))
        .order_by(p.id)
    )
    worked = exists().where(and_(events.c.sha256 == s.sha256, events.c.frame == p.frame))
    return wanted if everything else wanted.where(worked)


def _different(wanted: PageState, there: PageState) -> str:
    """In a sentence; empty: they are the same."""
    if wanted.order != there.order:
        return f"its blocks are {there.order}, and should be {wanted.order}."
    for number in wanted.order:
        one, other = wanted.blocks[number], there.blocks[number]
        if one.text.text != other.text.text:
            return f"block {number} reads '{_short(other.text.text)}', and should read '{_short(one.text.text)}'."
        if (one.kind, one.article, one.lines) != (other.kind, other.article, other.lines):
            return f"block {number} is another kind, or of another article or other lines, than it should be."
    return ""


def _short(text: str, most: int = 40) -> str:
    return text if len(text) <= most else f"{text[:most]}…"
