"""What a transaction that writes keeps others from, where several may write at once (PostgreSQL).

SQLite has one lock for the whole file, and these make no difference there.

The text of a page is changed by one transaction at a time, those of different pages side by side: they hold
``Lock.PAGES`` and then each page (``hold_pages``).  What a change means for all pages (counts, the version of the
corpus) they do last, and there one waits for the other (``hold_together``); as nobody asks for a page behind that, they
cannot wait for each other in a circle.
"""

from __future__ import annotations

from collections.abc import Iterable
from enum import Enum

from sqlalchemy import Connection

SPACE = 0x62616F6B
"""First half of the keys of the server's advisory locks, "baok": other programs in the database have other ones."""
HELD = SPACE + 1
"""The same for what is held beside the transactions that write (``Database.alone``)."""
_PAGES = SPACE + 2
"""The same for pages; the second half is the row id."""
PATIENCE_SECONDS = 30.0
"""s: how long a transaction waits for another one; they are short, so that only a stopped process makes it wait."""


class Lock(Enum):
    """Transactions with the same lock come one after the other; the value is the second half of its key."""

    TEXT = 1
    """pages, blocks, flags and events, and all that follows the text: any of it"""
    PEOPLE = 2
    """accounts, sessions, attempts to sign in, tokens"""
    SAMPLING = 3
    """samples and judgements"""
    MIGRATION = 4
    """tables themselves"""
    LEDGER = 5
    """which sources there are, which run begins"""
    PAGES = 6
    """the same of the pages that it holds, beside those of others"""
    INTAKE = 7
    """as ``PAGES``, and pages that are new"""
    TOGETHER = 8
    """what concerns all pages, at the end of a transaction"""
    ROWS = None
    """none: what it changes are rows that nobody else changes, or that the server locks one by one"""


def taking(lock: Lock) -> str | None:
    """The statement that takes it on PostgreSQL; ``None``: there is nothing to take."""
    if lock is Lock.ROWS:
        return None
    beside = f"pg_advisory_xact_lock_shared({SPACE}, {Lock.TEXT.value})"
    alone = f"pg_advisory_xact_lock({SPACE}, {lock.value})"
    match lock:
        case Lock.PAGES:
            return f"SELECT {beside}"
        case Lock.INTAKE:
            return f"SELECT {alone}, {beside}"
        case _:
            return f"SELECT {alone}"


def hold_pages(connection: Connection, pages: Iterable[int]) -> None:
    """Let nobody else change these pages (row ids) until the transaction ends; it began with ``Lock.PAGES``.

    All that it changes at once: whoever asked for one after the other might wait for somebody who waits for them.
    """
    wanted = sorted(set(pages))
    if wanted and _many_write(connection):
        held = f"SELECT pg_advisory_xact_lock({_PAGES}, page) FROM unnest(%s::int[]) AS page"
        connection.exec_driver_sql(held, (wanted,))


def hold_together(connection: Connection) -> None:
    """From here to the end of the transaction it is the only one that is this far."""
    if _many_write(connection):
        connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({SPACE}, {Lock.TOGETHER.value})")


def _many_write(connection: Connection) -> bool:
    return connection.dialect.name == "postgresql"
