"""How far the work has come: by document, by issue, by editor."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

from sqlalchemy import Column, Connection, and_, case, func, select

from pipeline.database.schema import events, flags, pages, sources
from pipeline.editing.flags import NAMES, SETTLED, UNSURE
from pipeline.editing.queue import STATES

PAGE_STATES = ("machine", "in review", "reviewed", "validated")
"""States of a page, in the order that it goes through them."""
By = Literal["document", "issue"]
DECIDED = frozenset(SETTLED.values())


@dataclass(slots=True)
class Progress:
    """Of some pages."""

    name: str | None
    """of the document or issue; ``None``: pages without an issue, or all of them."""
    pages: dict[str, int] = field(default_factory=lambda: dict.fromkeys(PAGE_STATES, 0))
    """state -> number."""
    open: dict[str, int] = field(default_factory=lambda: {NAMES: 0, UNSURE: 0})
    """queue -> flags that wait."""
    decided: dict[str, int] = field(default_factory=lambda: {NAMES: 0, UNSURE: 0})
    """queue -> flags that people decided."""

    def add(self, other: Progress) -> None:
        """Count other pages in."""
        for mine, theirs in ((self.pages, other.pages), (self.open, other.open), (self.decided, other.decided)):
            for key, number in theirs.items():
                mine[key] += number

    @property
    def number(self) -> int:
        """Number of pages."""
        return sum(self.pages.values())

    @property
    def waiting(self) -> int:
        """Flags that wait, of both queues."""
        return sum(self.open.values())

    @property
    def done(self) -> float:
        """Share of the flags that is decided, 0..1; without flags 1."""
        decided = sum(self.decided.values())
        return decided / (decided + self.waiting) if decided + self.waiting else 1.0


@dataclass(frozen=True, slots=True)
class EditorProgress:
    """Of one person."""

    name: str
    steps: int
    """events, undos included."""
    today: int
    last: str
    """ISO 8601, UTC."""
    reviewed: int
    """pages."""
    validated: int
    """pages."""


@dataclass(frozen=True, slots=True)
class Everything:
    """Of all pages, cut up in two ways; those with most to decide come first."""

    documents: tuple[Progress, ...]
    issues: tuple[Progress, ...]
    whole: Progress


def everything(connection: Connection) -> Everything:
    """How far all pages are.  Pages and flags are gone through once."""
    names = {id: name for id, name in connection.execute(select(sources.c.id, sources.c.document))}
    documents: dict[str | None, Progress] = {}
    issues: dict[str | None, Progress] = {}
    whole = Progress(None)
    for (source, issue), part in _parts(connection).items():
        document = names.get(source)
        for one in (
            documents.setdefault(document, Progress(document)),
            issues.setdefault(issue, Progress(issue)),
            whole,
        ):
            one.add(part)
    return Everything(_ranked(documents), _ranked(issues), whole)


def _ranked(found: dict[str | None, Progress]) -> tuple[Progress, ...]:
    return tuple(sorted(found.values(), key=lambda one: (-one.waiting, one.name or "")))


def _parts(connection: Connection) -> dict[tuple[int, str | None], Progress]:
    """(row id of the source, issue) -> progress."""
    found: dict[tuple[int, str | None], Progress] = defaultdict(lambda: Progress(None))
    p, f = pages.c, flags.c
    for source, issue, state, number in _groups(connection, (p.source, p.issue, p.state)):
        found[source, issue].pages[state] += number
    # all columns of the query are in the index flags_in_queue: no row is read
    here = and_(f.queue.in_((NAMES, UNSURE)), f.state.in_(STATES))
    waits = case((and_(f.state == "open", f.band != "applied"), 1), else_=0)
    for source, issue, queue, state, open, number in _groups(
        connection, (f.source, f.issue, f.queue, f.state, waits), here
    ):
        if open:
            found[source, issue].open[queue] += number
        elif state in DECIDED:
            found[source, issue].decided[queue] += number
    return found


def _groups(connection: Connection, by: Sequence[Any], *where: Any) -> Iterable[Any]:
    return connection.execute(select(*by, func.count()).where(*where).group_by(*by))


def editors(connection: Connection, today: str) -> list[EditorProgress]:
    """Of everybody, who did most first.  ``today``: its beginning, ISO 8601, UTC."""
    e = events.c
    steps = select(e.editor, func.count(), func.max(e.at)).group_by(e.editor)
    since: dict[str, int] = _numbers(connection, select(e.editor, func.count()).where(e.at >= today).group_by(e.editor))
    reviewed = _numbers(connection, _by(pages.c.reviewed_by))
    validated = _numbers(connection, _by(pages.c.validated_by))
    found = [
        EditorProgress(name, number, since.get(name, 0), last, reviewed.get(name, 0), validated.get(name, 0))
        for name, number, last in connection.execute(steps)
    ]
    return sorted(found, key=lambda one: (-one.steps, one.name))


def _by(column: Column[Any]) -> Any:
    return select(column, func.count()).where(column.is_not(None)).group_by(column)


def _numbers(connection: Connection, query: Any) -> dict[str, int]:
    return {name: number for name, number in connection.execute(query)}
