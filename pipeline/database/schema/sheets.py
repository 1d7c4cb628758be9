"""What is proofread character by character and line by line (``pipeline.sheets``)."""

from __future__ import annotations

from sqlalchemy import Column, ForeignKey, Index, Integer, LargeBinary, String, Table, Text

from pipeline.database.schema.base import metadata

glyphs = Table(
    "glyphs",
    metadata,
    Column("text", String, primary_key=True, comment="one character, as it now reads"),
    Column("page", ForeignKey("pages.id"), primary_key=True),
    Column("places", LargeBinary, nullable=False, comment="places of the character on the page, packed"),
    Column("number", Integer, nullable=False, comment="of the places"),
    Column("seen", Integer, nullable=False, default=0, comment="of the places, on the sheet of this character"),
    # rows of one character lie together: a sheet is read in one go
    sqlite_with_rowid=False,
)
Index("glyphs_by_page", glyphs.c.page)

sheets = Table(
    "sheets",
    metadata,
    Column("text", String, primary_key=True, comment="one character"),
    Column("places", Integer, nullable=False, comment="of all pages: the sum of what glyphs has"),
    Column("seen", Integer, nullable=False),
    Column("pages", Integer, nullable=False),
)

sheet_work = Table(
    "sheet_work",
    metadata,
    Column("text", String, primary_key=True, comment="one character: the sheet"),
    Column("editor", String, primary_key=True),
    Column("seen", Integer, nullable=False, default=0, comment="places that the editor was the first to see"),
    Column("retyped", Integer, nullable=False, default=0, comment="places that the editor gave another character"),
    Column("last", String, nullable=False, comment="ISO 8601, UTC"),
)

read_lines = Table(
    "read_lines",
    metadata,
    Column("page", ForeignKey("pages.id"), primary_key=True),
    Column("line", Integer, primary_key=True, comment="line id"),
    Column("text", Text, nullable=False, comment="as it stood when it was passed; another text: to be read again"),
    Column("editor", String, nullable=False),
    Column("at", String, nullable=False, comment="ISO 8601, UTC"),
    Index("read_lines_of_editor", "editor", "at"),
)

read_pages = Table(
    "read_pages",
    metadata,
    Column("page", ForeignKey("pages.id"), primary_key=True),
    Column("lines", Integer, nullable=False, comment="with text"),
    Column("read", Integer, nullable=False, comment="of them, that read as when they were passed"),
)

SHEETS = (glyphs, sheets, sheet_work, read_lines, read_pages)
"""What the sheets keep; ``glyphs``, ``sheets`` and ``read_pages`` can be built again from everything else."""
