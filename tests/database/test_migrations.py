"""Steps that change what an older database has."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from helpers.databases import kept_in, prepare
from sqlalchemy import delete, inspect, text

from pipeline.database import Database, migrations, schema


@pytest.fixture
def database(kept: str, tmp_path: Path) -> Iterator[Database]:
    with kept_in(prepare(tmp_path / "out")) as opened:
        yield opened


def columns(database: Database) -> list[str | None]:
    with database.read() as connection:
        found = inspect(connection).get_indexes(schema.flags.name)
    return next(index["column_names"] for index in found if index["name"] == "flags_in_group")


@pytest.mark.parametrize("older", ["CREATE INDEX flags_in_group ON flags (grouped, state, band, page, weight)", ""])
def test_an_older_index_is_replaced(database: Database, older: str) -> None:
    now = columns(database)
    with database.write() as connection:
        connection.execute(text("DROP INDEX flags_in_group"))
        if older:
            connection.execute(text(older))
        connection.execute(delete(schema.migrations).where(schema.migrations.c.name == "0019-walking"))
    with database.write() as connection:
        assert migrations.missing(connection, "here") == ["0019-walking"]
        migrations.apply(connection, "0019-walking")
    assert columns(database) == now == ["grouped", "state", "page", "id", "band", "weight"]
