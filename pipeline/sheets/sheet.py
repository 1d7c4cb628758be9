"""The sheet of a character: all its places, the doubtful ones first."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import Connection, select

from pipeline.database.schema import glyphs, sheets
from pipeline.sheets.places import SEEN, Places, empty, unpacked
from pipeline.sheets.ranking import Floats, doubts


@dataclass(frozen=True, slots=True)
class Sheet:
    """All places of one character, in the order in which they are looked at."""

    character: str
    pages: NDArray[np.int64]
    """row id of the page of each place."""
    places: Places
    doubts: Floats
    """logarithm of the odds that it is misread, but for a constant; falling."""

    def __len__(self) -> int:
        return len(self.places)

    @property
    def seen(self) -> int:
        """Number of places that a person has seen here."""
        return int((self.places["marks"] & SEEN > 0).sum())


@dataclass(frozen=True, slots=True)
class Contents:
    """One line of the list of sheets."""

    character: str
    number: int
    """of places."""
    seen: int
    pages: int


def sheet(connection: Connection, character: str) -> Sheet:
    """The sheet of a character; one without places for a character that stands nowhere."""
    pages, places = _places(connection, character)
    doubt = doubts(places)
    order = np.lexsort((places["offset"], places["line"], pages, -doubt))
    return Sheet(character, pages[order], places[order], doubt[order])


def contents(connection: Connection) -> list[Contents]:
    """All sheets, the fullest first."""
    s = sheets.c
    query = select(s.text, s.places, s.seen, s.pages).where(s.places > 0).order_by(s.places.desc(), s.text)
    return [Contents(*row) for row in connection.execute(query)]


def _places(connection: Connection, character: str) -> tuple[NDArray[np.int64], Places]:
    g = glyphs.c
    query = select(g.page, g.number, g.places).where(g.text == character).order_by(g.page)
    rows = connection.execute(query).all()
    if not rows:
        return np.zeros(0, np.int64), empty(0)
    pages = np.repeat([row.page for row in rows], [row.number for row in rows])
    return pages.astype(np.int64), unpacked(b"".join(row.places for row in rows))
