"""A database goes to a server and comes back as it was, or not at all."""

from __future__ import annotations

import json
import sqlite3
from pathlib import Path
from typing import Any

import pytest
from changed_results import decide, opened, spoil
from helpers.databases import KEPT
from sqlalchemy import func, insert, select, text
from typer.testing import CliRunner

from pipeline.address import DatabaseUrl
from pipeline.batch.lock import OutputInUseError, OutputLock
from pipeline.cli.main import app
from pipeline.database import FILE_NAME, database_of, open_database, schema
from pipeline.database.place import NOTE
from pipeline.errors import DatabaseError, ExitCode, SettingsError
from pipeline.fixity.verify import verify
from pipeline.upkeep import copying
from pipeline.upkeep.checking import check
from pipeline.upkeep.copying import TABLES, copy
from pipeline.upkeep.switching import KEPT as MOVED
from pipeline.upkeep.switching import DatabaseInUseError, switch
from pipeline.upkeep.tally import Tally


def rows(path: Path) -> dict[str, list[Any]]:
    """Every row of every table that is copied."""
    connection = sqlite3.connect(path)
    try:
        return {table.name: sorted(map(repr, connection.execute(f'SELECT * FROM "{table.name}"'))) for table in TABLES}
    finally:
        connection.close()


def test_there_and_back_every_row_is_as_it_was(output: Path, tmp_path: Path, server_database: DatabaseUrl) -> None:
    there = copy(output / FILE_NAME, server_database)
    back = copy(server_database, tmp_path / "back.db")
    assert there == back
    before = rows(output / FILE_NAME)
    assert rows(tmp_path / "back.db") == before
    assert {one.table: one.rows for one in there} == {table: len(found) for table, found in before.items()}
    assert {table for table, found in before.items() if found} > {"events", "blocks", "glyphs", "editors", "files"}
    assert sorted(path.name for path in tmp_path.iterdir()) == ["back.db", "out"], "one plain file, and nothing else"


def test_a_copy_is_found_in_and_in_order_on_either_side(
    output: Path, tmp_path: Path, server_database: DatabaseUrl
) -> None:
    copy(output / FILE_NAME, server_database)
    copy(server_database, tmp_path / "back.db")
    for where in (server_database, tmp_path / "back.db"):
        found = check(output, where, everything=True)
        assert (found.damage, found.problems, found.replayed) == ([], [], 2)


def test_new_rows_get_numbers_of_their_own(output: Path, server_database: DatabaseUrl) -> None:
    copy(output / FILE_NAME, server_database)
    with open_database(server_database) as database, database.write() as connection:
        highest = connection.scalar(select(func.max(schema.events.c.id)))
        values = {"batch": "b", "at": "2026", "editor": "李明", "kind": "accept"}
        made = connection.execute(insert(schema.events).values(**values)).inserted_primary_key
        assert made is not None
        assert made[0] == highest + 1
        with pytest.raises(Exception, match="append-only"), connection.begin_nested():
            connection.execute(schema.events.delete())


def test_what_is_written_during_a_copy_is_all_in_it_or_not_at_all(
    output: Path, server_database: DatabaseUrl, monkeypatch: pytest.MonkeyPatch
) -> None:
    editing, before = opened(output), len(rows(output / FILE_NAME)["events"])

    def meanwhile(table: str, number: int) -> None:
        if table == "flag_groups" and number == 0:
            decide(editing, "accept")

    with editing.database:
        done = {one.table: one.rows for one in copy(output / FILE_NAME, server_database, meanwhile)}
    assert len(rows(output / FILE_NAME)["events"]) > before == done["events"]
    assert check(output, server_database, everything=True).problems == []


def test_a_target_that_holds_something_is_refused(output: Path, tmp_path: Path, server_database: DatabaseUrl) -> None:
    copy(output / FILE_NAME, server_database)
    with pytest.raises(SettingsError, match="not empty"):
        copy(output / FILE_NAME, server_database)
    with pytest.raises(SettingsError, match="file here already"):
        copy(server_database, output / FILE_NAME)


def test_after_a_failure_nothing_of_it_is_left(
    output: Path, tmp_path: Path, server_database: DatabaseUrl, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(table: str, number: int) -> None:
        if table == "events":
            raise OSError("no more")

    for target in (server_database, tmp_path / "back.db"):
        with pytest.raises(Exception, match="no more"):
            copy(output / FILE_NAME, target, fail)
    assert [path.name for path in tmp_path.iterdir()] == ["out"]
    assert sum(one.rows for one in copy(output / FILE_NAME, server_database)) > 50, "and it can be tried again"


def test_a_character_that_a_server_cannot_hold_is_replaced_as_everywhere(
    output: Path, server_database: DatabaseUrl
) -> None:
    spoil(output, "UPDATE pages SET label = 'A' || char(0)")
    copy(output / FILE_NAME, server_database)
    with open_database(server_database) as database, database.read() as connection:
        assert set(connection.scalars(select(schema.pages.c.label))) == {"A\ufffd"}


def test_text_that_is_none_is_told_with_its_table_and_row(output: Path, server_database: DatabaseUrl) -> None:
    spoil(output, "UPDATE pages SET label = CAST(x'ff' AS TEXT) WHERE id = 2")
    with pytest.raises(DatabaseError, match=r"table 'pages' cannot be copied, at row \d .*UTF-8"):
        copy(output / FILE_NAME, server_database)


def test_a_copy_that_differs_is_no_copy(output: Path, server_database: DatabaseUrl, monkeypatch: Any) -> None:
    monkeypatch.setattr(copying, "tally_of", lambda connection, table: Tally(1, 7))
    with pytest.raises(DatabaseError, match="is not what was copied"):
        copy(output / FILE_NAME, server_database)


def test_a_tally_tells_any_two_tables_apart_and_knows_no_order() -> None:
    def of(*rows: tuple[object, ...]) -> tuple[int, str]:
        tally = Tally()
        for row in rows:
            tally.add(row)
        return tally.rows, tally.checksum

    assert of((1, "a"), (2, "b")) == of((2, "b"), (1, "a"))
    different = [
        of((1, "a")),
        of((1, b"a")),
        of((1.0, "a")),
        of(("1", "a")),
        of((1, "a"), (1, "a")),
        of((1, None)),
        of(),
    ]
    assert len(set(different)) == len(different)


def test_a_results_folder_that_is_switched_goes_on_with_the_server(output: Path, server_database: DatabaseUrl) -> None:
    switch(output, output / FILE_NAME, server_database)
    assert database_of(output) == server_database
    assert (output / MOVED).exists()
    assert not (output / FILE_NAME).exists()
    assert verify(output).differences == []
    editing = opened(output)
    with editing.database:
        decide(editing, "accept")
    with pytest.raises(SettingsError, match="server to its file"):
        switch(output, server_database, server_database)
    switch(output, server_database, output / FILE_NAME)
    assert database_of(output) == output / FILE_NAME
    assert not (output / NOTE).exists()
    assert check(output, output / FILE_NAME, everything=True).problems == []


def test_nobody_may_be_at_work_when_a_folder_is_switched(output: Path, server_database: DatabaseUrl) -> None:
    editing = opened(output)
    with editing.database, editing.database.read() as connection:
        connection.execute(select(schema.pages))
        with pytest.raises(DatabaseInUseError, match="Stop 'baokan review'"):
            switch(output, output / FILE_NAME, server_database)
    with OutputLock(output), pytest.raises(OutputInUseError):
        switch(output, output / FILE_NAME, server_database)
    assert database_of(output) == output / FILE_NAME
    switch(output, output / FILE_NAME, server_database)
    with open_database(server_database) as other, other.read() as connection:
        connection.execute(text("SELECT 1"))
        with pytest.raises(DatabaseInUseError):
            switch(output, server_database, output / FILE_NAME)


def test_the_command_says_what_it_did(output: Path, server_database: DatabaseUrl) -> None:
    KEPT.drop()
    runner = CliRunner()
    said = runner.invoke(app, ["db", "copy", server_database.secret, "-o", str(output), "--json"])
    assert said.exit_code == ExitCode.DONE, said.output
    told = json.loads(said.stdout)
    assert {one["table"] for one in told["tables"]} == {table.name for table in TABLES}
    again = runner.invoke(app, ["db", "copy", server_database.secret, "-o", str(output)])
    assert again.exit_code == ExitCode.USAGE
    wrong = runner.invoke(app, ["db", "copy", "mysql://x@y/z", "-o", str(output)])
    assert wrong.exit_code == ExitCode.USAGE
