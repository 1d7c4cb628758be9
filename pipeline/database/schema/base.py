"""What all tables share, and the one that says which migrations a database has had."""

from __future__ import annotations

from sqlalchemy import Column, MetaData, String, Table

metadata = MetaData()

migrations = Table(
    "migrations",
    metadata,
    Column("name", String, primary_key=True),
    Column("applied", String, nullable=False, comment="ISO 8601, UTC"),
)
