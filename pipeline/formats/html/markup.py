"""HTML as text: every value passes ``escaped`` once, where it is put in."""

from __future__ import annotations

import re
from html import escape

_FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_EMPTY = frozenset({"img", "input"})


def escaped(text: str) -> str:
    """Text as HTML has it."""
    return escape(_FORBIDDEN.sub("\ufffd", text))


def element(name: str, content: str, /, **attributes: str | int | None) -> str:
    """One element; ``content`` is markup already.  ``class_`` is written ``class``; ``None`` is left out."""
    said = "".join(
        f' {key.rstrip("_").replace("_", "-")}="{escaped(str(value))}"'
        for key, value in attributes.items()
        if value is not None
    )
    return f"<{name}{said}>" if name in _EMPTY else f"<{name}{said}>{content}</{name}>"


def both(zh: str, en: str) -> str:
    """A text of the page's own in both languages (markup); the style sheet shows one."""
    return element("span", zh, class_="zh", lang="zh-CN") + element("span", en, class_="en", lang="en")
