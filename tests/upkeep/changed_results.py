"""Results that people have worked on."""

from __future__ import annotations

import sqlite3
from pathlib import Path

from helpers.corpus import corpus, street_page
from sqlalchemy import select

from pipeline.database import FILE_NAME
from pipeline.database.schema import flags
from pipeline.editing.requests import Decision
from pipeline.editing.store import Editing
from pipeline.following import editing_of
from pipeline.review import accounts
from pipeline.settings import Settings


def opened(folder: Path) -> Editing:
    """Results for editing, with sheets and corpus in step."""
    return editing_of(folder, Settings.model_validate({"run": {"output": folder}}))


def worked_on(folder: Path) -> Path:
    """Two documents, taken in with images; a name accepted, another one rejected; an editor."""
    corpus(folder, {"报一": [street_page()], "报二": [street_page()]}, pictures=True)
    editing = opened(folder)
    with editing.database:
        editing.intake.run()
        with editing.database.write() as connection:
            accounts.add(connection, "李明", "editor", "hash")
        decide(editing, "accept")
        decide(editing, "reject")
    return folder


def decide(editing: Editing, choice: str, editor: str = "李明") -> str:
    """Settle the first open flag; returns the batch of its events."""
    with editing.database.read() as connection:
        query = select(flags).where(flags.c.state == "open", flags.c.queue == "names").order_by(flags.c.id)
        row = connection.execute(query).first()
    assert row is not None
    return editing.decide(editor, [Decision(row.id, row.version, choice)]).batch  # type: ignore[arg-type]


def spoil(folder: Path, *statements: str) -> None:
    """Change the file of the database behind everybody's back."""
    connection = sqlite3.connect(folder / FILE_NAME)
    with connection:
        for statement in statements:
            connection.execute(statement)
    connection.close()
