"""Forms: ``application/x-www-form-urlencoded`` only, with limits, and every field checked where it is asked for."""

from __future__ import annotations

from enum import StrEnum
from typing import TypeVar
from urllib.parse import parse_qsl

from fastapi import Request

from pipeline.review.problem import Problem

_MEDIA_TYPE = "application/x-www-form-urlencoded"
_CONTROL = {chr(code) for code in range(32)} - {"\n", "\t"} | {"\x7f"}
Choice = TypeVar("Choice", bound=StrEnum)


class Fields:
    """The fields of a form.  Each method raises ``Problem`` (422) when the field does not fit."""

    def __init__(self, values: dict[str, list[str]]) -> None:
        self._values = values

    def text(self, name: str, *, most: int, least: int = 0) -> str:
        """One text of ``least`` to ``most`` characters, line ends as one; absent counts as empty."""
        found = self._values.get(name, [""])
        text = found[0].replace("\r\n", "\n")
        if len(found) > 1 or not least <= len(text) <= most or not _CONTROL.isdisjoint(text):
            raise _invalid(name)
        return text

    def choice(self, name: str, kind: type[Choice]) -> Choice:
        """One of an enumeration."""
        try:
            return kind(self.text(name, most=64))
        except ValueError:
            raise _invalid(name) from None

    def number(self, name: str, *, least: int = 0, most: int = 2**63 - 1) -> int:
        """A whole number."""
        text = self.text(name, most=20)
        if not text.isascii() or not text.isdigit() or not least <= int(text) <= most:
            raise _invalid(name)
        return int(text)

    def numbers(self, name: str, *, most: int) -> list[int]:
        """Up to ``most`` whole numbers, from as many fields of one name."""
        found = self._values.get(name, [])
        if len(found) > most or not all(text.isascii() and text.isdigit() and len(text) < 19 for text in found):
            raise _invalid(name)
        return [int(text) for text in found]

    def flag(self, name: str) -> bool:
        """Whether a box is ticked."""
        return name in self._values


async def read_fields(request: Request) -> Fields:
    """The form of a request.  Raises ``Problem``: 415 (another type), 400 (unreadable, too many fields)."""
    media_type = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if media_type != _MEDIA_TYPE:
        raise Problem(415, "media")
    most = request.app.state.room.settings.review.limits.fields
    try:
        text = (await request.body()).decode("ascii")
        pairs = parse_qsl(text, keep_blank_values=True, errors="strict", max_num_fields=most)
    except UnicodeDecodeError:
        raise Problem(400, "form") from None
    except ValueError:
        raise Problem(400, "fields", most=most) from None
    values: dict[str, list[str]] = {}
    for name, value in pairs:
        values.setdefault(name, []).append(value)
    return Fields(values)


def inside(path: str) -> str:
    """An address to go on to, if it lies on this site; otherwise the start page."""
    safe = path.startswith("/") and not path.startswith("//") and len(path) <= 1000
    return path if safe and path.isprintable() and "\\" not in path and path.isascii() else "/"


def _invalid(name: str) -> Problem:
    return Problem(422, "invalid", details={"fields": [name]})
