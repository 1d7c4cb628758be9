"""Dates of issue."""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterator
from dataclasses import dataclass

from pipeline.describe.numerals import DIGIT, HAN_DIGIT, HAN_NUMBER, arabic
from pipeline.describe.settings import DescribeSettings

WEEKDAYS = "一二三四五六日"

_YEAR = f"(?<![0-9])(?P<year>[12]{DIGIT}{{3}})"
_PATTERNS = (
    re.compile(rf"{_YEAR}\s*年\s*(?P<month>{DIGIT}{{1,2}})\s*月\s*(?P<day>{DIGIT}{{1,2}})(?!{DIGIT})\s*[日曰目号]?"),
    re.compile(rf"{_YEAR}\s*[.\-/]\s*(?P<month>[0-9]{{1,2}})\s*[.\-/]\s*(?P<day>[0-9]{{1,2}})(?![0-9])"),
    re.compile(
        rf"(?P<year>[一二]{HAN_DIGIT}{{3}})\s*年\s*(?P<month>{HAN_NUMBER}{{1,3}})\s*月"
        rf"\s*(?P<day>{HAN_NUMBER}{{1,3}})\s*[日曰目号]"
    ),
    re.compile(rf"{_YEAR}\s*年\s*(?P<month>{DIGIT}{{1,2}})\s*月(?!\s*{DIGIT})"),
    re.compile(rf"(?P<year>[一二]{HAN_DIGIT}{{3}})\s*年\s*(?P<month>{HAN_NUMBER}{{1,3}})\s*月(?!\s*{HAN_NUMBER})"),
    re.compile(rf"{_YEAR}\s*年(?=\s*第)"),
)
_WEEKDAY = re.compile(r"(?:星\s*期|礼\s*拜|周)\s*([一二三四五六日天曰])")


@dataclass(frozen=True, slots=True)
class PrintedDate:
    """A date found in a text."""

    iso: str | None
    """ISO 8601 as exact as it is printed (2021-03-12, 2021-03, 2021); ``None`` when it cannot be a date of issue."""
    start: int
    end: int
    text: str
    """as printed."""
    weekday: int | None
    """Monday 0 … Sunday 6, printed behind it; ``None`` when there is none."""

    @property
    def weekday_of_date(self) -> int | None:
        """The weekday that the calendar gives; ``None`` when the day is not printed."""
        if self.iso is None or len(self.iso) < len("2021-03-12"):
            return None
        return datetime.date.fromisoformat(self.iso).weekday()


def find_dates(text: str, settings: DescribeSettings) -> Iterator[PrintedDate]:
    """Dates in a folded text, from the most exact pattern to the least, never two in one place."""
    taken: list[tuple[int, int]] = []
    for pattern in _PATTERNS:
        for match in pattern.finditer(text):
            start, end = match.span()
            if any(start < b and a < end for a, b in taken):
                continue
            weekday = _WEEKDAY.search(text, end)
            if weekday and len(text[end : weekday.start()].strip(" ()（）,，·|")) > 0:
                weekday = None
            taken.append((start, end))
            parts = match.groupdict()
            yield PrintedDate(
                iso=_iso(parts["year"], parts.get("month"), parts.get("day"), settings),
                start=start,
                end=weekday.end() if weekday else end,
                text=match.group(),
                weekday=_weekday(weekday.group(1)) if weekday else None,
            )


def lone_weekday(text: str) -> int | None:
    """The weekday when a text is nothing else."""
    match = _WEEKDAY.fullmatch(text.strip(" ()（）"))
    return _weekday(match.group(1)) if match else None


def _weekday(character: str) -> int:
    return WEEKDAYS.index("日" if character in "天曰" else character)


def _iso(year: str, month: str | None, day: str | None, settings: DescribeSettings) -> str | None:
    y = int(arabic(year))
    if not settings.earliest_year <= y <= settings.latest_year:
        return None
    if month is None:
        return f"{y:04d}"
    m = int(arabic(month))
    if not 1 <= m <= 12:
        return None
    if day is None:
        return f"{y:04d}-{m:02d}"
    try:
        return datetime.date(y, m, int(arabic(day))).isoformat()
    except ValueError:
        return None
