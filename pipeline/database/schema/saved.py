"""Result sets that people keep: what a query found when it was asked, hit by hit."""

from __future__ import annotations

from sqlalchemy import Column, ForeignKey, Integer, String, Table, Text

from pipeline.database.schema.base import metadata

saved_sets = Table(
    "saved_sets",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("name", String, nullable=False, comment="as it is shown"),
    Column("key", String, nullable=False, unique=True, comment="the name as it is compared: NFKC, folded"),
    Column("note", Text, nullable=False),
    Column("by", String, nullable=False, comment="who saved it"),
    Column("owner", ForeignKey("editors.id"), comment="whose account; empty: saved at the command line"),
    Column("made", String, nullable=False, comment="ISO 8601, UTC"),
    Column("query", Text, nullable=False),
    Column("options", Text, nullable=False, comment="JSON: how the query was meant"),
    Column("also", Text, nullable=False, comment="JSON: fields and values that had to hold beside it"),
    Column("sort", String, nullable=False, comment="order of the hits"),
    Column("version", Integer, nullable=False, comment="of the corpus at that time"),
    Column("event", Integer, nullable=False, comment="last of the events that had happened by then; 0: none"),
    Column("layer", String, nullable=False, comment="of the text that was searched"),
    Column("software", String, nullable=False),
    Column("total", Integer, nullable=False, comment="hits"),
)

saved_hits = Table(
    "saved_hits",
    metadata,
    Column("set", ForeignKey("saved_sets.id"), primary_key=True),
    Column("number", Integer, primary_key=True, comment="in the order of the set, 1-based"),
    Column("sha256", String, nullable=False, comment="of the scan"),
    Column("frame", Integer, nullable=False, comment="of the scan, 1-based"),
    Column("content", String, nullable=False, comment="SHA-256 of the page file that the character ids belong to"),
    Column("place", Text, nullable=False, comment="JSON: quadrilaterals, px, scan frame, one a line; none: not known"),
    Column("hit", Text, nullable=False, comment="JSON: the hit as 'baokan search --json' has it"),
)

SAVED = (saved_sets, saved_hits)
"""What people keep of what they found."""
