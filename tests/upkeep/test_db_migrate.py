"""``baokan db migrate`` says what it does, and does it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from changed_results import spoil
from helpers.results import results
from typer.testing import CliRunner

from pipeline.address import DatabaseUrl
from pipeline.cli.main import app
from pipeline.database import FILE_NAME
from pipeline.database.migrations import MIGRATIONS
from pipeline.errors import DatabaseError, ExitCode, NoInputError
from pipeline.upkeep.migrating import migrate, steps

LAST = MIGRATIONS[-1][0]


@pytest.fixture
def older(tmp_path: Path) -> Path:
    """Results that an older version made."""
    made = results(tmp_path, documents=1, frames=1)
    spoil(made, f"DELETE FROM migrations WHERE name = '{LAST}'")
    return made


def test_a_dry_run_says_what_a_real_one_does(older: Path) -> None:
    def said(*words: str) -> dict:  # type: ignore[type-arg]
        return json.loads(CliRunner().invoke(app, ["db", "migrate", "-o", str(older), "--json", *words]).stdout)

    dry = said("--dry-run")
    assert [step["name"] for step in dry["steps"]] == [LAST]
    assert dry["steps"][0]["about"]
    assert said("--dry-run") == dry, "nothing was done"
    assert said()["steps"] == dry["steps"]
    assert said()["steps"] == []


def test_every_step_says_what_it_is_for() -> None:
    assert not [name for name, step in MIGRATIONS if not step.__doc__]


def test_an_empty_database_on_a_server_gets_its_tables(server_database: DatabaseUrl) -> None:
    assert steps(server_database) == [], "the template has them"
    assert migrate(server_database) == []


def test_there_is_nothing_to_do_where_there_is_nothing(tmp_path: Path, older: Path) -> None:
    with pytest.raises(NoInputError):
        migrate(tmp_path / "none" / FILE_NAME)
    assert CliRunner().invoke(app, ["db", "migrate", "-o", str(tmp_path / "none")]).exit_code == ExitCode.NO_INPUT
    spoil(older, "INSERT INTO migrations VALUES ('9999-later', '2030')")
    with pytest.raises(DatabaseError, match="newer version"):
        steps(older / FILE_NAME)
