"""Pieces that the patterns of several rules share."""

from __future__ import annotations

import re
from collections.abc import Iterator

from pipeline.normalise.characters import SPACE
from pipeline.normalise.working import Edit

BLANK = f"[{SPACE}]*"

PROTECTED = re.compile(
    r"(?:https?|ftp)\s?[:：]\s?[/／]{2}[^\s\u3000-\u9fff，。；）（“”]+"
    r"|www[.．。][A-Za-z0-9][A-Za-z0-9.．_~/／?？=&%#:：-]*"
    r"|[A-Za-z0-9._+-]+[@＠][A-Za-z0-9-]+(?:[.．][A-Za-z0-9-]+)+"
    r"|(?<![A-Za-z0-9])[A-Za-z0-9-]+(?:[.．][A-Za-z0-9-]+)*[.．](?:com|cn|org|net|gov|edu|html?|pdf|docx?|jpg)"
    r"(?![A-Za-z0-9])(?:[/／][A-Za-z0-9._~/?=&%#-]*)?",
    re.IGNORECASE,
)
"""Addresses of the web and of e-mail, and names of files."""


def protected(text: str) -> list[tuple[int, int]]:
    """Spans that the rules for marks, strokes and numbers leave alone."""
    return [match.span() for match in PROTECTED.finditer(text)] if "." in text or "．" in text or "://" in text else []


def outside(edits: Iterator[Edit], spans: list[tuple[int, int]]) -> Iterator[Edit]:
    """The edits that do not touch a protected span."""
    for edit in edits:
        if all(edit.end <= start or edit.start >= end for start, end in spans):
            yield edit
