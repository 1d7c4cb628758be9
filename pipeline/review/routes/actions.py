"""Taking actions back."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Path
from pydantic import BaseModel, ConfigDict

from pipeline.review.bodies import Settled, Why
from pipeline.review.who import Editor, Room

api = APIRouter(prefix="/actions", tags=["actions"])
Batch = Annotated[str, Path(pattern="^[0-9a-f]{16}$", description="name of an action")]


class Undone(BaseModel):
    """Why something is taken back."""

    model_config = ConfigDict(extra="forbid")

    why: Why = ""


@api.post("/{batch}/undo")
def undo(room: Room, person: Editor, batch: Batch, body: Undone) -> Settled:
    """Take an action back, whole.  409: others have changed a part of it since; 422: there is no such action."""
    return Settled.of(room.editing.undo(person.name, batch, body.why))
