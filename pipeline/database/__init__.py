"""One database for batch, review and corpus: ``output/baokan.db`` (SQLite, on a local disk), or one on a server.

``schema`` has the tables, ``migrations`` brings an older one up to date, ``connection`` opens it (``sqlite`` and
``postgresql`` have what differs), ``place`` says which one belongs to a results folder, ``plain`` runs SQL text,
``many`` enters many rows, ``locks`` says who waits for whom.
"""

from pipeline.database.connection import FILE_NAME, Database, Where, open_database
from pipeline.database.locks import Lock
from pipeline.database.place import database_of

__all__ = ["FILE_NAME", "Database", "Lock", "Where", "database_of", "open_database"]
