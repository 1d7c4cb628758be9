"""The places of the header.  One is shown when its page is there and the person's role reaches."""

from __future__ import annotations

from dataclasses import dataclass

from pipeline.review.person import Role


@dataclass(frozen=True, slots=True)
class Place:
    """One place: ``nav.<name>`` is its word, ``nav.<name>.about`` what it is for."""

    name: str
    path: str
    code: str
    """key that leads there after G, as ``KeyboardEvent.code``."""
    role: Role = Role.reader


PLACES = (
    Place("queue", "/queue", "KeyQ"),
    Place("pages", "/pages", "KeyP"),
    Place("sheets", "/sheets", "KeyS"),
    Place("lines", "/lines", "KeyL"),
    Place("samples", "/samples", "KeyC"),
    Place("replace", "/replace", "KeyR", Role.editor),
    Place("history", "/history", "KeyH"),
    Place("search", "/search", "KeyF"),
    Place("frequency", "/frequency", "KeyT"),
    Place("places", "/places", "KeyO"),
    Place("words", "/wordlists", "KeyW"),
    Place("people", "/people", "KeyM", Role.admin),
    Place("help", "/help", "KeyB"),
)
