"""Text and attributes that XML 1.0 takes."""

from __future__ import annotations

import re
from xml.sax.saxutils import escape

_FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


_PLAIN = re.compile('[^\x00-\x1f&<>"\ud800-\udfff\ufffe\uffff]*')
"""Most values are: nothing of them needs a look."""


def text(value: str) -> str:
    """Content of an element; characters that XML cannot hold become the replacement character."""
    return value if _PLAIN.fullmatch(value) else escape(_FORBIDDEN.sub("\ufffd", value))


def tag(name: str, /, **attributes: str | int | None) -> str:
    """A start tag without its closing bracket; ``xml_id`` is written ``xml:id``, ``type_`` ``type``; ``None`` is left
    out."""
    said = "".join(
        f' {key.rstrip("_").replace("xml_", "xml:")}="{_attribute(value)}"'
        for key, value in attributes.items()
        if value is not None
    )
    return f"<{name}{said}"


def empty(name: str, /, **attributes: str | int | None) -> str:
    """An element without content."""
    return tag(name, **attributes) + "/>"


def element(name: str, content: str, /, **attributes: str | int | None) -> str:
    """An element; ``content`` is markup already."""
    return f"{tag(name, **attributes)}>{content}</{name}>"


def said(name: str, value: str, /, **attributes: str | int | None) -> str:
    """An element that holds plain text."""
    return element(name, text(value), **attributes)


def _attribute(value: str | int) -> str:
    value = str(value)
    if _PLAIN.fullmatch(value):
        return value
    return escape(_FORBIDDEN.sub("\ufffd", value), {'"': "&quot;", "\n": "&#10;", "\t": "&#9;", "\r": "&#13;"})
