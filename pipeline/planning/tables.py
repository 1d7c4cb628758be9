"""What a page takes in the database, by what it is kept for."""

from __future__ import annotations

from sqlalchemy import Connection, func, inspect, select, text
from sqlalchemy.exc import DBAPIError

from pipeline.database import schema
from pipeline.planning.figures import Tables

LEDGER, TEXT, SHEETS, CORPUS = "ledger", "text and decisions", "glyph sheets", "corpus"
_FIXED = {"gazetteers", "runs", "places", "corpus_words", "corpus_columns", "corpus_state", "sheets"}
"""tables that hardly grow with the pages."""
_ROOMS = (
    (LEDGER, (*schema.BATCH, schema.document_formats)),
    (TEXT, schema.EDITING),
    (SHEETS, schema.SHEETS),
    (CORPUS, (*schema.CORPUS, schema.uncounted_blocks, schema.outdated_texts)),
)
_INDEX_OF_TEXT = "block_text"
"""name that the tables of the full-text index begin with."""


def tables(connection: Connection, frames: int) -> Tables:
    """Bytes a page of each room; ``frames``: pages that are done, at least 1."""
    engine = connection.dialect.name
    sizes = _postgresql(connection) if engine == "postgresql" else _sqlite(connection)
    taken = int(connection.scalar(select(func.count()).select_from(schema.pages)) or 0)
    room_of = {table.name: room for room, listed in _ROOMS for table in listed if table.name not in _FIXED}
    rooms: dict[str, float] = {}
    for table, size in sizes.items():
        room = CORPUS if table.startswith(_INDEX_OF_TEXT) else room_of.get(table)
        pages = frames if room == LEDGER else taken
        if room is not None and pages:
            rooms[room] = rooms.get(room, 0.0) + size / pages
    return Tables(engine, rooms, taken)


def _sqlite(connection: Connection) -> dict[str, int]:
    """Table -> bytes of it and its indexes, beyond the page of the file that each has when it is empty."""
    page = int(connection.scalar(text("PRAGMA page_size")) or 0)
    by_table = (
        "SELECT m.tbl_name, sum(d.size) FROM sqlite_master m JOIN "
        f"(SELECT name, pgsize - {page} AS size FROM dbstat WHERE aggregate = 1) d ON d.name = m.name GROUP BY 1"
    )
    try:
        with connection.begin_nested():
            return {table: int(size) for table, size in connection.execute(text(by_table))}
    except DBAPIError:  # an SQLite that was built without dbstat: everything is the ledger's
        used = int(connection.scalar(text("PRAGMA page_count")) or 0) * page
        return {schema.frames.name: used}


def _postgresql(connection: Connection) -> dict[str, int]:
    """Table -> bytes of it with its indexes and what is stored beside it."""
    names = inspect(connection).get_table_names()
    return {
        name: int(connection.scalar(text("SELECT pg_total_relation_size(to_regclass(:name))"), {"name": name}) or 0)
        for name in names
    }
