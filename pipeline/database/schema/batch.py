"""What ``baokan run`` keeps: runs, sources, frames and their stages, files."""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    Column,
    Float,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    String,
    Table,
    Text,
    UniqueConstraint,
)

from pipeline.database.schema.base import metadata

runs = Table(
    "runs",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("started", String, nullable=False, comment="ISO 8601, UTC"),
    Column("ended", String, comment="ISO 8601, UTC; empty while it runs, or when it was killed"),
    Column("host", String, nullable=False),
    Column("pid", Integer, nullable=False),
    Column("command", Text, nullable=False),
    Column("version", String, nullable=False, comment="of Baokan"),
    Column("settings", Text, nullable=False, comment="JSON: all effective settings"),
    Column("todo", Integer, comment="frames to do, as far as known: a file that was never opened counts as one"),
    Column("done", Integer, comment="frames; empty while it runs, or when it was killed"),
    Column("failed", Integer, comment="frames and files"),
    Column("skipped", Integer, comment="frames that were done before"),
    Column("held", Integer, comment="finished frames that a changed gazetteer cannot touch"),
    Column("exit_code", Integer),
    Column("message", Text, comment="why it stopped early"),
    Column(
        "until",
        Float,
        comment="s since 1970 by the server's clock until which it counts as alive; empty when it ended, and on SQLite",
    ),
)

sources = Table(
    "sources",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("document", String, nullable=False, unique=True, comment="id: the folder of its results"),
    Column("path", Text, nullable=False, index=True, comment="absolute"),
    Column("bytes", BigInteger, comment="size when it was read"),
    Column("modified", BigInteger, comment="time of change when it was read, ns since 1970"),
    Column("sha256", String, comment="lower-case hex; empty until it was read"),
    Column("media_type", String),
    Column("frames", Integer, comment="empty until it was opened"),
    Column("state", String, nullable=False, comment="'open', 'done', 'failed' (it cannot be opened), 'replaced'"),
    Column("error", Text, comment="JSON: stage, code, cause, remedy"),
)
# every question to the corpus asks which are not in it
Index(
    "sources_replaced",
    sources.c.id,
    sqlite_where=sources.c.state == "replaced",
    postgresql_where=sources.c.state == "replaced",
)

frames = Table(
    "frames",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("source", ForeignKey("sources.id"), nullable=False),
    Column("number", Integer, nullable=False, comment="1-based position in the source"),
    Column("state", String, nullable=False, comment="'waiting', 'working', 'done', 'failed', 'quarantined'"),
    Column("tries", Integer, nullable=False, default=0),
    Column("faults", Integer, nullable=False, default=0, comment="tries that ended the worker"),
    Column("worker", String, comment="host:pid of the last one"),
    Column("fingerprint", String, comment="of the last stage; of a failed frame: what it would have had"),
    Column("error", Text, comment="JSON: stage, code, cause, remedy, trace"),
    Column("pages", Text, comment="JSON: what document.json says of its pages"),
    Column("names", Text, comment="JSON: page -> names that stand right, and names that are in question"),
    Column("elsewhere", Text, comment="JSON: page -> names that the pass over its issue gave it"),
    Column("seconds", Float, comment="of work, all stages"),
    Column("run", ForeignKey("runs.id")),
    Column("changed", String, comment="ISO 8601, UTC"),
    Column(
        "leased",
        ForeignKey("runs.id"),
        comment="run that has it in hand, while that gives signs of life; empty: free; always empty on SQLite",
    ),
    UniqueConstraint("source", "number"),
    # these two hold all that is counted while a run works, so that the rows themselves need not be read
    Index("frames_by_state", "state", "source"),
    Index("frames_by_change", "changed", "state"),
)
Index(
    "frames_leased",
    frames.c.leased,
    sqlite_where=frames.c.leased.is_not(None),
    postgresql_where=frames.c.leased.is_not(None),
)

stages = Table(
    "stages",
    metadata,
    Column("frame", ForeignKey("frames.id"), primary_key=True),
    Column("stage", String, primary_key=True),
    Column("position", Integer, nullable=False, comment="in the flow, 0-based"),
    Column("state", String, nullable=False, comment="'done', 'failed'"),
    Column("tries", Integer, nullable=False, default=1),
    Column("worker", String),
    Column("seconds", Float),
    Column("fingerprint", String, nullable=False, comment="chained: of this stage and all before it"),
)

page_keys = Table(
    "page_keys",
    metadata,
    Column("frame", ForeignKey("frames.id"), primary_key=True),
    Column("page", String, primary_key=True),
    Column("gazetteer", String, nullable=False, comment="id of the one that the page's records hold under"),
    Column("keys", LargeBinary, nullable=False, comment="what of a gazetteer can touch the page's records"),
)

gazetteers = Table(
    "gazetteers",
    metadata,
    Column("id", String, primary_key=True, comment="lower-case hex, over names, checksums and bounds of its files"),
    Column("content", LargeBinary, nullable=False, comment="all entries, compressed JSON"),
)

files = Table(
    "files",
    metadata,
    Column("path", Text, primary_key=True, comment="in the results folder, with '/'"),
    Column("source", ForeignKey("sources.id"), index=True, comment="empty: of the whole folder"),
    Column("frame", Integer, comment="number of the frame; empty: of the whole document; 0: of other formats"),
    Column("bytes", BigInteger, nullable=False),
    Column("sha256", String, nullable=False, comment="lower-case hex"),
    Column("written", String, nullable=False, comment="ISO 8601, UTC"),
)

document_formats = Table(
    "document_formats",
    metadata,
    Column("source", ForeignKey("sources.id"), primary_key=True),
    Column("content", String, nullable=False, comment="checksum over the page files that the formats were made from"),
    Column("formats", Text, nullable=False, comment="JSON: list of name/version"),
)

BATCH = (runs, sources, frames, stages, page_keys, gazetteers, files)
"""What ``baokan run`` keeps."""
