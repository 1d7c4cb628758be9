"""What somebody did last to a page, so that it can be taken back."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Row, func, select

from pipeline.database.schema import events as table
from pipeline.editing import events as log
from pipeline.editing.changes import Kind

LOOKED_AT = 200
"""actions of one person on one page that are gone through, newest first; more would be a day's work on it."""


@dataclass(frozen=True, slots=True)
class Action:
    """One action."""

    batch: str
    kind: str
    """of its first event."""
    before: str
    after: str
    pages: int
    """that it was about, all together."""


def last_action(connection: Connection, page: Row[Any], editor: str) -> Action | None:
    """The newest action of an editor on a page that holds still and is no undo itself.

    ``page``: its row, with ``sha256``.
    """
    here = (table.c.sha256 == page.sha256, table.c.frame == page.frame, table.c.name == page.name)
    mine = (table.c.editor == editor, table.c.undoes.is_(None))
    newest = func.max(table.c.id)
    query = select(table.c.batch).where(*here, *mine).group_by(table.c.batch).order_by(newest.desc()).limit(LOOKED_AT)
    for batch in connection.scalars(query).all():
        if not log.undone(connection, [batch]):
            return _action(connection, batch)
    return None


def is_of(connection: Connection, batch: str, page: Row[Any], editor: str) -> bool:
    """Whether an action is one that the editor did to this page."""
    here = (table.c.sha256 == page.sha256, table.c.frame == page.frame, table.c.name == page.name)
    return (
        connection.scalar(select(table.c.id).where(table.c.batch == batch, table.c.editor == editor, *here)) is not None
    )


def _action(connection: Connection, batch: str) -> Action:
    events = log.of_batch(connection, batch)
    first = next((one for one in events if one.change.kind is Kind.DRAW), events[0])
    where = {(one.where.sha256, one.where.frame, one.where.name) for one in events if one.where}
    return Action(batch, first.change.kind.value, first.change.before, first.change.after, len(where))
