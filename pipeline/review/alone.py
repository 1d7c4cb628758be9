"""The person who works alone on this machine: a name for the record of decisions, no password."""

from __future__ import annotations

import getpass

from sqlalchemy import Connection

from pipeline.review import accounts
from pipeline.review.person import Person, Role

_NOBODY = "editor"


def name_here(configured: str) -> str:
    """The name that decisions are recorded under: of the settings, else of the system's user."""
    if configured.strip():
        return configured
    try:
        return getpass.getuser()
    except (OSError, KeyError, ImportError):  # a user without a name, in a container for instance
        return _NOBODY


def ensure(connection: Connection, configured: str) -> Person:
    """The person, added when there is none of that name."""
    name = name_here(configured)
    return accounts.find(connection, name) or accounts.add(connection, name, Role.admin)
