"""Looking for pages that wait to be taken in stays cheap for books of a thousand pages."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from helpers.corpus import corpus, put, street_page
from sqlalchemy import event

from pipeline.editing.intake import _waiting
from pipeline.editing.store import open_editing


@pytest.mark.in_a_file
def test_a_page_is_looked_for_by_its_name_and_not_among_all_pages_of_its_book(tmp_path: Path) -> None:
    editing = open_editing(corpus(tmp_path / "out", {"报一": [street_page(), street_page()]}))
    asked: list[tuple[str, Any]] = []
    with editing.database, editing.database.read() as connection:
        event.listen(connection, "before_cursor_execute", lambda _, __, *said: asked.append((said[0], said[1])))
        list(_waiting(connection))
        words, values = asked[0]
        plan = [row[-1] for row in connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {words}", values)]
    assert any("pages" in step and "source=? AND name=?" in step for step in plan), plan


def test_each_page_waits_until_it_was_taken_in_and_again_when_it_was_written_anew(tmp_path: Path) -> None:
    folder = corpus(tmp_path / "out", {"报一": [street_page(), street_page()]})
    editing = open_editing(folder)
    with editing.database:
        assert [(one.document, one.name) for one in editing.intake.waiting()] == [
            ("报一", "page-0001"),
            ("报一", "page-0002"),
        ]
        editing.intake.run()
        assert editing.intake.waiting() == []
        put(folder, "报一", [street_page(), street_page().changed(em=21.0)])
        assert [one.name for one in editing.intake.waiting()] == ["page-0002"]
