"""The tables, as SQLAlchemy Core describes them; plain types only, so that SQLite and PostgreSQL both take them.

A module for each part of the product: ``batch`` (runs and files), ``editing`` (pages as people change them).
"""

from pipeline.database.schema.base import metadata, migrations
from pipeline.database.schema.batch import (
    BATCH,
    document_formats,
    files,
    frames,
    gazetteers,
    page_keys,
    runs,
    sources,
    stages,
)
from pipeline.database.schema.editing import EDITING, blocks, events, flag_groups, flags, orphans, pages

__all__ = [
    "BATCH",
    "EDITING",
    "blocks",
    "document_formats",
    "events",
    "files",
    "flag_groups",
    "flags",
    "frames",
    "gazetteers",
    "metadata",
    "migrations",
    "orphans",
    "page_keys",
    "pages",
    "runs",
    "sources",
    "stages",
]
