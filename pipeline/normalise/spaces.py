"""Rules for spaces."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from pipeline.normalise.characters import CLOSING, HAN, OPENING, ROLES, SPACE, THIN_SPACE, WIDE_MARKS
from pipeline.normalise.settings import NormaliseSettings
from pipeline.normalise.working import Edit, Working

_RUN = re.compile(f"[{SPACE}]+")
_HAN = re.compile(f"[{HAN}]")
_ALNUM = re.compile("[A-Za-z0-9%℃]")
_ROLE_END = re.compile(f"(?<![{HAN}])(?:" + "|".join(sorted(ROLES, key=len, reverse=True)) + ")$")
_ROLE_START = re.compile("|".join(sorted(ROLES, key=len, reverse=True)))
_APART = frozenset({"masthead", "title", "subtitle", "heading", "byline", "table", "caption", "folio"})
"""Kinds in which a space stands for a mark that display type leaves out; in running text it does not."""


def spaces(settings: NormaliseSettings) -> Callable[[Working], Iterator[Edit]]:
    """No space beside Chinese characters and marks, one between Latin words; a space that means something stays."""

    def rule(text: Working) -> Iterator[Edit]:
        for match in _RUN.finditer(text.text):
            yield Edit(*match.span(), *_wanted(text, *match.span(), settings))

    return rule


def _wanted(text: Working, start: int, end: int, settings: NormaliseSettings) -> tuple[str, str]:
    """What the run of blanks becomes, and by what rule."""
    left, right = text.text[:start][-1:], text.text[end : end + 1]
    han_left, han_right = _HAN.match(left) is not None, _HAN.match(right) is not None
    if not left or not right:
        return "", "stray-space"
    if (han_left or left in CLOSING) and (han_right or right in OPENING):
        return (" ", "single-space") if _is_separator(text, start, end) else ("", "stray-space")
    if left in WIDE_MARKS or right in WIDE_MARKS:
        return "", "stray-space"
    if han_left or han_right:
        other = right if han_left else left
        if settings.thin_spaces and _ALNUM.match(other):
            return THIN_SPACE, "thin-space"
        return "", "stray-space"
    if (left in "“‘（(" or right in "”’）)") and left + right != "":
        return "", "stray-space"
    if _inside_number(text.text, start, end):
        return "", "number-space"
    return " ", "single-space"


def _inside_number(s: str, start: int, end: int) -> bool:
    """``8: 30``, ``15 %``."""
    left, right = s[max(0, start - 2) : start], s[end : end + 2]
    colon = (left[-1:] == ":" and left[:-1].isdigit() and right[:1].isdigit()) or (
        right[:1] == ":" and left[-1:].isdigit() and right[1:].isdigit()
    )
    return colon or (left[-1:].isdigit() and right[:1] == "%")


def _is_separator(text: Working, start: int, end: int) -> bool:
    """Whether a space between Chinese words was set on purpose.

    Beside a word of a byline (本报记者 陈晓岚) always.  In display type a space parts two words, unless both are
    single characters: those are letter-spaced (简 讯).
    """
    s = text.text
    before = re.split(f"[{SPACE}]", s[:start])[-1]
    after = re.split(f"[{SPACE}]", s[end:])[0]
    if _ROLE_END.search(before) or _ROLE_START.match(after):
        return True
    return text.kind in _APART and not (len(before) == 1 and len(after) == 1)
