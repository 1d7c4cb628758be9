"""``baokan db check`` finds what does not agree, and nothing where all is well."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from changed_results import decide, opened, spoil, worked_on
from helpers.corpus import corpus, put, street_page
from sqlalchemy import text
from typer.testing import CliRunner

from pipeline.address import DatabaseUrl
from pipeline.cli.main import app
from pipeline.database import FILE_NAME, database_of, open_database
from pipeline.errors import ExitCode
from pipeline.upkeep.checking import Checked, check
from pipeline.upkeep.copying import copy


def found(output: Path, everything: bool = True) -> Checked:
    return check(output, database_of(output), everything=everything)


def test_all_is_well_after_people_worked(tmp_path: Path, kept: str) -> None:
    output = worked_on(tmp_path / "out")
    told = found(output)
    assert (told.damage, told.problems, told.exit_code) == ([], [], ExitCode.DONE)
    assert told.rows["events"] >= 2
    assert told.replayed == 2
    assert found(output, everything=False).replayed == 1, "only one page was changed"


@pytest.mark.parametrize(
    ("statement", "where"),
    [
        ("UPDATE flag_groups SET open = open + 1", "flag_groups"),
        ("UPDATE flag_groups SET score = score + 1", "flag_groups"),
        ("UPDATE flags SET batch = 'nobody' WHERE batch IS NOT NULL", "flags"),
        ("UPDATE pages SET characters = characters + 1", "pages"),
        ("UPDATE sheets SET places = places + 1 WHERE text = '山'", "sheets"),
        ("UPDATE read_pages SET read = lines + 1", "read_pages"),
        ("UPDATE sources SET frames = 0", "frames"),
        ("UPDATE blocks SET position = 1 WHERE position = 0", "blocks"),
        ("INSERT INTO uncounted_blocks VALUES (99999)", "uncounted_blocks"),
        ("DROP TRIGGER events_no_delete", "triggers"),
        ("DROP TRIGGER block_text_new", "triggers"),
        ("INSERT INTO block_text(rowid, text) VALUES (1, '多 余')", "block_text"),
        ("UPDATE blocks SET kind = 'byline' WHERE number = 1", "报一/page-0001"),
    ],
)
def test_what_does_not_agree_is_found_where_it_is(output: Path, statement: str, where: str) -> None:
    spoil_with_functions(output, statement)
    told = found(output)
    assert told.exit_code == ExitCode.SOME_FAILED
    assert where in {problem.where for problem in told.problems}, told.problems


def spoil_with_functions(output: Path, statement: str) -> None:
    """As Baokan's own connections would: with what the triggers call."""
    with open_database(output / FILE_NAME) as database, database.write() as connection:
        connection.execute(text(statement))


def test_an_index_that_a_server_lost_is_found(output: Path, server_database: DatabaseUrl) -> None:
    copy(output / FILE_NAME, server_database)
    with open_database(server_database) as database, database.write() as connection:
        connection.execute(text("DROP INDEX block_text"))
    assert [problem.where for problem in check(output, server_database).problems] == ["block_text"]


def test_text_that_no_event_made_is_found(output: Path) -> None:
    spoil_with_functions(output, "UPDATE blocks SET text = '别的' || text, cells = cells WHERE number = 2")
    told = found(output)
    assert {"pages", "mentions"} & {problem.where for problem in told.problems}


def test_a_decision_whose_events_are_lost_is_found(output: Path) -> None:
    spoil(output, "DROP TRIGGER events_no_delete", "DELETE FROM events WHERE kind = 'accept'")
    told = found(output, everything=True)
    assert {"flags", "报一/page-0001"} <= {problem.where for problem in told.problems}


def test_a_decision_on_one_of_two_equal_scans_is_no_fault_of_the_other(tmp_path: Path) -> None:
    output = corpus(tmp_path / "out", {})
    for document in ("报一", "报二"):
        put(output, document, [street_page()], sha256="a" * 64)
    editing = opened(output)
    with editing.database:
        editing.intake.run()
        decide(editing, "accept")
    assert found(output).problems == []


def test_page_files_that_are_damaged_or_wait_are_told_apart(output: Path) -> None:
    put(output, "报二", [street_page()])  # the same page written by another run: taken in when somebody opens it
    assert found(output).problems == []
    file = output / "报一" / "page-0001.json"
    file.write_text(file.read_text(encoding="utf-8") + "\n", encoding="utf-8")
    assert [(one.where, one.words) for one in found(output).problems] == [
        ("报一/page-0001", "its file is another one than the database knows.")
    ]
    file.write_text("{", encoding="utf-8")
    assert "cannot be read" in found(output).problems[0].words


def test_a_damaged_file_is_damaged_and_nothing_else_is_looked_at(output: Path) -> None:
    data = bytearray((output / FILE_NAME).read_bytes())
    data[len(data) // 2 : len(data) // 2 + 4096] = b"\x55" * 4096
    (output / FILE_NAME).write_bytes(bytes(data))
    result = CliRunner().invoke(app, ["db", "check", "-o", str(output)])
    assert result.exit_code == ExitCode.DATABASE


def test_the_command_says_it_and_changes_nothing_while_others_work(output: Path) -> None:
    editing = opened(output)
    with editing.database:
        decide(editing, "accept")
        before = (output / FILE_NAME).read_bytes()
        result = CliRunner().invoke(app, ["db", "check", "-o", str(output), "--json"])
        assert (output / FILE_NAME).read_bytes() == before
    told = json.loads(result.stdout)
    assert (told["exit_code"], told["problems"], told["damage"]) == (0, [], [])
    spoil(output, "UPDATE pages SET characters = 1")
    assert "pages: characters are not those" in CliRunner().invoke(app, ["db", "check", "-o", str(output)]).stdout
