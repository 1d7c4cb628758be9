"""Finished pages taken into the database, and taken again when a run has changed them.

What people decided is replayed over the new page; what finds no place there is listed as an orphan.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Any, Protocol

from sqlalchemy import ColumnElement, Connection, Row, and_, delete, func, insert, or_, select, update

from pipeline.database import Database, Lock
from pipeline.database.locks import hold_pages
from pipeline.database.schema import blocks, events, files, orphans, pages, sources
from pipeline.editing import events as log
from pipeline.editing import rows
from pipeline.editing.current import replayed
from pipeline.editing.flags import flags_of
from pipeline.editing.overall import Overall
from pipeline.editing.pagefiles import PageFile, PageFiles
from pipeline.editing.replay import Replayed
from pipeline.editing.settings import EditingSettings
from pipeline.editing.state import BlockState, PageState
from pipeline.errors import PageError
from pipeline.export.interchange import read_document
from pipeline.model.correction import Correction
from pipeline.model.page import Page

Issue = tuple[str | None, str | None]
"""Key and date of the issue, as the document says them."""


class Follower(Protocol):
    """Keeps something in step with the text, in the same transaction (an index of glyphs, the corpus)."""

    def prepare(self, document: str, machine: Page, state: PageState) -> Any:
        """Work out what ``page_taken`` enters, before the transaction: what takes long must not hold others up."""
        ...

    def page_taken(
        self, connection: Connection, page: int, machine: Page, state: PageState, prepared: Any, overall: Overall
    ) -> None:
        """A page was taken in, or taken again.  ``page``: its row id; ``prepared``: what ``prepare`` gave.

        What concerns more than the page is left to ``overall``.
        """
        ...

    def block_changed(
        self,
        connection: Connection,
        page: int,
        before: BlockState | None,
        after: BlockState | None,
        overall: Overall,
    ) -> None:
        """A person changed a block; ``None``: it was not there, or is gone."""
        ...


@dataclass(frozen=True)
class Waiting:
    """A page file that is new or has changed."""

    source: int
    document: str
    sha256: str
    frame: int
    name: str
    content: str


@dataclass
class Taken:
    """What an intake did."""

    pages: int = 0
    orphans: int = 0
    problems: list[PageError] = field(default_factory=list)


class Intake:
    """Takes page files of one results folder in."""

    def __init__(
        self,
        database: Database,
        files: PageFiles,
        results: Path,
        settings: EditingSettings,
        refuse_after: int,
        followers: Sequence[Follower] = (),
        more: Callable[[Page], Sequence[Correction]] = lambda page: (),
    ) -> None:
        """``more``: records for flags, beyond those of the page file."""
        self._more = more
        self._database, self._files, self._results = database, files, results
        self._settings, self._refuse_after, self._followers = settings, refuse_after, followers
        self._issue = lru_cache(maxsize=8)(self._issue_of)

    def waiting(self) -> list[Waiting]:
        """Pages whose file is not the one that was taken in, in the order of documents."""
        with self._database.read() as connection:
            return list(_waiting(connection))

    def run(
        self,
        on_page: Callable[[int, int], None] = lambda done, all: None,
        stopped: Callable[[], bool] = lambda: False,
    ) -> Taken:
        """Take in all that waits.  ``on_page``: told how many of how many are done.  A damaged file is told at the
        end, the others are taken."""
        todo, done = self.waiting(), Taken()
        for number, one in enumerate(todo, 1):
            if stopped():
                break
            try:
                found = self.take(one)
            except PageError as error:
                done.problems.append(error)
                continue
            done.pages += 1
            done.orphans += len(found.orphans)
            on_page(number, len(todo))
        return done

    def take(self, one: Waiting) -> Replayed:
        """Take one page in.  Raises ``PageError`` when its file cannot be used."""
        file = self._files.read(one.document, one.name, one.content)
        issue = self._issue(one.document)
        while True:
            with self._database.read() as connection:
                seen = self._last_event(connection, one)
                found = replayed(connection, one.source, one.sha256, file)
            records = (*found.page.corrections, *self._more(found.page))
            flags = flags_of(found.with_records(records), self._settings)
            prepared = [follower.prepare(one.document, found.page, found.state) for follower in self._followers]
            with self._database.write(Lock.INTAKE) as connection:
                hold_pages(connection, connection.scalars(select(pages.c.id).where(*_same(one))))
                if self._last_event(connection, one) != seen:
                    continue  # somebody decided something meanwhile
                page, overall = _enter(connection, one, file, found, issue), Overall()
                _replace_blocks(connection, page.id, found)
                rows.write_flags(connection, page, flags, self._refuse_after, overall)
                _enter_orphans(connection, page.id, found)
                for follower, ready in zip(self._followers, prepared, strict=True):
                    follower.page_taken(connection, page.id, found.page, found.state, ready, overall)
                overall.finish(connection)
            return found

    def _last_event(self, connection: Connection, one: Waiting) -> int:
        # of a sum, so that no database thinks of reading all events from the last one until it meets this page
        query = select(func.max(events.c.id + 0)).where(events.c.sha256 == one.sha256, events.c.frame == one.frame)
        return connection.scalar(query) or 0

    def _issue_of(self, document: str) -> Issue:
        """Key and date of a document's issue: a page without a masthead does not say them itself."""
        try:
            found = read_document(self._results / document / "document.json")
        except PageError:
            return None, None  # the run is still at it: they come with the finished document
        return found.issue_key, found.metadata.date


def _waiting(connection: Connection) -> Iterator[Waiting]:
    f, s, p = files.c, sources.c, pages.c
    begin = func.length(s.document) + 2
    name = func.substr(f.path, begin)
    # worked out of the path and not compared with an ending: so the page is found by its index, not among all of a book
    stem = func.substr(f.path, begin, func.length(f.path) - begin - len(".json") + 1)
    query = (
        select(s.id, s.document, s.sha256, f.frame, name, f.sha256)
        .join(sources, s.id == f.source)
        .outerjoin(pages, and_(p.source == s.id, p.name == stem))
        .where(f.frame > 0, name.like("page-%.json"), name.not_like("%.%.json"))
        .where(or_(p.id.is_(None), p.content != f.sha256))
        .order_by(s.document, f.path)
    )
    for source, document, sha256, frame, file, content in connection.execute(query):
        yield Waiting(source, document, sha256, frame, file.removesuffix(".json"), content)


def _enter(connection: Connection, one: Waiting, file: PageFile, found: Replayed, issue: Issue) -> Row[Any]:
    page, metadata = file.page, file.page.metadata
    confidences = [value for line in page.lines for value in line.confidences]
    values = {
        "frame": page.frame,
        "half": page.half,
        "content": file.content,
        "issue": issue[0],
        "date": metadata.date or issue[1],
        "label": metadata.page_label,
        "characters": found.state.characters,
        "confidence": round(sum(confidences) / len(confidences) / 100, 4) if confidences else None,
        "taken": log.now(),
    }
    same = _same(one)
    had = connection.execute(select(pages.c.id, pages.c.state).where(*same)).first()
    if had is None:
        state = "in review" if found.placed else "machine"
        new = {"source": one.source, "name": one.name, "state": state, "version": 1}
        connection.execute(insert(pages).values(**values, **new))
    else:
        # what was called reviewed was another text, unless nothing but its file has changed
        changed = _texts(rows.page_state(connection, had.id)) != _texts(found.state)
        back = {"state": "in review", "reviewed_by": None, "validated_by": None}
        kept = back if changed and had.state in ("reviewed", "validated") else {}
        connection.execute(update(pages).where(*same).values(**values, **kept, version=pages.c.version + 1))
    return connection.execute(select(pages).where(*same)).one()


def _same(one: Waiting) -> tuple[ColumnElement[bool], ...]:
    return pages.c.source == one.source, pages.c.name == one.name


def _texts(state: PageState) -> list[tuple[str, str]]:
    return [(state.blocks[number].kind, state.blocks[number].text.text) for number in state.order]


def _replace_blocks(connection: Connection, page: int, found: Replayed) -> None:
    """All blocks anew; versions go on, so that nobody's old page passes for the new one."""
    last: dict[int, tuple[str | None, str | None]] = {}
    for event in found.placed:
        last[event.change.block] = (event.editor, event.at)
    version = (connection.scalar(select(func.max(blocks.c.version)).where(blocks.c.page == page)) or 0) + 1
    connection.execute(delete(blocks).where(blocks.c.page == page))
    nobody: tuple[str | None, str | None] = (None, None)
    values = [
        rows.block_values(page, found.state.blocks[number], position, *last.get(number, nobody), version)
        for position, number in enumerate(found.state.order)
    ]
    if values:
        connection.execute(insert(blocks), values)


def _enter_orphans(connection: Connection, page: int, found: Replayed) -> None:
    settled = set(
        connection.scalars(select(orphans.c.event).where(orphans.c.page == page, orphans.c.settled.is_not(None)))
    )
    own = select(events.c.id).where(events.c.sha256 == found.page.source.sha256)  # others were inherited
    waiting = (orphans.c.page == page, orphans.c.settled.is_(None), orphans.c.event.in_(own))
    connection.execute(delete(orphans).where(*waiting))
    for orphan in found.orphans:
        if orphan.event.id not in settled:
            values = {"event": orphan.event.id, "page": page, "now": orphan.now, "cause": orphan.cause}
            connection.execute(insert(orphans).values(**values))
