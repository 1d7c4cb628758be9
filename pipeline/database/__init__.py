"""One database for batch, review and corpus: ``output/baokan.db`` (SQLite in WAL mode, on a local disk).

``schema`` has the tables, ``migrations`` brings an older file up to date, ``connection`` opens it.
"""

from pipeline.database.connection import FILE_NAME, Database, open_database

__all__ = ["FILE_NAME", "Database", "open_database"]
