"""Dates as people write them, into ISO 8601."""

from __future__ import annotations

import datetime
import re
import unicodedata

_CHINESE_DIGITS = str.maketrans("〇○零一二三四五六七八九", "000123456789")
_WEEKDAY = re.compile(r"[(（]?(星期|周|礼拜)[一二三四五六日天][)）]?\s*$")
_CHINESE = re.compile(
    r"(?P<year>[^\s年]{4})\s*年(?:\s*(?P<month>[^\s月]{1,3})\s*月(?:\s*(?P<day>[^\s日号]{1,4})\s*[日号])?)?"
)
_SEPARATED = re.compile(r"(?P<year>\d{4})(?:[-/.](?P<month>\d{1,2})(?:[-/.](?P<day>\d{1,2}))?)?")
_COMPACT = re.compile(r"(?P<year>\d{4})(?P<month>\d{2})(?P<day>\d{2})")
_TIME = re.compile(r"[ T]0{1,2}:00(:00(\.0+)?)?$")
EARLIEST_YEAR = 1800
"""No modern Chinese periodical is older (1815: the first); an earlier year is a slip of the pen."""


def iso_date(text: str) -> str:
    """``"2021/1/22"``, ``"2021年1月22日 星期五"``, ``"二〇二一年一月"`` … as ``2021-01-22``, ``2021-01`` or ``2021``.

    Year first; a midnight that a spreadsheet added is dropped.  Raises ``ValueError`` on anything else, two-digit
    years and days that do not exist included.
    """
    plain = unicodedata.normalize("NFKC", text).strip()
    plain = _TIME.sub("", _WEEKDAY.sub("", plain).strip())
    match = _CHINESE.fullmatch(plain) or _COMPACT.fullmatch(plain) or _SEPARATED.fullmatch(plain)
    if match is None:
        raise ValueError(f"{text!r} is no date")
    try:
        parts = [_number(part) for part in match.group("year", "month", "day") if part is not None]
        year, month, day = (*parts, *(1,) * (3 - len(parts)))
        datetime.date(year, month, day)
    except ValueError as error:
        raise ValueError(f"{text!r} is no date: {error}") from error
    if year < EARLIEST_YEAR:
        raise ValueError(f"{text!r} is no date of a bulletin")
    return "-".join(f"{part:02d}" for part in parts)


def _number(text: str) -> int:
    if "十" in text:
        tens, _, ones = text.partition("十")
        return int(tens.translate(_CHINESE_DIGITS) or 1) * 10 + int(ones.translate(_CHINESE_DIGITS) or 0)
    return int(text.translate(_CHINESE_DIGITS))
