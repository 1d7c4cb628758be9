"""A page as it goes to the browser: template, language, theme, navigation."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from functools import partial
from typing import Any

from fastapi import Request
from fastapi.responses import HTMLResponse, RedirectResponse

from pipeline.gazetteer.kinds import label
from pipeline.review.asking import session_of
from pipeline.review.clock import shown
from pipeline.review.navigation import PLACES
from pipeline.review.person import Role
from pipeline.review.room import Room
from pipeline.review.words import LANGUAGES, TEXTS, Language, say

THEME_COOKIE = "baokan-theme"


class Theme(StrEnum):
    """Light or dark."""

    auto = "auto"
    light = "light"
    dark = "dark"


@dataclass(frozen=True, slots=True)
class View:
    """One request's way to a page."""

    request: Request
    room: Room
    language: Language

    @property
    def theme(self) -> Theme:
        """What the person chose; as the system has it when nothing."""
        chosen = self.request.cookies.get(THEME_COOKIE, "")
        return Theme(chosen) if chosen in list(Theme) else Theme.auto

    def say(self, key: str, **values: object) -> str:
        """A text in the language of the request."""
        return say(self.language, key, **values)

    def word(self, part: str, value: str) -> str:
        """The word for a value of the data (``kind``, ``state`` …); one that is not known stands for itself."""
        key = f"{part}.{value}"
        return say(self.language, key) if key in TEXTS else value

    def show(self, template: str, status: int = 200, **values: Any) -> HTMLResponse:
        """A template, filled in.

        It also sees ``t`` (a text), ``static`` (address of a file), ``number`` and ``moment`` (a count and a kept time
        for people), ``person``, ``shared``, ``language``.
        """
        return HTMLResponse(self.render(template, **values), status)

    def render(self, template: str, **values: Any) -> str:
        """The same as text, for a part of a page that a script puts in."""
        return self.room.pages.render(template, **{**self._common(), **values})

    def go(self, path: str) -> RedirectResponse:
        """On to another page, which is asked for with GET."""
        return RedirectResponse(path, 303)

    def _common(self) -> dict[str, Any]:
        session = session_of(self.request)
        person = session.person if session else None
        paths = self.request.app.state.paths
        url = self.request.url
        return {
            "t": partial(say, self.language),
            "number": "{:,}".format,
            "moment": shown,
            "word": self.word,
            "label": lambda kind: label(kind, LANGUAGES.index(self.language)),
            "static": self.room.pages.address,
            "language": self.language,
            "languages": LANGUAGES,
            "theme": self.theme,
            "themes": list(Theme),
            "person": person,
            "shared": self.room.shared,
            "may_decide": person is not None and person.role.covers(Role.editor),
            "here": url.path,
            "address": url.path + (f"?{url.query}" if url.query else ""),
            "places": [p for p in PLACES if person and person.role.covers(p.role) and p.path in paths],
        }
