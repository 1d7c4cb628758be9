"""Tables of the people who work on the review pages: who they are, who is signed in, who tried to; tokens."""

from __future__ import annotations

from sqlalchemy import Column, ForeignKey, Index, Integer, String, Table

from pipeline.database.schema.base import metadata

editors = Table(
    "editors",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("name", String, nullable=False, comment="as it is shown"),
    Column("key", String, nullable=False, unique=True, comment="the name as it is compared: NFKC, folded"),
    Column("role", String, nullable=False, comment="'reader', 'editor', 'validator', 'admin'"),
    Column("password", String, comment="argon2id in PHC's format; empty: cannot sign in with one"),
    Column("created", String, nullable=False, comment="ISO 8601, UTC"),
    Column("disabled", String, comment="ISO 8601, UTC; empty: may work"),
)

sessions = Table(
    "sessions",
    metadata,
    Column("id", String, primary_key=True, comment="SHA-256 of the cookie, lower-case hex"),
    Column("editor", ForeignKey("editors.id"), nullable=False, index=True),
    Column("created", String, nullable=False, comment="ISO 8601, UTC"),
    Column("seen", String, nullable=False, comment="ISO 8601, UTC; to the minute"),
    Column("alone", Integer, nullable=False, comment="1: opened with the one-time link of a server for one person"),
)

login_attempts = Table(
    "login_attempts",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("name", String, nullable=False, comment="SHA-256 of what was typed as the name, lower-case hex"),
    Column("address", String, nullable=False, comment="of the client"),
    Column("at", String, nullable=False, comment="ISO 8601, UTC"),
    Index("login_attempts_by_time", "at"),
)

tokens = Table(
    "tokens",
    metadata,
    Column("id", String, primary_key=True, comment="SHA-256 of the token, lower-case hex"),
    Column("name", String, nullable=False, comment="what it is for, as it is shown"),
    Column("key", String, nullable=False, unique=True, comment="the name as it is compared: NFKC, folded"),
    Column("role", String, nullable=False, comment="'reader': tokens only read"),
    Column("created", String, nullable=False, comment="ISO 8601, UTC"),
    Column("expires", String, nullable=False, comment="ISO 8601, UTC"),
    Column("seen", String, comment="ISO 8601, UTC, to the minute; empty: it was never used"),
)

PEOPLE = (editors, sessions, login_attempts, tokens)
"""What the review pages know of people."""
