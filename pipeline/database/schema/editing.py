"""What people work on: pages and their blocks as they now read, flags, and the events that made them so.

``events`` is append-only (triggers refuse anything else); ``pages``, ``blocks``, ``flags``, ``flag_groups`` and
``orphans`` follow from the page files and the events, and can be built again from them.
"""

from __future__ import annotations

from sqlalchemy import (
    Column,
    Float,
    ForeignKey,
    Index,
    Integer,
    String,
    Table,
    Text,
    UniqueConstraint,
)

from pipeline.database.schema.base import metadata

pages = Table(
    "pages",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("source", ForeignKey("sources.id"), nullable=False),
    Column("frame", Integer, nullable=False, comment="1-based number of the image in the source"),
    Column("half", Integer, comment="1 or 2 for the halves of a spread"),
    Column("name", String, nullable=False, comment="stem of the page's files, for instance page-0001"),
    Column("content", String, nullable=False, comment="SHA-256 of the page file that was taken in"),
    Column("state", String, nullable=False, comment="'machine', 'in review', 'reviewed', 'validated'"),
    Column("version", Integer, nullable=False, default=1, comment="rises with every change of blocks or state"),
    Column("reviewed_by", String, comment="who called it reviewed"),
    Column("validated_by", String, comment="the second person"),
    Column("issue", String, comment="key that documents of one issue share"),
    Column("date", String, comment="ISO 8601, of the issue"),
    Column("label", String, comment="page label as printed"),
    Column("characters", Integer, nullable=False, comment="of the reviewed text"),
    Column("confidence", Float, comment="mean over the characters as read, 0..1; empty: no text"),
    Column("taken", String, nullable=False, comment="ISO 8601, UTC: when the page file was taken in"),
    UniqueConstraint("source", "name"),
    Index("pages_by_issue", "issue", "date"),
    # counts over time read this alone
    Index("pages_by_date", "date", "source", "characters"),
)

blocks = Table(
    "blocks",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("page", ForeignKey("pages.id"), nullable=False),
    Column("number", Integer, nullable=False, comment="name of the block on its page; never given twice"),
    Column("position", Integer, comment="in the reading order, 0-based; empty: joined to another block"),
    Column("kind", String, nullable=False),
    Column("article", Integer),
    Column("text", Text, nullable=False, comment="as it now reads"),
    Column("cells", Text, nullable=False, comment="JSON: the text with the characters of the scan behind it"),
    Column("machine", Text, nullable=False, comment="the corrected layer, before any decision of a person"),
    Column("lines", Text, nullable=False, comment="JSON: line ids in reading order"),
    Column("version", Integer, nullable=False, default=1),
    Column("changed_by", String),
    Column("changed", String, comment="ISO 8601, UTC"),
    UniqueConstraint("page", "number"),
    Index("blocks_by_page", "page", "position"),
)

flag_groups = Table(
    "flag_groups",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("queue", String, nullable=False, comment="'names', 'text'"),
    Column("before", Text, nullable=False),
    Column("after", Text, nullable=False),
    Column("kind", String, nullable=False, comment="kind of the records"),
    Column("open", Integer, nullable=False, default=0, comment="flags that wait for a decision"),
    Column("score", Float, nullable=False, default=0, comment="how much a decision on it helps; 0: nothing is open"),
    UniqueConstraint("queue", "before", "after", "kind"),
    # with what is summed up after each decision: how many wait
    Index("flag_groups_by_score", "queue", "score", "open"),
)

flags = Table(
    "flags",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("grouped", ForeignKey("flag_groups.id"), nullable=False),
    Column("queue", String, nullable=False, comment="'names', 'text'"),
    Column("state", String, nullable=False, comment="'open', 'accepted', 'rejected', 'edited', 'gone', 'refused'"),
    Column("band", String, nullable=False, comment="'flagged', 'applied' (the machine changed it), 'unsure' (text)"),
    Column("kind", String, nullable=False),
    Column("page", ForeignKey("pages.id"), nullable=False),
    Column("block", Integer, nullable=False, comment="number of the block"),
    Column("source", Integer, nullable=False, comment="of the page, for filters"),
    Column("issue", String, comment="of the page, for filters"),
    Column("date", String, comment="of the page, for filters"),
    Column("before", Text, nullable=False),
    Column("after", Text, nullable=False, comment="what the machine proposes"),
    Column("probability", Float, nullable=False, comment="of the proposal, 0..1"),
    Column("weight", Float, nullable=False, comment="what deciding it is worth: importance times uncertainty"),
    Column("ids", Text, nullable=False, comment="JSON: characters of the ocr layer"),
    Column("record", Text, nullable=False, comment="JSON: candidates, reasons, evidence"),
    Column("left", Text, nullable=False, comment="text before it"),
    Column("right", Text, nullable=False, comment="text behind it"),
    Column("version", Integer, nullable=False, default=1),
    Column("batch", String, comment="of the events that decided it"),
    Column("decided_by", String),
    Column("decided", String, comment="ISO 8601, UTC"),
    # all that the queue filters by, counts and ranks, so that the rows themselves need not be read
    Index(
        "flags_in_queue",
        "queue",
        "state",
        "grouped",
        "source",
        "issue",
        "date",
        "kind",
        "band",
        "decided_by",
        "page",
        "weight",
    ),
    # the way through a group from where one is, and all that a group is counted by
    Index("flags_in_group", "grouped", "state", "page", "id", "band", "weight"),
    Index("flags_on_page", "page", "state"),
    Index("flags_of_editor", "decided_by", "decided"),
    Index("flags_of_batch", "batch"),
)

events = Table(
    "events",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("batch", String, nullable=False, index=True, comment="of the action: its events are undone together"),
    Column("at", String, nullable=False, comment="ISO 8601, UTC, with microseconds"),
    Column("editor", String, nullable=False),
    Column("kind", String, nullable=False, comment="'accept', 'reject', 'edit', 'kind', 'join', 'split', 'order', …"),
    Column("why", Text, comment="what the editor said of it"),
    Column("undoes", String, index=True, comment="batch that it takes back"),
    Column("sha256", String, comment="of the source; empty: the event is not about a page"),
    Column("frame", Integer),
    Column("name", String, comment="of the page"),
    Column("content", String, comment="SHA-256 of the page file that the numbers of blocks and characters belong to"),
    Column("block", Integer, comment="number of the block"),
    Column("ids", Text, comment="JSON: characters of the ocr layer"),
    Column("polygon", Text, comment="JSON: quadrilaterals, px, scan frame, one a line"),
    Column("before", Text),
    Column("after", Text),
    Column("left", Text, comment="up to eight characters before"),
    Column("right", Text, comment="up to eight characters behind"),
    Column("data", Text, comment="JSON: what else the kind needs"),
    Index("events_of_page", "sha256", "frame", "name"),
    Index("events_of_editor", "editor", "at"),
)

orphans = Table(
    "orphans",
    metadata,
    Column("event", ForeignKey("events.id"), primary_key=True),
    Column("page", ForeignKey("pages.id"), primary_key=True),
    Column("now", Text, comment="what stands at its place now; empty: nothing was found there"),
    Column("cause", String, nullable=False, comment="'other text', 'not found', 'block gone'"),
    Column("settled_by", String),
    Column("settled", String, comment="ISO 8601, UTC"),
)

box_readings = Table(
    "box_readings",
    metadata,
    Column("id", String, primary_key=True, comment="names it until the block is stored"),
    Column("page", Integer, nullable=False, comment="row id of the page"),
    Column("made", String, nullable=False, index=True, comment="ISO 8601, UTC"),
    Column("lines", Text, nullable=False, comment="JSON: what the engine read in a box that was drawn"),
    Column("text", Text, nullable=False, comment="in normal form"),
)

EDITING = (pages, blocks, flag_groups, flags, events, orphans)
"""What people work on."""
