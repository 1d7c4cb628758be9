"""Acceptance sampling: samples, the lines drawn for them, and what people judged.

All three are append-only (triggers refuse anything else): a drawn sample stays as it was drawn, whatever becomes of the
pages, and a person who judges a line again adds a row.
"""

from __future__ import annotations

from sqlalchemy import BigInteger, Column, Float, ForeignKey, Index, Integer, String, Table, Text, UniqueConstraint

from pipeline.database.schema.base import metadata

samples = Table(
    "samples",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("name", Text, nullable=False, comment="for people"),
    Column("made", String, nullable=False, comment="ISO 8601, UTC"),
    Column("made_by", String, nullable=False),
    Column("scope", Text, nullable=False, comment="JSON: patterns of documents and pages, issue"),
    Column("judges", Integer, nullable=False, comment="people who judge every line: 1 or 2"),
    Column("limit", Float, nullable=False, comment="errors per 10,000 characters that are accepted"),
    Column("confidence", Float, nullable=False, comment="0..1, of the interval, both sides together"),
    Column("effect", Float, nullable=False, comment="design effect that is assumed while few errors are seen"),
)

sample_draws = Table(
    "sample_draws",
    metadata,
    Column("sample", ForeignKey("samples.id"), primary_key=True),
    Column("number", Integer, primary_key=True, comment="1: the first; later ones add lines"),
    Column("drawn", String, nullable=False, comment="ISO 8601, UTC"),
    Column("seed", BigInteger, nullable=False, comment="of the random numbers"),
    Column("documents", Integer, nullable=False, comment="of the lot, as it stood then; so the next four"),
    Column("pages", Integer, nullable=False),
    Column("lines", Integer, nullable=False, comment="that have text"),
    Column("characters", BigInteger, nullable=False, comment="of the best layer, without white space"),
    Column("content", String, nullable=False, comment="SHA-256 over the texts of the lot"),
)

sample_lines = Table(
    "sample_lines",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("sample", ForeignKey("samples.id"), nullable=False),
    Column("draw", Integer, nullable=False),
    Column("position", Integer, nullable=False, comment="in the sample, 0-based: the random order of judging"),
    Column("document", String, nullable=False),
    Column("page", String, nullable=False, comment="stem of the page's files"),
    Column("source", String, nullable=False, comment="SHA-256 of the scan"),
    Column("frame", Integer, nullable=False, comment="1-based number of the image in the source"),
    Column("line", Integer, nullable=False, comment="id of the line in the page file"),
    Column("kind", String, nullable=False, comment="of the block"),
    Column("vertical", Integer, nullable=False, comment="1: characters run from top to bottom"),
    Column("quad", Text, nullable=False, comment="JSON: corners, px, page frame, in text order"),
    Column("polygon", Text, nullable=False, comment="JSON: the same, px, scan frame"),
    Column("text", Text, nullable=False, comment="best layer when it was drawn"),
    Column("names", Text, nullable=False, comment="JSON: start and end of each name in the text"),
    UniqueConstraint("sample", "position"),
    UniqueConstraint("sample", "document", "page", "line"),
)

judgements = Table(
    "judgements",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("line", ForeignKey("sample_lines.id"), nullable=False),
    Column("judge", String, nullable=False),
    Column("at", String, nullable=False, comment="ISO 8601, UTC"),
    Column("text", Text, comment="what is printed; empty text: nothing is; null: it cannot be read"),
    Column("names", Text, nullable=False, comment="JSON: start and end of each name in the text"),
    Column("settles", Integer, nullable=False, default=0, comment="1: given with two others in view that differ"),
    Index("judgements_of_line", "line", "judge"),
)

SAMPLING = (samples, sample_draws, sample_lines, judgements)
"""What acceptance sampling keeps."""
