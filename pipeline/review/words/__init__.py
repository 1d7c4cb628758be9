"""Every text that people see, in Chinese and English: one module a part of the pages, ``key -> (中文, English)``.

``{name}`` in a text is a value; a whole number is written with separators.  ``{count|page|pages}`` is the number with
the right form of the English word.  Texts whose key begins with ``script.`` are also given to the scripts.
"""

from __future__ import annotations

import re
from enum import StrEnum
from importlib import import_module
from pkgutil import iter_modules
from typing import Literal, get_args

Language = Literal["zh", "en"]
LANGUAGES: tuple[Language, ...] = get_args(Language)
DEFAULT: Language = "zh"


class LanguageField(StrEnum):
    """The same, as a field of a form."""

    zh = "zh"
    en = "en"


PARTS = tuple(import_module(f"{__name__}.{part.name}").TEXTS for part in iter_modules(__path__))
"""The texts of each part: of every module of this folder."""
_VALUE = re.compile(r"\{(\w+)(?:\|([^|}]*)\|([^|}]*))?\}")


def _together() -> dict[str, tuple[str, str]]:
    texts: dict[str, tuple[str, str]] = {}
    for part in PARTS:
        twice = texts.keys() & part.keys()
        if twice:
            raise ValueError(f"these texts are given twice: {sorted(twice)}")
        texts.update(part)
    return texts


TEXTS = _together()
"""All texts."""


def say(language: Language, key: str, **values: object) -> str:
    """A text, not yet escaped for HTML.  Raises ``KeyError``: no such text, or a value is missing."""
    text = TEXTS[key][LANGUAGES.index(language)]

    def put(match: re.Match[str]) -> str:
        value = values[match[1]]
        number = isinstance(value, int) and not isinstance(value, bool)
        shown = f"{value:,}" if number else str(value)
        return shown if match[2] is None else f"{shown} {match[2] if value == 1 else match[3]}"

    return _VALUE.sub(put, text)


def chosen(cookie: str | None, accepted: str | None) -> Language:
    """The language of a request: of its cookie, else the first of ``Accept-Language`` that there is, else Chinese."""
    for language in LANGUAGES:
        if cookie == language:
            return language
    ranked = []
    for position, part in enumerate((accepted or "").split(",")):
        tag, _, weight = part.replace(" ", "").lower().partition(";q=")
        try:
            ranked.append((-float(weight or 1), position, tag[:2]))
        except ValueError:
            continue
    for share, _, tag in sorted(ranked):
        for language in LANGUAGES:
            if tag == language and share < 0:
                return language
    return DEFAULT


def for_scripts(language: Language) -> dict[str, str]:
    """The texts of the scripts, without ``script.`` before the key."""
    at = LANGUAGES.index(language)
    return {key.removeprefix("script."): text[at] for key, text in TEXTS.items() if key.startswith("script.")}
