"""Names that editors add to the gazetteer, and what they mean for pages that are finished already.

An added name stands in a CSV file of its own (``names.csv`` in the results folder), which later runs use when they are
told of it (``--gazetteer``).  Until then pages that it may touch, by their index of candidates, are corrected again in
memory, and what the name brings to light is put before editors: page files stay as they are.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Row, insert, select

from pipeline.correct.recheck import Changes, touched
from pipeline.correct.settings import CorrectSettings
from pipeline.correct.stage import correct_page
from pipeline.database import Database, Lock
from pipeline.database.locks import PATIENCE_SECONDS, hold_pages, hold_together
from pipeline.database.schema import flags, frames, page_keys, pages
from pipeline.editing import events as log
from pipeline.editing import groups, rows
from pipeline.editing.action import Action
from pipeline.editing.changes import Change, Kind
from pipeline.editing.conflict import NotPossible
from pipeline.editing.current import replayed_row
from pipeline.editing.events import Event
from pipeline.editing.flags import NAMES, Flag, flags_of
from pipeline.editing.pagefiles import PageFiles
from pipeline.editing.requests import Done
from pipeline.editing.settings import EditingSettings
from pipeline.errors import GazetteerError, PageError, SettingsError
from pipeline.gazetteer import Gazetteer, load
from pipeline.gazetteer.editing import add
from pipeline.gazetteer.fields import clean, entry_of
from pipeline.gazetteer.held import held
from pipeline.gazetteer.settings import GazetteerSettings
from pipeline.model.correction import Correction
from pipeline.model.page import Page

FILE_NAME = "names.csv"
_FILE = -2
"""What a process holds while it changes the file, on whichever machine (``Database.alone``)."""
ORIGIN = "校对 review"
"""Source of an added entry, before the editor's name."""


class Naming:
    """The added names of one results folder."""

    def __init__(
        self,
        database: Database,
        files: PageFiles,
        path: Path,
        gazetteer: GazetteerSettings,
        correct: CorrectSettings,
        settings: EditingSettings,
    ) -> None:
        self._database, self._files, self.path = database, files, path
        self._gazetteer, self._correct, self._settings = gazetteer, correct, settings
        self._lock = threading.Lock()
        self._loaded: tuple[tuple[int, int] | None, Gazetteer, Gazetteer] | None = None

    def gazetteers(self) -> tuple[Gazetteer, Gazetteer]:
        """The lists that the settings name, without and with the added names.

        Raises ``GazetteerError`` for a list that cannot be used.
        """
        with self._lock:
            seen = self._seen()
            if self._loaded is None or self._loaded[0] != seen:
                base = held(self._gazetteer)
                self._loaded = (seen, base, load([self.path], below=base) if seen else base)
            return self._loaded[1:]

    def _seen(self) -> tuple[int, int] | None:
        try:
            found = self.path.stat()
        except OSError:
            return None
        return found.st_mtime_ns, found.st_size

    def records(self, page: Page) -> tuple[Correction, ...]:
        """What the added names bring to light on a page, beyond its own records: as flagged."""
        base, more = self.gazetteers()
        if more is base:
            return ()
        added = {entry.name for entry in more.entries if entry.file == self.path.name}
        known = {(record.characters, record.after) for record in page.corrections}
        found = correct_page(page, more, self._correct).page.corrections
        return tuple(
            record.model_copy(update={"status": "flagged", "id": record.id + len(page.corrections)})
            for record in found
            if record.stage == "correct"
            and record.before != record.after
            and record.status in ("applied", "flagged")
            and (record.characters, record.after) not in known
            and any(one.text == record.after and one.entry in added for one in record.candidates)
        )

    def add(self, editor: str, name: str, kind: str = "", parent: str = "", page: int | None = None) -> Done:
        """Write a name into the file of added names.  ``page``: row id of the page where it was found.

        Raises ``NotPossible`` when it is there already or cannot be a name, ``OutputError``.
        """
        row = {"name": name, "kind": kind, "parent": parent, "source": f"{ORIGIN} {editor}"}

        def complain(code: str, message: str, lost: bool) -> None:
            raise NotPossible("name", message)

        entry = entry_of({column: clean(value) for column, value in row.items()}, complain, self.path.name, 0)
        assert entry is not None, "complain raises"
        listed = [one for one in self.gazetteers()[1].linked(entry.name) if one.name == entry.name]
        if any(one.kind == entry.kind and one.parent == entry.parent for one in listed):
            raise NotPossible("name-known", f"{entry.name} is in {listed[0].file} already.")
        with self._lock, self._database.alone(_FILE, PATIENCE_SECONDS):
            try:
                add(self.path, entry)
            except (SettingsError, GazetteerError) as error:
                raise NotPossible("name", str(error)) from error
        change = Change(Kind.NAME, -1, after=entry.name, data={"kind": entry.kind, "parent": entry.parent})
        with self._database.write() as connection:
            action = Action(connection, editor, "", ())
            found = action.page(page) if page is not None else None
            if found is not None:
                action.note(found, change)
                action.write_down()
            else:
                log.append(connection, [Event(action.batch, editor, change, None, action.at)])
            return Done(action.batch, 1)

    def look_again(
        self,
        on_page: Callable[[int, int], None] = lambda done, all: None,
        stopped: Callable[[], bool] = lambda: False,
    ) -> int:
        """Put what the added names bring to light before editors.  Returns the number of new flags.

        ``on_page``: told how many of the pages that may be touched are done.
        """
        todo, new = self.touched(), 0
        for number, page in enumerate(todo, 1):
            if stopped():
                break
            new += self._flag(page)
            on_page(number, len(todo))
        return new

    def touched(self) -> list[int]:
        """Row ids of the pages that the added names may touch; pages without an index are among them."""
        base, more = self.gazetteers()
        if more is base:
            return []
        changes = Changes.between(base, more, self._correct)
        query = (
            select(pages.c.id, page_keys.c["keys"])
            .join(frames, (frames.c.source == pages.c.source) & (frames.c.number == pages.c.frame))
            .outerjoin(page_keys, (page_keys.c.frame == frames.c.id) & (page_keys.c.page == pages.c.name))
            .order_by(pages.c.id)
        )
        with self._database.read() as connection:
            return [page for page, keys in connection.execute(query) if keys is None or touched(keys, changes)]

    def _flag(self, page: int) -> int:
        with self._database.read() as connection:
            row = rows.page_row(connection, page)
            if row is None:
                return 0
            try:
                found = replayed_row(connection, row, self._files)
            except PageError:
                return 0  # its file is gone or damaged: 'baokan verify' says so
        records = self.records(found.page)
        if not records:
            return 0
        only = [f for f in flags_of(found.with_records(records), self._settings) if f.queue == NAMES]
        with self._database.write(Lock.INTAKE) as connection:
            hold_pages(connection, [page])
            return _enter(connection, row, only)


def _enter(connection: Connection, page: Row[Any], found: Sequence[Flag]) -> int:
    """Flags that the page does not have yet.  Returns their number."""
    known = {
        (ids, after)
        for ids, after in connection.execute(select(flags.c.ids, flags.c.after).where(flags.c.page == page.id))
    }
    new = [flag for flag in found if (rows.ids_text(flag.ids), flag.after) not in known]
    ids = groups.groups_of(connection, new)
    values = [rows.flag_values(flag, page, group, flag.state) for flag, group in zip(new, ids, strict=True)]
    if values:
        connection.execute(insert(flags), values)
        hold_together(connection)
        groups.grow(connection, groups.waiting(values))
    return len(new)
