"""What a route asks for: who is there, in which language, with which room and form.

Every route names one of ``Anyone``, ``Reader``, ``Editor``, ``Validator``, ``Admin``; a test walks over all of them.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from fastapi import Depends, Path, Request

from pipeline.review import room, sessions, view
from pipeline.review.asking import language_of, room_of, session_of
from pipeline.review.forms import Fields, read_fields
from pipeline.review.person import Person, Role
from pipeline.review.problem import NotAllowed, NotSignedIn
from pipeline.review.words import Language as LanguageName

LARGEST = 2**63 - 1
"""Largest whole number that the database takes."""


def session(request: Request) -> sessions.Session:
    """Who is signed in.  Raises ``NotSignedIn``."""
    found = session_of(request)
    if found is None:
        raise NotSignedIn
    return found


@dataclass(frozen=True)
class AtLeast:
    """A dependency: the signed-in person, whose role must reach.  ``None`` as role: whoever it is, signed in or not."""

    role: Role | None

    def __call__(self, request: Request) -> Person | None:
        """Raises ``NotSignedIn``, ``NotAllowed``."""
        if self.role is None:
            found = session_of(request)
            return found.person if found else None
        person = session(request).person
        if not person.role.covers(self.role):
            raise NotAllowed(self.role)
        return person


# What waits for nothing is a coroutine, so that it takes no turn of a thread.
async def _room(request: Request) -> room.Room:
    return room_of(request)


async def _language(request: Request) -> LanguageName:
    return language_of(request)


async def _view(request: Request) -> view.View:
    return view.View(request, room_of(request), language_of(request))


Anyone = Annotated[Person | None, Depends(AtLeast(None))]
Reader = Annotated[Person, Depends(AtLeast(Role.reader))]
Editor = Annotated[Person, Depends(AtLeast(Role.editor))]
Validator = Annotated[Person, Depends(AtLeast(Role.validator))]
Admin = Annotated[Person, Depends(AtLeast(Role.admin))]
Session = Annotated[sessions.Session, Depends(session)]
Language = Annotated[LanguageName, Depends(_language)]
Room = Annotated[room.Room, Depends(_room)]
View = Annotated[view.View, Depends(_view)]
Form = Annotated[Fields, Depends(read_fields)]
BlockNumber = Annotated[int, Path(ge=0, le=LARGEST)]
"""A block's number on its page."""
RowId = Annotated[int, Path(ge=1, le=LARGEST)]
"""A row's number in an address; larger ones would not fit into the database."""
