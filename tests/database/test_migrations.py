"""Steps that change what an older database has."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from helpers.databases import kept_in, prepare
from sqlalchemy import delete, inspect, text

from pipeline.database import Database, migrations, schema

OLDER = {
    "flags_in_group": "CREATE INDEX flags_in_group ON flags (grouped, state, band, page, weight)",
    "flag_groups_by_score": "CREATE INDEX flag_groups_by_score ON flag_groups (queue, score)",
}


@pytest.fixture
def database(kept: str, tmp_path: Path) -> Iterator[Database]:
    with kept_in(prepare(tmp_path / "out")) as opened:
        yield opened


def columns(database: Database, name: str) -> list[str | None]:
    with database.read() as connection:
        found = [one for table in ("flags", "flag_groups") for one in inspect(connection).get_indexes(table)]
    return next(index["column_names"] for index in found if index["name"] == name)


@pytest.mark.parametrize("older", [OLDER, {}], ids=["as they were", "gone"])
def test_older_indexes_are_replaced(database: Database, older: dict[str, str]) -> None:
    with database.write() as connection:
        for name in OLDER:
            connection.execute(text(f"DROP INDEX {name}"))
        for statement in older.values():
            connection.execute(text(statement))
        connection.execute(delete(schema.migrations).where(schema.migrations.c.name == "0019-walking"))
    with database.write() as connection:
        assert migrations.missing(connection, "here") == ["0019-walking"]
        migrations.apply(connection, "0019-walking")
    assert columns(database, "flags_in_group") == ["grouped", "state", "page", "id", "band", "weight"]
    assert columns(database, "flag_groups_by_score") == ["queue", "score", "open"]
