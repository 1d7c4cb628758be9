"""One action of an editor, within one transaction: events, blocks, flags and versions that belong together."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from sqlalchemy import Connection, Row, Select, func, select, update

from pipeline.database.schema import blocks, flags, pages
from pipeline.editing import events as log
from pipeline.editing import groups, rows
from pipeline.editing.changes import Change, Kind, apply
from pipeline.editing.conflict import Clash, Conflict
from pipeline.editing.events import Event, Polygon, Where
from pipeline.editing.flags import SETTLED, holder
from pipeline.editing.intake import Follower
from pipeline.editing.overall import Overall
from pipeline.editing.requests import Done
from pipeline.editing.state import BlockState, PageState
from pipeline.model.text import CharacterId


class Action:
    """Collects what an action does; ``finish`` brings pages, groups and the answer up to date."""

    def __init__(
        self,
        connection: Connection,
        editor: str,
        why: str,
        followers: Sequence[Follower],
        undoes: str = "",
        batch: str = "",
    ) -> None:
        """``batch``: the action that this is a part of; empty: it is one of its own."""
        self.connection, self.editor, self.why, self.undoes = connection, editor, why, undoes
        self.batch, self.at = batch or log.new_batch(), log.now()
        self.clashes: list[Clash] = []
        self.changed = 0
        self._followers, self._overall = followers, Overall()
        self._blocks: dict[tuple[int, int], tuple[BlockState | None, BlockState | None]] = {}
        self._characters: dict[int, int] = {}
        self._pages: dict[int, Row[Any]] = {}

    def page(self, page: int) -> Row[Any] | None:
        """The row of a page, with ``document`` and ``sha256``, as it was when the action began."""
        if page not in self._pages:
            found = rows.page_row(self.connection, page)
            if found is None:
                return None
            self._pages[page] = found
        return self._pages[page]

    def text(
        self,
        page: Row[Any],
        row: Row[Any],
        change: Change,
        polygons: Sequence[Polygon],
        *,
        note: bool = True,
    ) -> None:
        """Change or confirm a span of one block.  ``row``: of the block; ``note``: whether it is an event of its own
        (an undo is one for all that it takes back).  Raises ``Mismatch``."""
        block = rows.block_state(row)
        span = block.text.span(change.ids)
        state = apply(PageState({block.number: block}, (block.number,)), change)
        after = state.blocks[block.number]
        if note:
            left, right = log.context(block.text.text, *(span or (0, 0)))
            self.note(page, change, polygons, left, right)
        if after is not block:
            rows.write_block(self.connection, page.id, after, row.position, self.editor, self.at)
            self._count(page.id, len(after.text.text) - len(block.text.text))
            self.follow(page.id, block, after)
        self._touch(page.id)
        self.changed += 1

    def note(
        self,
        page: Row[Any],
        change: Change,
        polygons: Sequence[Polygon] = (),
        left: str = "",
        right: str = "",
        marks: Mapping[str, Polygon] | None = None,
    ) -> None:
        """Append an event about a page."""
        where = Where(page.sha256, page.frame, page.name, page.content)
        event = Event(
            self.batch, self.editor, change, where, self.at, self.why, self.undoes, tuple(polygons), left, right
        )
        self._overall.add(log.append, [replace(event, marks=marks or {})])

    def write_down(self) -> None:
        """Enter the events so far, for who reads them in the same transaction; else ``finish`` does."""
        self._overall.finish(self.connection)

    def state(self, page: Row[Any], before: PageState, after: PageState) -> None:
        """Write another structure of a page."""
        rows.write_state(self.connection, page.id, before, after, self.editor, self.at)
        self._count(page.id, after.characters - before.characters)
        for number in {**before.blocks, **after.blocks}:
            if before.blocks.get(number) != after.blocks.get(number):
                self.follow(page.id, before.blocks.get(number), after.blocks.get(number))
        self._rehome(page.id, after)
        self._touch(page.id)
        self.changed += 1

    def _rehome(self, page: int, state: PageState) -> None:
        """Flags follow their characters into another block."""
        query = select(flags.c.id, flags.c.block, flags.c.ids).where(flags.c.page == page)
        for flag, block, packed in self.connection.execute(query).all():
            home = holder(state, block, json.loads(packed))
            if home is not None and home.number != block:
                self.connection.execute(update(flags).where(flags.c.id == flag).values(block=home.number))

    def settle(self, page: int, ids: Iterable[CharacterId], kind: Kind) -> None:
        """Open flags on characters whose text an event has settled."""
        wanted = set(ids)
        f = flags.c
        query: Select[Any] = select(f.id, f.ids, f.grouped, f.band, f.weight).where(f.page == page, f.state == "open")
        for flag in self.connection.execute(query):
            if wanted.intersection(json.loads(flag.ids)):
                self.settle_flag(flag, SETTLED[kind])

    def settle_flag(self, flag: Row[Any], state: str) -> None:
        """One open flag is decided.  ``flag``: its row."""
        values = {"state": state, "batch": self.batch, "decided_by": self.editor, "decided": self.at}
        settled = update(flags).where(flags.c.id == flag.id)
        self.connection.execute(settled.values(**values, version=flags.c.version + 1))
        if flag.band != "applied":
            self._overall.add(groups.grow, [(flag.grouped, -1, -flag.weight)])

    def reopen_flags(self, batch: str) -> None:
        """Flags that an action settled wait again."""
        mine = flags.c.batch == batch
        query = select(flags.c.grouped, flags.c.weight).where(mine, flags.c.state != "open", flags.c.band != "applied")
        self._overall.add(groups.grow, [(group, 1, weight) for group, weight in self.connection.execute(query)])
        values = {"state": "open", "batch": None, "decided_by": None, "decided": None}
        self.connection.execute(update(flags).where(mine).values(**values, version=flags.c.version + 1))

    def clash(
        self,
        page: int,
        block: int | None,
        flag: int | None,
        seen: str,
        wanted: str,
        now: str,
        who: Row[Any] | tuple[str | None, str | None] | None = None,
    ) -> None:
        """Note an item that was changed by others.  ``who``: the row of its block, or the one who did it and when."""
        version = None
        if isinstance(who, Row):
            version = who.version if who.position is not None else None
            who = (who.changed_by, who.changed)
        by, at = (who[0] or "", who[1] or "") if who else ("", "")
        self.clashes.append(Clash(page, block, flag, seen, wanted, now, by, at, version))

    def follow(self, page: int, before: BlockState | None, after: BlockState | None) -> None:
        """Note a change for those who keep something in step with the text; each block is told once, at the end."""
        block = before or after
        if block is not None:
            first, _ = self._blocks.get((page, block.number), (before, None))
            self._blocks[page, block.number] = (first, after)

    def _tell(self) -> None:
        for (page, _), (before, after) in self._blocks.items():
            if before != after:
                for follower in self._followers:
                    follower.block_changed(self.connection, page, before, after, self._overall)

    def finish(self) -> Done:
        """Events, versions of pages, what follows the text, counts.  Raises ``Conflict`` when nothing could be done."""
        if self.clashes and not self.changed:
            raise Conflict(self.clashes)
        self._tell()
        versions = {page: self._next_version(page, more) for page, more in self._characters.items()}
        self._overall.finish(self.connection)
        return Done(self.batch if self.changed else "", self.changed, tuple(self.clashes), versions)

    def _next_version(self, page: int, more: int) -> int:
        # what was called reviewed was another text
        states = {"state": "in review", "reviewed_by": None, "validated_by": None}
        values = {"version": pages.c.version + 1, "characters": pages.c.characters + more, **states}
        changed = update(pages).where(pages.c.id == page).values(**values).returning(pages.c.version)
        return int(self.connection.execute(changed).scalar_one())

    def _touch(self, page: int) -> None:
        self._characters.setdefault(page, 0)

    def _count(self, page: int, more: int) -> None:
        self._characters[page] = self._characters.get(page, 0) + more

    def free_block(self, page: int, least: int) -> int:
        """A number that no block of a page has or had."""
        most = self.connection.scalar(select(func.max(blocks.c.number)).where(blocks.c.page == page))
        return max(least, (most or 0) + 1)
