"""Who works on the pages, and what each role may do."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Role(StrEnum):
    """What a person may do; each may do what those before it may."""

    reader = "reader"
    """look at everything."""
    editor = "editor"
    """decide, edit, undo."""
    validator = "validator"
    """also declare pages validated that somebody else reviewed."""
    admin = "admin"
    """also add people and change their roles."""

    def covers(self, other: Role) -> bool:
        """Whether this role may do what the other may."""
        order = list(Role)
        return order.index(self) >= order.index(other)


@dataclass(frozen=True, slots=True)
class Person:
    """One row of the table ``editors``, without the password."""

    id: int
    name: str
    role: Role
    disabled: bool = False
    has_password: bool = False
