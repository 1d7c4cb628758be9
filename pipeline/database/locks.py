"""What a transaction that writes keeps others from, where several may write at once (PostgreSQL).

SQLite has one lock for the whole file, and these make no difference there.
"""

from __future__ import annotations

from enum import Enum

SPACE = 0x62616F6B
"""First half of the keys of the server's advisory locks, "baok": other programs in the database have other ones."""
HELD = SPACE + 1
"""The same for what is held beside the transactions that write (``Database.alone``)."""
PATIENCE_SECONDS = 30.0
"""s: how long a transaction waits for another one; they are short, so that only a stopped process makes it wait."""


class Lock(Enum):
    """Transactions with the same lock come one after the other; the value is the second half of its key."""

    TEXT = 1
    """pages, blocks, flags and events, and all that follows the text"""
    PEOPLE = 2
    """accounts, sessions, attempts to sign in, tokens"""
    SAMPLING = 3
    """samples and judgements"""
    MIGRATION = 4
    """tables themselves"""
    LEDGER = 5
    """which sources there are, which run begins"""
    ROWS = None
    """none: what it changes are rows that nobody else changes, or that the server locks one by one"""
