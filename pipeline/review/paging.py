"""Lists that are shown a page at a time."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from fastapi import Query

from pipeline.editing.queue import PAGE

LAST = 100_000
"""pages of a list that anybody may ask for."""
At = Annotated[int, Query(ge=1, le=LAST, description="page of the list, from 1")]


@dataclass(frozen=True, slots=True)
class Pager:
    """Which page of a list one is on."""

    at: int
    total: int
    """entries of the whole list."""
    size: int = PAGE

    @property
    def pages(self) -> int:
        """Number of pages; an empty list has one."""
        return max(1, -(-self.total // self.size))


def offset(at: int, size: int = PAGE) -> int:
    """Number of the first entry of a page, 0-based."""
    return (at - 1) * size
