r"""The attribute ``custom`` of PAGE: ``name {key:value; key:value;} name {…}``, as Transkribus writes and reads it.

Characters that have a meaning there are written as ``\u003b`` and so on.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from pipeline.formats.markup import attribute

_MEANING = re.compile(r"[{};:\\\s]")
_ESCAPED = re.compile(r"\\u([0-9a-fA-F]{4})")
_GROUP = re.compile(r"([\w.-]+)\s*\{([^{}]*)\}")


def custom(**groups: Mapping[str, object]) -> str:
    """The value of the attribute, escaped for XML; values that are empty are left out."""
    written = []
    for name, values in groups.items():
        pairs = "".join(f"{key}:{_escaped(str(value))};" for key, value in values.items() if value != "")
        written.append(f"{name} {{{pairs}}}")
    return attribute(" ".join(written))


def read_custom(value: str | None) -> dict[str, dict[str, str]]:
    """Name -> its keys and values; what has another form is passed over."""
    found: dict[str, dict[str, str]] = {}
    for name, inner in _GROUP.findall(value or ""):
        pairs = (pair.partition(":") for pair in inner.split(";"))
        found.setdefault(name, {}).update({key.strip(): _plain(text.strip()) for key, colon, text in pairs if colon})
    return found


def _escaped(value: str) -> str:
    """White space inside a value stays a space where it is one; everything else that could be lost is written out."""
    return _MEANING.sub(lambda found: " " if _inner(found) else f"\\u{ord(found[0]):04x}", value)


def _inner(found: re.Match[str]) -> bool:
    return found[0] == " " and found.start() > 0 and found.end() < len(found.string)


def _plain(value: str) -> str:
    return _ESCAPED.sub(lambda found: chr(int(found[1], 16)), value)
