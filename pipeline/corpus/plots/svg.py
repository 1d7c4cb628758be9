"""Elements of an SVG, and how wide text is."""

from __future__ import annotations

import re
import unicodedata
from xml.etree.ElementTree import Element, SubElement

_FORBIDDEN = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""characters that no XML has."""
NARROW = 0.56
"""em of a character that is not Chinese: the mean of common sans-serif letters and digits."""


def put(parent: Element, name: str, text: str = "", /, **attributes: object) -> Element:
    """A new element.  ``_`` in the name of an attribute stands for ``-``; ``cls`` is its class; numbers are rounded."""
    made = SubElement(parent, name)
    for key, value in attributes.items():
        made.set({"cls": "class"}.get(key, key.replace("_", "-")), _said(value))
    made.text = clean(text) or None
    return made


def clean(text: str) -> str:
    """A text without what no XML has."""
    return _FORBIDDEN.sub("", text)


def _said(value: object) -> str:
    if isinstance(value, float):
        return f"{value:.2f}".rstrip("0").rstrip(".")
    return clean(str(value))


def measure(text: str, size: float) -> float:
    """Width of a text in px, about.  ``size``: px of its letters."""
    return size * sum(1.0 if unicodedata.east_asian_width(one) in "WF" else NARROW for one in text)


def fit(text: str, size: float, room: float) -> str:
    """A text that has room; what is cut off is shown by an ellipsis."""
    if measure(text, size) <= room:
        return text
    while text and measure(text + "…", size) > room:
        text = text[:-1]
    return text + "…"


def wrapped(text: str, size: float, room: float) -> list[str]:
    """A text in lines that have room; broken at spaces, else behind any Chinese character."""
    lines, line = [], ""
    for part in re.findall(r"[\u2e80-\uffef]|[^\s\u2e80-\uffef]+\s*|\s+", text):
        pieces = [part] if measure(part.rstrip(), size) <= room else list(part)
        for piece in pieces:
            if line and measure((line + piece).rstrip(), size) > room and piece not in "，。；：、”）":
                lines.append(line.rstrip())
                line = ""
            line += piece
    return [*lines, line.rstrip()] if line.strip() else lines
