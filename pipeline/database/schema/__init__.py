"""The tables, as SQLAlchemy Core describes them; plain types only, so that SQLite and PostgreSQL both take them.

A module for each part of the product: ``batch`` (runs and files), ``editing`` (pages as people change them),
``people`` (who works on them).
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
from pipeline.database.schema.people import PEOPLE, editors, login_attempts, sessions

__all__ = [
    "BATCH",
    "EDITING",
    "PEOPLE",
    "blocks",
    "document_formats",
    "editors",
    "events",
    "files",
    "flag_groups",
    "flags",
    "frames",
    "gazetteers",
    "login_attempts",
    "metadata",
    "migrations",
    "orphans",
    "page_keys",
    "pages",
    "runs",
    "sessions",
    "sources",
    "stages",
]
