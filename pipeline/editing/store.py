"""``Editing``: the one place where people's work enters the database.

Each action is one transaction: the check that everything is still as the editor saw it, the events, the text, the
flags and what follows the text.  It is answered when the transaction is on the disk.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from pipeline.address import NO_SERVER, DatabaseUrl
from pipeline.correct.settings import CorrectSettings
from pipeline.database import Database, database_of, open_database
from pipeline.database.place import is_there, no_results
from pipeline.editing.inheriting import Inheriting
from pipeline.editing.intake import Follower, Intake
from pipeline.editing.naming import FILE_NAME as NAMES_FILE
from pipeline.editing.naming import Naming
from pipeline.editing.orphans import Orphans
from pipeline.editing.pagefiles import PageFiles
from pipeline.editing.replacing import Replacing
from pipeline.editing.requests import Decision, Done, SpanEdit
from pipeline.editing.settings import EditingSettings
from pipeline.editing.structure import Structure
from pipeline.editing.texts import Texts
from pipeline.editing.undoing import Undoing
from pipeline.gazetteer.settings import GazetteerSettings


class Editing:
    """All that editors can do to the pages of a results folder.  Threads and processes may share the database.

    Every method raises ``Conflict`` when others had changed all that it is about, ``NotPossible`` when it makes no
    sense there, and what ``Database.write`` raises.
    """

    def __init__(
        self,
        database: Database,
        results: Path,
        settings: EditingSettings | None = None,
        followers: Sequence[Follower] = (),
        correct: CorrectSettings | None = None,
        gazetteer: GazetteerSettings | None = None,
    ) -> None:
        self.database, self.results = database, results
        self.settings = settings or EditingSettings()
        correct = correct or CorrectSettings()
        self.files = PageFiles(results)
        self.names = Naming(
            database,
            self.files,
            self.settings.names or results / NAMES_FILE,
            gazetteer or GazetteerSettings(),
            correct,
            self.settings,
        )
        self.intake = Intake(
            database,
            self.files,
            results,
            self.settings,
            correct.decision.refuse_after,
            followers,
            self.names.records,
        )
        self._texts = Texts(database, self.files, followers)
        self.structure = Structure(database, self.files, followers)
        self.inheriting = Inheriting(database, self.files, followers)
        self.orphans = Orphans(database, self.files, followers)
        self.replacing = Replacing(database, self.edit_spans)
        self._undoing = Undoing(database, self.files, followers)

    def decide(self, editor: str, decisions: Sequence[Decision], why: str = "") -> Done:
        """Settle flags: one, or a whole group but its exceptions.  Those that others settled meanwhile are told."""
        return self._texts.decide(editor, decisions, why)

    def edit_spans(self, editor: str, edits: Sequence[SpanEdit], why: str = "") -> Done:
        """Give spans another text.  Those that others changed meanwhile are told."""
        return self._texts.edit_spans(editor, edits, why)

    def edit_block(self, editor: str, page: int, block: int, version: int, text: str, why: str = "") -> Done:
        """Give a whole block another text; what differs becomes events of its own."""
        return self._texts.edit_block(editor, page, block, version, text, why)

    def undo(self, editor: str, batch: str, why: str = "") -> Done:
        """Take an action back, as a new one (which can be taken back in turn)."""
        return self._undoing.undo(editor, batch, why)


def open_editing(
    results: Path,
    settings: EditingSettings | None = None,
    followers: Sequence[Follower] = (),
    correct: CorrectSettings | None = None,
    gazetteer: GazetteerSettings | None = None,
    server: DatabaseUrl = NO_SERVER,
) -> Editing:
    """Open a results folder for editing; what is answered survives a loss of power.  ``pipeline.following`` does it
    with all that a results folder has.

    Raises ``NoInputError`` without results, and what ``open_database`` raises.
    """
    where = database_of(results, server)
    if not is_there(where):
        raise no_results(results, where)
    database = open_database(where, durable=True)
    return Editing(database, results, settings, followers, correct, gazetteer)
