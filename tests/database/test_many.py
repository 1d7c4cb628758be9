"""Many rows at once, alike on both databases."""

from __future__ import annotations

from pathlib import Path

import pytest
from helpers.corpus import corpus, street_page
from sqlalchemy import select

from pipeline.database import Database, database_of, open_database
from pipeline.database.many import enter, grow
from pipeline.database.plain import REPLACEMENT
from pipeline.database.schema import glyphs, pages, sheets
from pipeline.editing.store import open_editing

pytestmark = pytest.mark.usefixtures("kept")
COLUMNS = ("text", "places", "seen", "pages")


@pytest.fixture
def database(tmp_path: Path) -> Database:
    return open_database(database_of(corpus(tmp_path / "out", {})))


def counts(database: Database) -> list[tuple[str, int, int, int]]:
    with database.read() as connection:
        return [tuple(row) for row in connection.execute(select(sheets).order_by(sheets.c.text))]


def test_numbers_are_entered_and_then_added_to(database: Database) -> None:
    with database, database.write() as connection:
        grow(connection, sheets, ["text"], COLUMNS, [])
        grow(connection, sheets, ["text"], COLUMNS, [("天", 3, 0, 1), ("山", 2, 1, 1)])
        grow(connection, sheets, ["text"], COLUMNS, [("山", -1, 4, 0), ("𠀀", 5, 0, 2)])
    assert counts(database) == [("天", 3, 0, 1), ("山", 1, 5, 1), ("𠀀", 5, 0, 2)]


def test_rows_are_entered_in_any_number_with_marks_that_a_text_may_have(tmp_path: Path) -> None:
    with open_editing(corpus(tmp_path / "out", {"报": [street_page()]})).database as database:
        open_editing(tmp_path / "out").intake.run()
        texts = [*(chr(0x4E00 + k) for k in range(6_000)), "\\", "\t", "\n", '"', "\\N"]
        with database.write() as connection:
            page = connection.scalar(select(pages.c.id))
            columns = ("text", "page", "places", "number", "seen")
            enter(connection, glyphs, columns, ((text, page, b"\\\x00\xff\n", 1, 0) for text in texts))
            found = connection.execute(select(glyphs.c.text, glyphs.c.places).where(glyphs.c.page == page)).all()
        assert {text for text, _ in found} == set(texts)
        assert {data for _, data in found} == {b"\\\x00\xff\n"}


def test_what_a_server_cannot_keep_is_replaced_there(database: Database, kept: str) -> None:
    with database, database.write() as connection:
        enter(connection, sheets, COLUMNS, [("\0", 1, 0, 1)])
    assert counts(database) == [(REPLACEMENT if kept == "postgresql" else "\0", 1, 0, 1)]
