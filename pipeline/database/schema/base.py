"""What all tables share, and the one that says which migrations a database has had."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Column, MetaData, String, Table, event

metadata = MetaData()


@event.listens_for(Table, "after_parent_attach")
def _by_code_points(table: Table, parent: Any) -> None:
    """Text is compared and sorted by code points in every database, whatever language the server was set up for."""
    for column in table.columns:
        if isinstance(column.type, String):
            column.type = column.type.with_variant(type(column.type)(collation="C"), "postgresql")


migrations = Table(
    "migrations",
    metadata,
    Column("name", String, primary_key=True),
    Column("applied", String, nullable=False, comment="ISO 8601, UTC"),
)
