"""Rules for Chinese numerals and dates: 〇, 曰/日, and 一 beside strokes."""

from __future__ import annotations

import re
from collections.abc import Iterator

from pipeline.normalise.characters import DIGITS, HAN, NUMERALS
from pipeline.normalise.patterns import BLANK, outside, protected
from pipeline.normalise.working import Edit, Working

_ZERO_LIKE = "0Oo○◯"
_DIGIT = f"[{DIGITS}]"
_YEAR = re.compile(
    f"(?<![{NUMERALS}0-9])[一二][{DIGITS}〇零{_ZERO_LIKE}][{DIGITS}〇零{_ZERO_LIKE}—-]{{2}}(?={BLANK}年)"
)
_ZERO = re.compile(f"(?<={_DIGIT})[{_ZERO_LIKE}](?=[{DIGITS}〇零])|(?<={_DIGIT})[{_ZERO_LIKE}](?={BLANK}[年室号弄幢])")

_DAY = re.compile(
    f"[0-9]{BLANK}(?P<a>曰)"
    f"|月{BLANK}[{DIGITS}十廿卅]{{1,3}}{BLANK}(?P<b>曰)"
    f"|月{BLANK}[0-9]{{1,2}}{BLANK}(?P<c>目)(?![标录前的光])"
    "|[周某今明昨每近当次节假生](?P<d>曰)|(?:星期|礼拜)(?P<e>曰)|(?P<f>曰)[期常报历程]"
)

_ONE = re.compile(
    f"第(?P<a>[—-])[{HAN}]"
    "|[统唯惟专之](?P<b>—)(?![—-])"
    "|(?:周|星期|礼拜)(?P<c>—)(?![—至到周星礼一二三四五六日天-])"
    f"|[十廿](?P<d>—)[月日号](?!{BLANK}[—0-9-])"
)
_ONE_COUNTED = re.compile(f"(?<![—-])—(?=[个位名次条件批户张把本起些样定直般切旦项只])(?<=[{HAN}，。、“]—)")

_BETWEEN_NUMBERS = re.compile(f"(?P<left>[0-9]+){BLANK}(?P<a>一){BLANK}(?P<right>[0-9]+)")
_BETWEEN_DATES = re.compile(
    f"[0-9]{BLANK}[月日号时分年](?P<a>一){BLANK}[0-9]"
    f"|[{DIGITS}十]月(?P<b>一)[{DIGITS}十]{{1,2}}月"
    f"|(?:周|星期)[{DIGITS[:6]}日天](?P<c>一)(?:周|星期)[{DIGITS[:6]}日天]"
)


def _target(match: re.Match[str]) -> tuple[int, int]:
    name = next(name for name in "abcdef" if name in match.re.groupindex and match.group(name) is not None)
    return match.span(name)


def days(text: Working) -> Iterator[Edit]:
    """``5月7曰``: 日 in a date and in the common words of dates."""
    if "曰" in text.text or "目" in text.text:
        for match in _DAY.finditer(text.text):
            yield Edit(*_target(match), "日", "day-in-date")


def zeros(text: Working) -> Iterator[Edit]:
    """``二0二—年``: in a year in Chinese numerals a zero is 〇 and a stroke is 一; between numerals a zero is 〇."""
    s = text.text
    if not any(character in s for character in _ZERO_LIKE + "—-"):
        return
    edits: dict[int, Edit] = {}
    for match in _YEAR.finditer(s):
        for n in range(*match.span()):
            if s[n] in _ZERO_LIKE:
                edits[n] = Edit(n, n + 1, "〇", "zero-in-numeral")
            elif s[n] in "—-":
                edits[n] = Edit(n, n + 1, "一", "one-for-stroke")
    for match in _ZERO.finditer(s):
        edits[match.start()] = Edit(*match.span(), "〇", "zero-in-numeral")
    yield from (edits[n] for n in sorted(edits))


def ones(text: Working) -> Iterator[Edit]:
    """``第—期``, ``周—上午``: the numeral 一 that was read as a stroke."""
    s = text.text
    if "—" not in s and "第-" not in s:
        return
    spans = [_target(match) for match in _ONE.finditer(s)]
    spans += [match.span() for match in _ONE_COUNTED.finditer(s) if _could_be(text, match.start(), "一")]
    yield from (Edit(start, end, "一", "one-for-stroke") for start, end in sorted(set(spans)))


def _could_be(text: Working, offset: int, other: str) -> bool:
    return any(alternative.text == other for alternative in text.alternatives(offset))


def ranges(text: Working) -> Iterator[Edit]:
    """``2019一2021``: a stroke that was read as 一; between groups of a telephone number it is a hyphen."""
    s = text.text
    if "一" not in s:
        return
    edits = {}
    for match in _BETWEEN_NUMBERS.finditer(s):
        left, right = match["left"], match["right"]
        telephone = (left.startswith("0") and len(left) in (3, 4) and len(right) >= 7) or len(left) >= 7
        after, code = ("-", "number-hyphen") if telephone else ("—", "range-mark")
        edits[match.start("a")] = Edit(*match.span("a"), after, code)
    for match in _BETWEEN_DATES.finditer(s):
        start, end = _target(match)
        edits[start] = Edit(start, end, "—", "range-mark")
    yield from outside((edits[n] for n in sorted(edits)), protected(s))
