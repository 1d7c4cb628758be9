"""Rules for the dash, the range mark and the ellipsis (GB/T 15834-2011, 4.10 to 4.13)."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from pipeline.normalise.characters import HAN, NUMERALS, WIDE_MARKS
from pipeline.normalise.patterns import BLANK, outside, protected
from pipeline.normalise.settings import NormaliseSettings
from pipeline.normalise.working import Edit, Working

DASH, ELLIPSIS = "——", "……"
_WIDE = f"[{HAN}{WIDE_MARKS}“”‘’]"
_STROKES = re.compile("[—-]{2,}")
_STROKE = re.compile("(?<![—一-])[—一-](?![—一-])")
_MIXED = re.compile(f"(?<=[{HAN}，。！？”》）])(?:一—|—一|一一)(?=[{HAN}“《（])")
_RANGE_LEFT = frozenset(NUMERALS + "周期拜第廿初之统唯惟专逐")
_RANGE_RIGHT = frozenset(NUMERALS + "周星礼第")
_CLOCKS = re.compile(
    f"[0-9]{{1,2}}[:：][0-9]{{2}}{BLANK}(?P<stroke>[-—一]){BLANK}(?=(?:次日)?[0-9]{{1,2}}[:：][0-9]{{2}})"
)
_POINTS = re.compile("[.…]{2,}|…|[·]{3,}|。{3,}")
_LONGEST_DASH = 3
"""Strokes; a longer row is a form to fill in or a rule."""
_POINTS_OF = {"…": 3}
_FEWEST_POINTS, _MOST_POINTS = 3, 7
"""Points that make one ellipsis: fewer are something else, more lead to a page number."""


def _wide(text: Working, start: int, end: int) -> bool:
    """True when Chinese text stands on one side at least."""
    s = text.text
    left, right = s[:start].rstrip(" ")[-1:], s[end:].lstrip(" ")[:1]
    return re.match(_WIDE, left) is not None or re.match(_WIDE, right) is not None


def dashes(settings: NormaliseSettings) -> Callable[[Working], Iterator[Edit]]:
    """The Chinese dash: two or three strokes in a row, or one that is two ems wide."""

    def rule(text: Working) -> Iterator[Edit]:
        s = text.text
        if not any(stroke in s for stroke in "—-一"):
            return
        edits = {}
        for match in _STROKES.finditer(s):
            if len(match.group()) <= _LONGEST_DASH and _wide(text, *match.span()):
                edits[match.start()] = Edit(*match.span(), DASH, "dash")
        for match in _MIXED.finditer(s):
            if _is_dash(text, match.start(), settings):
                edits[match.start()] = Edit(*match.span(), DASH, "dash")
        for match in _STROKE.finditer(s):
            if _is_long(text, match.start(), settings) and _wide(text, *match.span()):
                edits[match.start()] = Edit(*match.span(), DASH, "dash")
        yield from outside((edits[n] for n in sorted(edits)), protected(s))

    return rule


def _is_long(text: Working, offset: int, settings: NormaliseSettings) -> bool:
    """Whether a stroke, or an ellipsis read as one character, is known to be two ems wide.

    一 beside a comma seems wide too, since the cut lies in the middle of the white: the engine must have thought of —.
    """
    width = text.width(offset)
    if width is None or width < settings.dash_width:
        return False
    return text.text[offset] != "一" or _read_also(text, offset, "—", settings)


def _is_dash(text: Working, start: int, settings: NormaliseSettings) -> bool:
    """Whether ``一—``, ``—一`` or ``一一`` at ``start`` was printed as a dash.

    A lone 一 beside a stroke may be a word (周一—周五, 一一介绍), so the words around or the engine must speak for it.
    """
    s = text.text
    pair, before, after = s[start : start + 2], s[start - 1], s[start + 2]
    if pair == "一—":
        return before not in _RANGE_LEFT and after not in _RANGE_RIGHT
    return any(_read_also(text, start + k, "—", settings) for k in range(2) if pair[k] == "一")


def _read_also(text: Working, offset: int, other: str, settings: NormaliseSettings) -> bool:
    return any(
        alternative.text == other and alternative.probability >= settings.alternative_probability
        for alternative in text.alternatives(offset)
    )


def clock_ranges(text: Working) -> Iterator[Edit]:
    """Between two times of day stands the one-em stroke (GB/T 15834-2011, 4.13.3.2); a wave stays a wave."""
    for match in _CLOCKS.finditer(text.text):
        yield Edit(*match.span("stroke"), "—", "range-mark")


def ellipses(settings: NormaliseSettings) -> Callable[[Working], Iterator[Edit]]:
    """Three to seven points in Chinese text are one ellipsis of six.

    One … must be as wide as a printed ellipsis: a narrow one was a blurred 一 where it was met.
    """

    def rule(text: Working) -> Iterator[Edit]:
        for match in _POINTS.finditer(text.text):
            points = sum(_POINTS_OF.get(character, 1) for character in match.group())
            if not (_FEWEST_POINTS <= points <= _MOST_POINTS and _wide(text, *match.span())):
                continue
            if match.group() != "…" or _is_long(text, match.start(), settings):
                yield Edit(*match.span(), ELLIPSIS, "ellipsis")

    return rule
