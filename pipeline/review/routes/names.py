"""Names that editors add to the gazetteer, from any selection of text."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query
from pydantic import BaseModel, ConfigDict, Field

from pipeline.gazetteer.kinds import KINDS
from pipeline.review.who import Editor, Language, Reader, Room
from pipeline.review.words import LANGUAGES

router = APIRouter()
LONGEST = 64
"""characters of a name."""
SUGGESTED = 8
"""parents that are suggested at a time."""

PRINTED = r"^[^\x00-\x1f\x7f-\x9f\u2028\u2029]*$"
"""No control characters: a name is one line of a file that people edit."""
Name = Annotated[str, Field(min_length=1, max_length=LONGEST, pattern=PRINTED)]
Word = Annotated[str, Field(max_length=LONGEST, pattern=PRINTED)]


class NewName(BaseModel):
    """A name to be added."""

    model_config = ConfigDict(extra="forbid")

    name: Name
    kind: Word = ""
    """one of the kinds of ``GET /api/names/kinds``, or any other word."""
    parent: Word = ""
    """name of the division or place that it belongs to."""
    page: Annotated[int, Field(strict=True, ge=1, le=2**63 - 1)] | None = None
    """row id of the page where it was found."""


class Added(BaseModel):
    """The name was added; finished pages are being looked at again."""

    batch: str
    file: str


class Kind(BaseModel):
    """A kind of names."""

    code: str
    label: str


class Known(BaseModel):
    """What the lists say of a name."""

    name: str
    kind: str
    parent: str
    file: str


@router.post("/names")
def add(person: Editor, room: Room, wanted: NewName) -> Added:
    """Add a name to the gazetteer.  What it brings to light on finished pages waits in the queue a little later."""
    done = room.editing.names.add(person.name, wanted.name, wanted.kind, wanted.parent, wanted.page)
    room.keeper.look_for_names()
    return Added(batch=done.batch, file=room.editing.names.path.name)


@router.get("/names/kinds")
def kinds(person: Reader, language: Language) -> list[Kind]:
    """The kinds that Baokan knows by name."""
    at = LANGUAGES.index(language)
    return [Kind(code=code, label=labels[at]) for code, labels in KINDS.items()]


@router.get("/names/known")
def known(person: Reader, room: Room, name: Annotated[str, Query(min_length=1, max_length=LONGEST)]) -> list[Known]:
    """What the lists say of a spelling; nothing when none has it."""
    found = room.editing.names.gazetteers()[1].linked(name)
    return [Known(name=one.name, kind=one.kind, parent=one.parent, file=one.file) for one in found]


@router.get("/names/parents")
def parents(person: Reader, room: Room, begins: Annotated[str, Query(min_length=1, max_length=LONGEST)]) -> list[str]:
    """Divisions whose name begins so, for a field that completes."""
    entries = room.editing.names.gazetteers()[1].entries
    divisions = {one.name for one in entries if one.kind in ("district", "street", "town", "committee")}
    found = (name for name in divisions if name.startswith(begins))
    return sorted(found, key=lambda name: (len(name), name))[:SUGGESTED]
