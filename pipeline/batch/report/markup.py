"""HTML and SVG as values: whatever is not markup already is escaped, so that no file name and no text can break out."""

from __future__ import annotations

from html import escape


class Html(str):
    """Text that is markup already."""

    __slots__ = ()


def join(*parts: str | None) -> Html:
    """Markup of the parts, one after the other; plain text is escaped, ``None`` is nothing."""
    return Html("".join(part if isinstance(part, Html) else escape(part) for part in parts if part is not None))


def element(name: str, /, *children: str | None, **attributes: str | float | None) -> Html:
    """One element.  ``class_`` is written ``class``, ``stroke_width`` ``stroke-width``; ``None`` is left out."""
    said = "".join(
        f' {key.rstrip("_").replace("_", "-")}="{escape(_value(value))}"'
        for key, value in attributes.items()
        if value is not None
    )
    inner = join(*children)
    return Html(f"<{name}{said}/>" if not inner and name in _EMPTY else f"<{name}{said}>{inner}</{name}>")


_EMPTY = frozenset({"rect", "line", "path", "circle", "polygon", "image", "input", "meta"})


def _value(value: str | float) -> str:
    return f"{value:.2f}".rstrip("0").rstrip(".") if isinstance(value, float) else str(value)


def both(zh: str, en: str, name: str = "span", **attributes: str | float | None) -> Html:
    """A text in both languages; the style sheet shows one."""
    return join(
        element(name, zh, class_="zh", lang="zh-CN", **attributes),
        element(name, en, class_="en", lang="en", **attributes),
    )
