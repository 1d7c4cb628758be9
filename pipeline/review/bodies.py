"""What scripts send and are answered, shared by several endpoints."""

from __future__ import annotations

from typing import Annotated

from pydantic import BaseModel, Field

from pipeline.editing.conflict import Clash
from pipeline.editing.requests import Done

LONGEST_TEXT = 2000
"""characters: of a span that is retyped; no name or paragraph part comes near it."""
Version = Annotated[int, Field(ge=0, le=2**62)]
Number = Annotated[int, Field(ge=0, le=2**62)]
Pair = Annotated[list[Number], Field(min_length=2, max_length=2)]
Four = Annotated[list[Number], Field(min_length=4, max_length=4)]
Text = Annotated[str, Field(max_length=LONGEST_TEXT)]
Why = Annotated[str, Field(max_length=500, description="what the editor says of it, for the history")]


class Clashed(BaseModel):
    """A place that somebody else had changed; nothing was done to it."""

    page: int
    block: int | None
    flag: int | None
    wanted: str
    now: str
    by: str
    at: str

    @classmethod
    def of(cls, clash: Clash) -> Clashed:
        """For an answer."""
        return cls(
            page=clash.page,
            block=clash.block,
            flag=clash.flag,
            wanted=clash.wanted,
            now=clash.now,
            by=clash.by,
            at=clash.at,
        )


class Settled(BaseModel):
    """What an action did; it is on the disk."""

    batch: str
    """name of the action, for undo; empty: there was nothing to do."""
    changed: int
    clashes: list[Clashed] = []
    next: str | None = None
    """address to go on to."""

    @classmethod
    def of(cls, done: Done, next: str | None = None) -> Settled:
        """For an answer."""
        return cls(batch=done.batch, changed=done.changed, clashes=[Clashed.of(one) for one in done.clashes], next=next)
